// What the simulator's encoder writes and the decoder reads is the same list of events.
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UpstreamEvent } from '../ports.ts'
import { DONE, type Meta, errorFrame, finishFrame, frame, reasoningFrame, textFrame, usageFrame } from '../sim/wire.ts'
import { told } from '../test/traces.contract.ts'
import { createDecoder } from './decode.ts'

const META = { id: 'chatcmpl-1', created: 1_795_000_000 }

/** One frame an event, but for the model: every frame names the one that was told last. */
function encode(events: readonly UpstreamEvent[]): string {
  let meta: Meta = { ...META, model: '' }
  const begun = new Set<number>()
  const one = (event: UpstreamEvent): string => {
    const choice = (delta: object, finish_reason: string | null = null): string =>
      frame({ ...meta, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] })
    switch (event.type) {
      case 'opened':
        return ''
      case 'model':
        meta = { ...META, model: event.model }
        return choice({ role: 'assistant', content: null })
      case 'progress':
        return frame({ ...meta, object: 'chat.completion.chunk', choices: [], prompt_progress: { total: 100, cache: 0, processed: event.percent, time_ms: 1 } })
      case 'reasoning':
        return reasoningFrame(meta, event.text)
      case 'text':
        return textFrame(meta, event.text)
      case 'tool_call': {
        const { index, id, name } = event
        const first = begun.has(index) ? {} : { id, type: 'function' }
        const target = { ...(begun.has(index) ? {} : { name }), arguments: event.arguments }
        begun.add(index)
        return choice({ tool_calls: [{ index, ...first, function: target }] })
      }
      case 'finish':
        return event.reason === 'stop' || event.reason === 'length' ? finishFrame(meta, event.reason) : choice({}, event.reason)
      case 'usage': {
        const { prompt_tokens, completion_tokens, reasoning_tokens } = event.usage
        return usageFrame(meta, { prompt: prompt_tokens, completion: completion_tokens, reasoning: reasoning_tokens ?? 0 })
      }
      case 'failed':
        return errorFrame(event.problem.detail)
    }
  }
  return events.map(one).join('') + DONE
}

function decode(text: string, cuts: readonly number[]): UpstreamEvent[] {
  const bytes = new TextEncoder().encode(text)
  const at = [...new Set([...cuts.filter((cut) => cut < bytes.length), bytes.length])].toSorted((a, b) => a - b)
  const decoder = createDecoder()
  const events = at.flatMap((end, index) => decoder.push(bytes.subarray(at[index - 1] ?? 0, end)))
  return [...events, ...decoder.end()]
}

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
const line = fc.constantFrom('\n', '\r\n', '\n\n', 'data: [DONE]\n\n', ': ', '\u2028', '\uFEFF', '\0', '{"error":"x"}', ' ', 'é😀日本')
const piece = fc.oneof(text, line)
/** Of a server: what a number is, is a whole one that is not negative, and not all of them are zero. */
const usage = fc
  .tuple(fc.integer({ min: 1, max: 1e9 }), fc.nat(1e9), fc.nat(1e9))
  .map(([prompt_tokens, completion_tokens, reasoning_tokens]): UpstreamEvent => ({
    type: 'usage',
    usage: { prompt_tokens, completion_tokens, reasoning_tokens },
  }))
const finish = fc
  .constantFrom('stop' as const, 'length' as const, 'tool_calls' as const, 'other' as const)
  .map((reason): UpstreamEvent => ({ type: 'finish', reason }))
const failed = fc.constantFrom('Channel Error', 'Context size has been exceeded.').map((detail): UpstreamEvent => ({
  type: 'failed',
  problem: { code: detail.startsWith('C') && detail.endsWith('r') ? 'model_crashed' : 'context_overflow', retryable: false, retry_after_ms: null, detail },
}))
const words = (of: fc.Arbitrary<string>): fc.Arbitrary<UpstreamEvent> =>
  fc.tuple(fc.constantFrom('text' as const, 'reasoning' as const), of).map(([type, each]) => ({ type, text: each }))
const calls = fc.array(fc.record({ of: fc.nat(2), arguments: fc.oneof(fc.constant(''), piece) }), { maxLength: 8 }).map((pieces) => {
  const order = [...new Set(pieces.map(({ of }) => of))]
  return pieces.map(({ of, arguments: each }): UpstreamEvent => {
    const index = order.indexOf(of)
    return { type: 'tool_call', index, id: `id-${of}`, name: ['get_weather', 'f', 'get_weather'][of] ?? '', arguments: each }
  })
})

/** What a model server may say: progress before the words, calls after them, then how it ended, and what it counted on any side of that. */
const answers = (of: fc.Arbitrary<string>): fc.Arbitrary<UpstreamEvent[]> =>
  fc
    .tuple(
      fc.uniqueArray(fc.nat(100), { maxLength: 3 }),
      fc.array(
        fc.oneof(
          { weight: 9, arbitrary: words(of) },
          { weight: 1, arbitrary: fc.constantFrom('m2', 'm1').map((model) => ({ type: 'model', model }) as const) },
        ),
        {
          maxLength: 10,
        },
      ),
      calls,
      fc.option(usage, { nil: null }),
      fc.oneof(finish, failed),
      fc.boolean(),
    )
    .map(([percents, said, called, counted, ended, early]) => {
      const events: UpstreamEvent[] = [
        { type: 'model', model: 'm1' },
        ...percents.toSorted((a, b) => a - b).map((percent): UpstreamEvent => ({ type: 'progress', percent })),
        ...said,
        ...called,
      ]
      const end = counted === null ? [ended] : early || ended.type === 'failed' ? [counted, ended] : [ended, counted]
      return [...events, ...end].filter(news())
    })

describe('decode(encode(events)) is events', () => {
  const cuts = fc.array(fc.nat(4_000), { maxLength: 8 })
  it('one by one, for words without the sign that a tag begins with', () => {
    fc.assert(
      fc.property(answers(piece.filter((each) => !each.includes('<'))), cuts, (events, at) => {
        expect(decode(encode(events), at)).toEqual(events)
      }),
      { numRuns: 1_500 },
    )
  })

  it('joined, for words with it: what may be a tag is held back until it is none', () => {
    const near = fc.constantFrom('<', '<thi', '</think', 'nk', '>', 'a<b', '< think>', '</Think>', '<think >')
    const said = answers(fc.oneof(near, piece)).filter((events) => !/<\/?think>/.test(textOf(events)))
    fc.assert(
      fc.property(said, cuts, (events, at) => {
        const read = decode(encode(events), at)
        expect(textOf(read)).toBe(textOf(events))
        expect(told(read.filter(({ type }) => type !== 'text'))).toEqual(told(events.filter(({ type }) => type !== 'text')))
      }),
      { numRuns: 1_500 },
    )
  })
})

/** The same model told again would say nothing. */
function news(): (event: UpstreamEvent) => boolean {
  let model: string | null = null
  return (event) => {
    if (event.type !== 'model') return true
    const isNew = event.model !== model
    model = event.model
    return isNew
  }
}

function textOf(events: readonly UpstreamEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('')
}
