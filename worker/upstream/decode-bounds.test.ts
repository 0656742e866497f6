import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ANSWER_BODY_MAX_CHARS, ANSWER_MODELS_MAX, FRAME_MAX_CHARS } from '../../shared/limits.ts'
import type { UpstreamEvent } from '../ports.ts'
import { createDecoder } from './decode.ts'
import { DONE, chunk, say, sse, stop } from './fakes.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (...pieces: readonly string[]): UpstreamEvent[] => {
  const decoder = createDecoder()
  return [...pieces.flatMap((piece) => decoder.push(encode(piece))), ...decoder.end()]
}
const textIn = (events: readonly UpstreamEvent[]): string => events.map((event) => (event.type === 'text' ? event.text : '')).join('')
const failure = (events: readonly UpstreamEvent[]): string | null => {
  const last = events.at(-1)
  return last?.type === 'failed' ? last.problem.code : null
}

describe('bounds', () => {
  it('what is told of an answer besides its words comes to an end, though the answer does not', () => {
    const progress = (processed: number) => ({ ...chunk({}), prompt_progress: { total: 2, processed } })
    const chunks = Array.from({ length: 300 }, (_, n) => ({ ...progress(1 + (n % 2)), model: `m${n}` }))
    const told = decode(sse(...chunks)).map(({ type }) => type)
    expect(told.filter((type) => type === 'model')).toHaveLength(ANSWER_MODELS_MAX)
    expect(told.filter((type) => type === 'progress')).toHaveLength(2)
  })

  const long = 'x'.repeat(FRAME_MAX_CHARS)
  it.each([
    ['a frame', `data: ${long}\n\n`],
    ['a line that never ends', `data: ${long}`],
    ['a comment', `: ${long}\n\n`],
    ['a frame of many lines', `data: ${'x'.repeat(1000)}\n`.repeat(FRAME_MAX_CHARS / 1000 + 1)],
    ['a body of JSON', `{"x":"${'x'.repeat(ANSWER_BODY_MAX_CHARS)}`],
  ])('%s that is too long fails at once, however it is cut', (_name, body) => {
    const bytes = encode(sse(say('a')).repeat(body.startsWith('{') ? 0 : 1) + body)
    for (const size of [bytes.length, 60_000, bytes.length - 1]) {
      const decoder = createDecoder()
      const events: UpstreamEvent[] = []
      for (let at = 0; at < bytes.length && !decoder.done; at += size) events.push(...decoder.push(bytes.subarray(at, at + size)))
      expect(failure(events)).toBe('answer_unreadable')
      expect(textIn(events)).toBe(body.startsWith('{') ? '' : 'a')
      expect(decoder.push(encode(sse(say('b'))))).toEqual([])
      expect(decoder.end()).toEqual([])
      expect(decoder.held).toBe(0)
    }
  })

  it('the longest line that may be passes', () => {
    const frame = (length: number): string => `data: ${JSON.stringify(say('y'.repeat(length)))}`
    const fits = FRAME_MAX_CHARS - frame(0).length
    expect(textIn(decode(`${frame(fits)}\n\n`))).toHaveLength(fits)
    expect(textIn(decode(sse(say('a')), `${frame(fits)}\n\n${sse(say('b'))}`))).toHaveLength(fits + 2)
    expect(failure(decode(`${frame(fits + 1)}\n\n`))).toBe('answer_unreadable')
  })

  it('a whole answer of 5 MB passes', () => {
    const words = 'word '.repeat(1_000_000)
    expect(textIn(decode(JSON.stringify({ choices: [{ message: { content: words }, finish_reason: 'stop' }] })))).toHaveLength(words.length)
  })

  it('a page is judged when enough of it came', () => {
    const decoder = createDecoder()
    const events = decoder.push(encode(`<html>${'<p>'.repeat(40_000)}`))
    expect(failure(events)).toBe('home_misconfigured')
    expect(decoder.held).toBe(0)
  })
})

