import { describe, expect, it } from 'vitest'
import type { Answer, Message } from '../../shared/conversation.ts'
import { buildPrompt, exchangesBefore, measuredBytesPerToken } from './context.ts'

const question = (id: string, text = id): Message => ({ role: 'user', id, parent: null, at: 1, text })
const answer = (id: string, parent: string, text: string, change: Partial<Answer> = {}): Answer => ({
  role: 'assistant',
  id,
  parent,
  at: 1,
  home: 'home',
  mode: 'chat',
  model_asked: null,
  model: null,
  parts: [
    { kind: 'reasoning', step: 0, part: 0, text: 'hm' },
    { kind: 'text', step: 0, part: 1, text },
  ],
  usage: null,
  trimmed: null,
  timings: null,
  tokens_per_second: null,
  state: { status: 'done', finish_reason: 'stop' },
  ...change,
})
const chat = (pairs: number, size: number): Message[] => [
  ...Array.from({ length: pairs }, (_, n) => [question(`q${n}`, 'q'.repeat(size)), answer(`a${n}`, `q${n}`, 'a'.repeat(size))]).flat(),
  question('last'),
]

describe('the prompt', () => {
  it.each<[string, Message[], string[]]>([
    ['a first question', [question('one')], ['one']],
    ['without reasoning', [question('one'), answer('a', 'one', 'two'), question('three')], ['one', 'two', 'three']],
    [
      'without failed turns',
      [
        question('one'),
        answer('a', 'one', 'half', {
          state: { status: 'failed', problem: { error: 'home_off', message: '', timestamp: '', troubleshooting: [], request_id: '' } },
        }),
        question('three'),
      ],
      ['three'],
    ],
    [
      'with what was stopped or interrupted',
      [question('one'), answer('a', 'one', 'half', { state: { status: 'stopped' } }), question('three')],
      ['one', 'half', 'three'],
    ],
    ['without empty turns', [question('one'), answer('a', 'one', ' ', { state: { status: 'stopped' } }), question('three')], ['three']],
    ['without the demo', [question('one'), answer('a', 'one', 'demo words', { home: 'demo' }), question('three')], ['three']],
  ])('is given %s', (_, branch, contents) => {
    expect(buildPrompt(branch, 'home', null, null, 99).messages.map(({ content }) => content)).toEqual(contents)
  })

  it('drops the oldest pairs until it fits the loaded context, and counts what it dropped', () => {
    const branch = chat(100, 300)
    const prompt = buildPrompt(branch, 'home', 4096, null, 999)
    expect(prompt.bytes / 3).toBeLessThanOrEqual(4096 * 0.75)
    expect(prompt.dropped).toBe(201 - prompt.messages.length)
    expect(prompt.messages.length).toBeGreaterThan(15)
    expect(prompt.messages[0]?.role).toBe('user')
    expect(prompt.messages.at(-1)?.content).toBe('last')
  })

  it('cuts nothing where the context is not told', () => {
    expect(buildPrompt(chat(100, 300), 'home', null, null, 999)).toMatchObject({ dropped: 0 })
  })

  it('keeps the question itself however long it is', () => {
    expect(buildPrompt([question('q', 'x'.repeat(100_000))], 'home', 4096, null, 99).messages).toHaveLength(1)
  })

  it('keeps at most the exchanges that are allowed', () => {
    const branch = chat(8, 10)
    expect(exchangesBefore(branch, 'home')).toBe(8)
    expect(buildPrompt(branch, 'home', null, null, 4)).toMatchObject({ dropped: 8 })
  })

  it('counts a letter of three bytes as one token', () => {
    const branch = [question('one', '灯'.repeat(2_000)), answer('a', 'one', '灯'.repeat(2_000)), question('three')]
    expect(buildPrompt(branch, 'home', 4096, null, 99).dropped).toBe(2)
    expect(buildPrompt(branch, 'home', 8192, null, 99).dropped).toBe(0)
  })

  it('measures a token by what the server counted last', () => {
    const branch = [
      question('one'),
      answer('a', 'one', 'x', { usage: { prompt_tokens: 100, completion_tokens: 1, reasoning_tokens: null } }),
      question('three'),
    ]
    expect(measuredBytesPerToken(branch, () => 450)).toBeCloseTo(4.05)
    expect(measuredBytesPerToken(branch, () => 100_000)).toBe(6)
    expect(measuredBytesPerToken(branch, () => null)).toBeNull()
    expect(measuredBytesPerToken([question('one')], () => 450)).toBeNull()
  })
})
