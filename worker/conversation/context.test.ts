import { describe, expect, it } from 'vitest'
import type { Answer, Message } from '../../shared/conversation.ts'
import { buildPrompt, exchangesBefore, measuredBytesPerToken, type PromptRoom } from './context.ts'

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
  continues: null,
  parts: [
    { kind: 'reasoning', step: 0, part: 0, text: 'hm' },
    { kind: 'text', step: 0, part: 1, text },
  ],
  thought: null,
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
const promptOf = (branch: readonly Message[], room: Partial<PromptRoom> = {}) =>
  buildPrompt(branch, 'home', { system: '', begun: null, context: null, bytesPerToken: null, keep: 999, ...room })

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
    [
      'with what was there before it failed to go on',
      [
        question('one'),
        answer('a', 'one', 'half', {
          continues: { turn: 'b', parts: 1 },
          state: { status: 'failed', problem: { error: 'home_off', message: '', timestamp: '', troubleshooting: [], request_id: '' } },
        }),
        question('three'),
      ],
      ['one', 'half', 'three'],
    ],
    ['without empty turns', [question('one'), answer('a', 'one', ' ', { state: { status: 'stopped' } }), question('three')], ['three']],
    ['without the demo', [question('one'), answer('a', 'one', 'demo words', { home: 'demo' }), question('three')], ['three']],
  ])('is given %s', (_, branch, contents) => {
    expect(promptOf(branch).messages.map(({ content }) => content)).toEqual(contents)
  })

  it('drops the oldest pairs until it fits the loaded context, and counts what it dropped', () => {
    const branch = chat(100, 300)
    const prompt = promptOf(branch, { context: 4096 })
    expect(prompt.bytes / 3).toBeLessThanOrEqual(4096 * 0.75)
    expect(prompt.dropped).toBe(201 - prompt.messages.length)
    expect(prompt.messages.length).toBeGreaterThan(15)
    expect(prompt.messages[0]?.role).toBe('user')
    expect(prompt.messages.at(-1)?.content).toBe('last')
  })

  it('cuts nothing where the context is not told', () => {
    expect(promptOf(chat(100, 300))).toMatchObject({ dropped: 0 })
  })

  it('keeps the question itself however long it is', () => {
    expect(promptOf([question('q', 'x'.repeat(100_000))], { context: 4096 }).messages).toHaveLength(1)
  })

  it('keeps at most the exchanges that are allowed', () => {
    const branch = chat(8, 10)
    expect(exchangesBefore(branch, 'home')).toBe(8)
    expect(promptOf(branch, { keep: 4 })).toMatchObject({ dropped: 8 })
  })

  it('begins with what the model is told before everything else, which is no message of the chat', () => {
    const prompt = promptOf([question('one'), answer('a', 'one', 'two'), question('three')], { system: 'Be brief.' })
    expect(prompt.messages.map(({ role, content }) => [role, content])).toEqual([
      ['system', 'Be brief.'],
      ['user', 'one'],
      ['assistant', 'two'],
      ['user', 'three'],
    ])
    expect(prompt).toMatchObject({ dropped: 0, bytes: 'Be brief.onetwothree'.length })
  })

  it('ends with what the model is to go on from, which is no message of the chat, and is never dropped', () => {
    const branch = chat(100, 300)
    const begun = 'b'.repeat(3_000)
    const prompt = promptOf(branch, { context: 4096, begun })
    expect(prompt.messages.at(-2)).toEqual({ role: 'user', content: 'last' })
    expect(prompt.messages.at(-1)).toEqual({ role: 'assistant', content: begun })
    expect(prompt.bytes / 3).toBeLessThanOrEqual(4096 * 0.75)
    expect(prompt.dropped).toBeGreaterThan(promptOf(branch, { context: 4096 }).dropped)
    expect(prompt.dropped).toBe(202 - prompt.messages.length)
    expect(promptOf(branch, { context: 4096, begun: 'b'.repeat(100_000) }).messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
  })

  it.each(['', ' ', '\n\t'])('tells nothing where that is blank: %j', (system) => {
    expect(promptOf([question('one')], { system }).messages).toEqual([{ role: 'user', content: 'one' }])
  })

  it('makes room for it at the cost of the oldest pairs, and never drops it', () => {
    const branch = chat(100, 300)
    const without = promptOf(branch, { context: 4096 })
    const system = 's'.repeat(3_000)
    const prompt = promptOf(branch, { context: 4096, system })
    expect(prompt.messages[0]).toEqual({ role: 'system', content: system })
    expect(prompt.bytes / 3).toBeLessThanOrEqual(4096 * 0.75)
    expect(prompt.dropped).toBeGreaterThan(without.dropped)
    expect(prompt.dropped).toBe(202 - prompt.messages.length)
    expect(promptOf(branch, { context: 4096, system: 's'.repeat(100_000) }).messages.map(({ role }) => role)).toEqual(['system', 'user'])
  })

  it('counts a letter of three bytes as one token', () => {
    const branch = [question('one', '灯'.repeat(2_000)), answer('a', 'one', '灯'.repeat(2_000)), question('three')]
    expect(promptOf(branch, { context: 4096 }).dropped).toBe(2)
    expect(promptOf(branch, { context: 8192 }).dropped).toBe(0)
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