describe('one thing without end, in pieces of any size', () => {
  /** Bytes: of what is cut long before that, and of what is read to the end of the test. */
  const [ENDLESS, LONG] = [50_000_000, 10_000_000]
  /** How it begins, what comes again and again, whether it ends in a failure, and the most that may wait for the rest of it. */
  const shapes: readonly [string, string, string, boolean, number][] = [
    ['a line of data', `${sse(say('a'))}data: {"choices":[{"delta":{"content":"`, 'x', true, FRAME_MAX_CHARS],
    ['a comment', `${sse(say('a'))}:`, 'x', true, FRAME_MAX_CHARS],
    ['a line of no field', `${sse(say('a'))}x`, 'x', true, FRAME_MAX_CHARS],
    ['a frame that never ends', sse(say('a')), 'data: 1234567890\n', true, 2 * FRAME_MAX_CHARS],
    ['a frame of empty lines', sse(say('a')), 'data\n', true, FRAME_MAX_CHARS],
    ['the same among comments', sse(say('a')), `: ${'x'.repeat(500)}\r\ndata: ${'1'.repeat(500)}\r`, true, 2 * FRAME_MAX_CHARS],
    ['a body of JSON', '{"choices":[{"message":{"content":"', 'x', true, ANSWER_BODY_MAX_CHARS],
    ['a page', '<html>', '<p>', true, 70_000],
    ['comments', '', ': ping\n\n', false, 100],
    ['events without data', '', 'event: ping\nid: 7\n\n', false, 100],
    ['sentences', 'No stream.\n', 'Nor this.\n', false, 100],
    ['white space', '', ' \n', false, 100],
    ['words', '', sse(chunk({ content: 'word ' })), false, 1_000],
  ]
  it.each(shapes)('%s: what is held stays within its bound, and a failure lets go of it', (_name, begin, unit, fails, most) => {
    fc.assert(
      fc.property(fc.integer({ min: 2_000, max: 300_000 }), (size) => {
        const decoder = createDecoder()
        let last: UpstreamEvent | undefined
        let held = 0
        for (const piece of endless(begin, unit, size, fails ? ENDLESS : LONG)) {
          last = decoder.push(piece).at(-1) ?? last
          held = Math.max(held, decoder.held)
          if (decoder.done) break
        }
        expect(held).toBeLessThanOrEqual(most)
        expect(decoder.done).toBe(fails)
        if (fails) expect([last?.type, decoder.held]).toEqual(['failed', 0])
      }),
      { numRuns: 2 },
    )
  })
})

/** ASCII: the begin, then the unit again and again, in pieces of that size. */
function* endless(begin: string, unit: string, size: number, total: number): Generator<Uint8Array> {
  yield encode(begin)
  const units = encode(unit.repeat(Math.ceil(size / unit.length) + 1))
  for (let at = 0; at < total; at += size) yield units.subarray(at % unit.length, (at % unit.length) + size)
}

describe('what is nested too deep', () => {
  const deep = (open: string, close: string): string => `${open.repeat(300_000)}1${close.repeat(300_000)}`
  const places: readonly [string, (value: string) => string, string | null][] = [
    [
      'arguments of a call',
      (value) => `{"choices":[{"delta":{"content":"a","tool_calls":[{"function":{"name":"f","arguments":${value}}}]}}]}`,
      'answer_unreadable',
    ],
    ['a field that is not read', (value) => `{"choices":[{"delta":{"content":"a"}}],"stats":${value}}`, null],
    ['a count with a piece', (value) => `{"choices":[{"delta":{"content":"a"}}],"timings":{"prompt_n":${value}}}`, null],
    ['an error', (value) => `{"choices":[{"delta":{"content":"a"}}],"error":${value}}`, 'upstream_error'],
    ['text', (value) => `{"choices":[{"delta":{"content":"a"}},{"delta":{"content":${value}}}]}`, null],
    ['usage', (value) => `{"choices":[{"delta":{"content":"a"}}],"usage":{"prompt_tokens":${value}}}`, null],
  ]
  it.each(places)('%s throws nothing', (_name, frame, code) => {
    for (const value of [deep('{"a":', '}'), deep('[', ']'), deep('{"error":', '}'), deep('{"message":', '}')]) {
      if (value.startsWith('[') && code === 'answer_unreadable') continue
      for (const body of [`data: ${frame(value)}\n\n`, frame(value)]) {
        const events = decode(body)
        expect(textIn(events)).toBe('a')
        expect(failure(events)).toBe(code)
      }
    }
  })
})

describe('any JSON in the places of an answer', () => {
  const KEYS = 'choices delta message content reasoning reasoning_content tool_calls function name arguments id index finish_reason error model usage'.split(
    ' ',
  )
  const MORE = 'prompt_tokens completion_tokens completion_tokens_details reasoning_tokens prompt_progress total processed code type object'.split(' ')
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.oneof(fc.constantFrom(null, true, '', 'a', '<think>', '</think>', 'stop', 'error', -1, 0, 1, 1.5, 1e308), fc.string(), fc.double(), fc.integer()),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...KEYS, ...MORE, '__proto__', 'constructor'), tie('value'), { maxKeys: 6 }),
    ),
  }))
  it('throws nothing, and gives only events that may be', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 5 }), fc.boolean(), (frames, isWhole) => {
        const choices = frames.map((delta) => ({ choices: [{ delta }, delta], ...(typeof delta === 'object' && !Array.isArray(delta) ? delta : {}) }))
        const events = isWhole ? decode(JSON.stringify(choices[0] ?? {})) : decode(sse(...choices, stop(), DONE))
        let calls = 0
        for (const event of events) {
          if (event.type === 'progress') expect(event.percent >= 0 && event.percent <= 100).toBe(true)
          if (event.type === 'text' || event.type === 'reasoning') expect(typeof event.text === 'string' && event.text !== '').toBe(true)
          if (event.type === 'tool_call') {
            expect(event.index).toBeLessThanOrEqual(calls)
            expect([typeof event.id, typeof event.name, typeof event.arguments, event.id !== '']).toEqual(['string', 'string', 'string', true])
            calls = Math.max(calls, event.index + 1)
          }
        }
        expect(events.filter(({ type }) => type === 'finish' || type === 'failed').length).toBeLessThanOrEqual(2)
      }),
      { numRuns: 2_000 },
    )
  })
})
