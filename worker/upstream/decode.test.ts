import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { UpstreamEvent } from '../ports.ts'
import { createDecoder } from './decode.ts'
import { DONE, chunk, say, sse, stop } from './fakes.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (...pieces: readonly (string | Uint8Array)[]): UpstreamEvent[] => {
  const decoder = createDecoder()
  const events = pieces.flatMap((piece) => decoder.push(typeof piece === 'string' ? encode(piece) : piece))
  return [...events, ...decoder.end()]
}
const MODEL: UpstreamEvent = { type: 'model', model: 'google/gemma-4-e4b' }
const text = (value: string): UpstreamEvent => ({ type: 'text', text: value })
const reasoning = (value: string): UpstreamEvent => ({ type: 'reasoning', text: value })
const finish = (reason: 'stop' | 'length' | 'tool_calls' | 'other'): UpstreamEvent => ({ type: 'finish', reason })
const usage = (prompt_tokens: number, completion_tokens: number, reasoning_tokens: number | null = null): UpstreamEvent => ({
  type: 'usage',
  usage: { prompt_tokens, completion_tokens, reasoning_tokens },
})
const textIn = (events: readonly UpstreamEvent[]): string => events.map((event) => (event.type === 'text' ? event.text : '')).join('')
const failure = (events: readonly UpstreamEvent[]): string | null => {
  const last = events.at(-1)
  return last?.type === 'failed' ? last.problem.code : null
}

const COUNTED = { prompt_tokens: 17, completion_tokens: 116, total_tokens: 133, completion_tokens_details: { reasoning_tokens: 102 } }
const bare = (delta: object, more: object = {}): object => ({ choices: [{ finish_reason: null, index: 0, delta }], object: 'chat.completion.chunk', ...more })

describe('an answer, as each server writes it', () => {
  const cases: readonly [string, string, readonly UpstreamEvent[]][] = [
    ['LM Studio: role on every delta', sse(say('Hel'), say('lo'), stop(), DONE), [MODEL, text('Hel'), text('lo'), finish('stop')]],
    [
      'usage in a chunk without choices, after the end',
      sse(say('a'), stop(), { ...chunk({}), choices: [], usage: COUNTED }, DONE),
      [MODEL, text('a'), finish('stop'), usage(17, 116, 102)],
    ],
    ['usage on the finish chunk', sse(say('a'), chunk({}, { finish: 'stop', usage: COUNTED }), DONE), [MODEL, text('a'), finish('stop'), usage(17, 116, 102)]],
    ['usage null until it is known', sse({ ...chunk({ content: 'a' }), usage: null }, stop(), DONE), [MODEL, text('a'), finish('stop')]],
    ['the same usage again', sse(chunk({ content: 'a' }, { usage: COUNTED }), chunk({}, { usage: COUNTED })), [MODEL, text('a'), usage(17, 116, 102)]],
    [
      'vLLM: usage on every chunk, the last one counts',
      sse(
        chunk({ content: 'a' }, { usage: { prompt_tokens: 9, completion_tokens: 1 } }),
        chunk({ content: 'b' }, { usage: { prompt_tokens: 9, completion_tokens: 2 }, finish: 'stop' }),
        DONE,
      ),
      [MODEL, text('a'), usage(9, 1), text('b'), finish('stop'), usage(9, 2)],
    ],
    [
      'all zero is no count',
      sse(say('a'), chunk({}, { finish: 'stop', usage: { prompt_tokens: 0, completion_tokens: 0 } }), DONE),
      [MODEL, text('a'), finish('stop')],
    ],
    [
      'llama-server: usage that nobody asked for, with its times',
      sse({ ...chunk({}, { finish: 'stop', usage: COUNTED }), timings: { predicted_n: 116 } }, DONE),
      [MODEL, finish('stop'), usage(17, 116, 102)],
    ],
    ['no usage is not zero', sse(say('a'), stop(), DONE), [MODEL, text('a'), finish('stop')]],
    ['cut off by length', sse(say('a'), stop('length'), DONE), [MODEL, text('a'), finish('length')]],
    ['another reason', sse(say('a'), stop('content_filter'), DONE), [MODEL, text('a'), finish('other')]],
    ['llama-server: null first', sse(bare({ role: 'assistant', content: null }), bare({ content: 'x' })), [text('x')]],
    [
      'llama-server: progress of the prompt',
      sse(
        bare({ role: 'assistant', content: null }, { prompt_progress: { total: 200, cache: 0, processed: 0, time_ms: 0 } }),
        bare({ role: 'assistant', content: null }, { prompt_progress: { total: 200, cache: 0, processed: 129, time_ms: 8 } }),
        bare({ role: 'assistant', content: null }, { prompt_progress: { total: 200, cache: 0, processed: 129, time_ms: 9 } }),
        bare({ content: 'x' }),
      ),
      [{ type: 'progress', percent: 0 }, { type: 'progress', percent: 64 }, text('x')],
    ],
    ['vLLM: the last words carry the reason', sse(say('a'), chunk({ content: 'b' }, { finish: 'stop' }), DONE), [MODEL, text('a'), text('b'), finish('stop')]],
    ['a reason that is told twice', sse(stop('length'), stop('stop')), [MODEL, finish('length')]],
    ['Ollama: its lost error is an empty chunk, then nothing', sse(say('a'), chunk({ role: 'assistant', content: '' }, { model: '' })), [MODEL, text('a')]],
    ['Ollama: an empty delta, then nothing', sse(say('a'), bare({})), [MODEL, text('a')]],
    ['the end without a reason', sse(say('a'), DONE), [MODEL, text('a'), finish('other')]],
    ['after the end nothing counts', sse(say('a'), stop(), DONE, say('b')), [MODEL, text('a'), finish('stop')]],
    ['end of file without [DONE]', sse(say('a'), stop()), [MODEL, text('a'), finish('stop')]],
    ['the last frame without its blank line', `${sse(say('a'))}data: ${JSON.stringify(stop())}`, [MODEL, text('a'), finish('stop')]],
    ['the last frame cut in the middle', `${sse(say('a'))}data: {"choices":[{"del`, [MODEL, text('a')]],
    [
      'comments, events, ids, retries',
      `: keep-alive\n\n:\n\nevent: message\nid: 7\nretry: 10\n${sse(say('a'))}id: 8\n\n${sse(stop(), DONE)}`,
      [MODEL, text('a'), finish('stop')],
    ],
    ['CR LF', sse(say('a'), stop(), DONE).replaceAll('\n', '\r\n'), [MODEL, text('a'), finish('stop')]],
    ['CR alone', sse(say('a'), stop(), DONE).replaceAll('\n', '\r'), [MODEL, text('a'), finish('stop')]],
    ['a byte order mark and blank lines first', `\uFEFF\n\n${sse(say('a'), stop())}`, [MODEL, text('a'), finish('stop')]],
    ['a frame over several lines', 'data: {"choices":\ndata: [{"delta":{"content":"a"}}]}\n\n', [text('a')]],
    ['an empty frame', `data:\n\n${sse(say('a'))}`, [MODEL, text('a')]],
    ['a second choice is not the answer', sse({ choices: [{ index: 1, delta: { content: 'no' } }] }, say('a')), [MODEL, text('a')]],
    ['another model takes over', sse(say('a'), chunk({ content: 'b' }, { model: 'm2' })), [MODEL, text('a'), { type: 'model', model: 'm2' }, text('b')]],
    ['nothing at all', '', []],
    ['zero deltas', sse(stop(), { ...chunk({}), choices: [], usage: COUNTED }, DONE), [MODEL, finish('stop'), usage(17, 116, 102)]],
  ]
  it.each(cases)('%s', (_name, body, expected) => {
    expect(decode(body)).toEqual(expected)
  })
})

describe('reasoning', () => {
  const cases: readonly [string, string, readonly UpstreamEvent[]][] = [
    ['reasoning_content', sse(chunk({ reasoning_content: 'plan' }), say('a')), [MODEL, reasoning('plan'), text('a')]],
    ['reasoning', sse(chunk({ reasoning: 'plan' }), say('a')), [MODEL, reasoning('plan'), text('a')]],
    ['both keys say the same', sse(chunk({ reasoning: 'plan', reasoning_content: 'plan' })), [MODEL, reasoning('plan')]],
    ['empty beside the text', sse(chunk({ reasoning_content: '', content: 'a' })), [MODEL, text('a')]],
    ['tags', sse(say('<think>plan'), say('</think>a'), stop()), [MODEL, reasoning('plan'), text('a'), finish('stop')]],
    ['a tag that never closes', sse(say('<think>plan</thi'), stop()), [MODEL, reasoning('plan'), reasoning('</thi'), finish('stop')]],
    ['half a tag at the end is text', sse(say('<thi')), [MODEL, text('<thi')]],
    ['all of it reasoning', sse(chunk({ reasoning_content: 'plan', content: '' }), stop()), [MODEL, reasoning('plan'), finish('stop')]],
  ]
  it.each(cases)('%s', (_name, body, expected) => {
    expect(decode(body)).toEqual(expected)
  })
})

const OVERFLOW = 'Context size has been exceeded.'
describe('an error inside of the stream', () => {
  const cases: readonly [string, string, string, string][] = [
    ['event: error, object and sentence', `event: error\ndata: {"error":{"message":"${OVERFLOW}"},"message":"${OVERFLOW}"}\n\n`, 'context_overflow', OVERFLOW],
    ['event: error, sentence twice', `event: error\ndata: {"error":"${OVERFLOW}","message":"${OVERFLOW}"}\n\n`, 'context_overflow', OVERFLOW],
    ['event: error, sentence alone', `event: error\ndata: {"message":"${OVERFLOW}"}\n\n`, 'context_overflow', OVERFLOW],
    ['event: error, no JSON', `event: error\ndata: ${OVERFLOW}\n\n`, 'context_overflow', OVERFLOW],
    ['data with an error', `data: {"error":{"message":"${OVERFLOW}"}}\n\n`, 'context_overflow', OVERFLOW],
    ['data with an error, numeric code', `data: {"error":{"code":500,"message":"${OVERFLOW}","type":"server_error"}}\n\n`, 'context_overflow', OVERFLOW],
    ['old llama-server: a field of that name', `error: {"code":500,"message":"${OVERFLOW}","type":"server_error"}\n\n`, 'context_overflow', OVERFLOW],
    ['the bare JSON as a line', `{"error":"${OVERFLOW}"}\n`, 'context_overflow', OVERFLOW],
    ['vLLM, flat', `data: {"object":"error","message":"${OVERFLOW}","code":400}\n\n`, 'context_overflow', OVERFLOW],
    ['Anthropic', `data: {"type":"error","error":{"type":"api_error","message":"The model has crashed"}}\n\n`, 'model_crashed', 'The model has crashed'],
    ['beside the choices', sse({ ...stop('error'), error: { message: 'Channel Error' } }), 'model_crashed', 'Channel Error'],
    [
      'inside of the choice',
      sse({ choices: [{ index: 0, delta: {}, finish_reason: 'error', error: { message: 'Channel Error' } }] }),
      'model_crashed',
      'Channel Error',
    ],
    ['a reason alone', sse(stop('error')), 'upstream_error', 'JSON without an error'],
    [
      'template',
      `event: error\ndata: {"error":"Error rendering prompt with jinja template: x"}\n\n`,
      'template_rejected',
      'Error rendering prompt with jinja template: x',
    ],
    ['a frame that is no JSON', 'data: {"choices":[{"delta"\n\n', 'answer_unreadable', 'a frame that is not a JSON object'],
    ['a frame that is no object', 'data: [1]\n\n', 'answer_unreadable', 'a frame that is not a JSON object'],
  ]
  const withText = cases.flatMap(([name, frame, code, detail]) => [
    [`${name}, first`, frame, code, detail, ''] as const,
    [`${name}, after text`, `${sse(say('so far'))}${frame}`, code, detail, 'so far'] as const,
  ])
  // A body that begins with bare JSON is a body of JSON: its own case below.
  it.each(withText)('%s: alone, with [DONE] and with more text after it', (_name, body, code, detail, before) => {
    for (const tail of ['', DONE, sse(say('more'), stop(), DONE)]) {
      if (body.startsWith('{') && tail !== '') continue
      const events = decode(body + tail)
      expect(events.at(-1)).toMatchObject({ type: 'failed', problem: { code, detail } })
      expect(events.filter((event) => event.type === 'failed')).toHaveLength(1)
      expect(textIn(events)).toBe(before)
    }
  })

  it('wins over a reason that was told already, and what comes after [DONE] is nothing', () => {
    const late = `event: error\ndata: {"error":"Channel Error"}\n\n`
    expect(decode(sse(say('a'), stop(), late, DONE)).map(({ type }) => type)).toEqual(['model', 'text', 'finish', 'failed'])
    expect(decode(sse(say('a'), stop(), DONE, late)).map(({ type }) => type)).toEqual(['model', 'text', 'finish'])
  })

  it('gives the words of the frame that fails, and what was held back, before it says so', () => {
    const events = decode(sse(say('<th'), { ...chunk({ content: 'x' }), error: 'Channel Error' }))
    expect(textIn(events)).toBe('<thx')
    expect(failure(events)).toBe('model_crashed')
  })

  it.each([null, '', {}, false])('an error of %j is none', (error) => {
    expect(decode(sse({ ...chunk({ content: 'a' }), error }, stop()))).toEqual([MODEL, text('a'), finish('stop')])
  })
})

describe('a body that is no stream', () => {
  const completion = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'google/gemma-4-e4b',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello', reasoning_content: 'plan', tool_calls: [] }, logprobs: null, finish_reason: 'stop' }],
    usage: COUNTED,
    stats: {},
  }
  const whole = [MODEL, reasoning('plan'), text('Hello'), finish('stop'), usage(17, 116, 102)]
  const cases: readonly [string, string, readonly UpstreamEvent[]][] = [
    ['chat.completion', JSON.stringify(completion), whole],
    ['chat.completion over many lines', `\n${JSON.stringify(completion, null, 2)}\n`, whole],
    [
      'everything before a lone closing tag is reasoning',
      JSON.stringify({ choices: [{ message: { content: 'plan...</think>Answer' } }] }),
      [reasoning('plan...'), text('Answer'), finish('other')],
    ],
    [
      'an old tool call without content',
      JSON.stringify({ choices: [{ message: { tool_calls: [{ id: '1', function: { name: 'f', arguments: '{}' } }] }, finish_reason: 'tool_calls' }] }),
      [{ type: 'tool_call', index: 0, id: '1', name: 'f', arguments: '{}' }, finish('tool_calls')],
    ],
  ]
  it.each(cases)('%s', (_name, body, expected) => {
    expect(decode(body)).toEqual(expected)
  })

  it.each([
    ['wrong path', '{"error":"Unexpected endpoint or method. (POST /chat/completions)"}', 'home_misconfigured'],
    ['an error', '{"error":{"message":"The model has crashed"}}', 'model_crashed'],
    ['an unknown error', '{"error":"whatever"}', 'upstream_error'],
    ['other JSON', '{"status":"ok"}', 'answer_unreadable'],
    ['a list', '[]', 'answer_unreadable'],
    ['half a body', '{"choices":[', 'answer_unreadable'],
    ['NDJSON', '{"message":{"content":"a"}}\n{"message":{"content":"b"}}\n', 'answer_unreadable'],
    ['a page', '<!DOCTYPE html><html><title>Router</title></html>', 'home_misconfigured'],
    ['a sign-in page', '<html><form><input type="password"></form></html>', 'tunnel_refused'],
    ['a sentence', 'Ollama is running', 'answer_unreadable'],
    ['a known sentence', 'Missing authorization header\n', 'home_refused'],
  ])('%s', (_name, body, code) => {
    const events = decode(body)
    expect(failure(events)).toBe(code)
    expect(events).toHaveLength(1)
  })
})

describe('however it is cut', () => {
  const bodies: readonly string[] = [
    sse(
      ': ping\n\n',
      bare({ role: 'assistant', content: null }, { prompt_progress: { total: 9, processed: 3 } }),
      say('<think>caf\u00e9'),
      say(' \u{1F600}</think>\u65e5\u672c \u20ac'),
      chunk({ tool_calls: [{ id: '', function: { name: 'f', arguments: '{' } }] }),
      stop(),
      { choices: [], usage: COUNTED },
      DONE,
    ),
    sse(say('a\u00df'), 'error: {"code":500,"message":"Channel Error"}\n\n', say('b')),
    sse(say('a'), say('b')).replaceAll('\n', '\r\n'),
    `${sse(say('a'))}event: error\ndata: {"message":\ndata: "Channel Error"}\n\n`.replaceAll('\n', '\r\n'),
    ` \r\n${JSON.stringify({ choices: [{ message: { content: 'h\u00e9</think>llo' }, finish_reason: 'stop' }] }, null, 1)}`,
    'Ollama is running\nindeed',
    '<html><title>x</title>',
  ]
  it('one byte at a time', () => {
    for (const body of bodies) expect(decode(...[...encode(body)].map((byte) => Uint8Array.of(byte)))).toEqual(decode(body))
  })

  it('a byte order mark after a broken character stays where it is', () => {
    const bytes = [...encode('data: {"choices":[{"delta":{"content":"a')].concat(0xc2, 0xef, 0xbb, 0xbf, ...encode('b"}}]}\n\n'))
    for (let cut = 0; cut <= bytes.length; cut += 1)
      expect(textIn(decode(Uint8Array.from(bytes.slice(0, cut)), Uint8Array.from(bytes.slice(cut))))).toBe('a\uFFFD\uFEFFb')
  })

  it('anywhere', () => {
    const split = fc.record({ body: fc.constantFrom(...bodies), cuts: fc.array(fc.nat(1200), { maxLength: 12 }) })
    fc.assert(
      fc.property(split, ({ body, cuts }) => {
        expect(decode(...cutAt(encode(body), cuts))).toEqual(decode(body))
      }),
      { numRuns: 500 },
    )
  })

  it('any bytes at all, cut anywhere: no throw, the same events, nothing after a failure', () => {
    const words = fc.constantFrom(
      'data: ',
      'event: error\n',
      '\n',
      '\r',
      '\n\n',
      '{',
      '}',
      '"error"',
      ':',
      '[DONE]',
      'error: ',
      '<',
      '\uFEFF',
      sse(say('a')),
      sse(stop()),
    )
    const wire = fc
      .array(fc.oneof(words.map(encode), fc.uint8Array({ maxLength: 8 })), { maxLength: 14 })
      .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])))
    fc.assert(
      fc.property(wire, fc.array(fc.nat(300), { maxLength: 6 }), (bytes, cuts) => {
        const events = decode(bytes)
        expect(decode(...cutAt(bytes, cuts))).toEqual(events)
        const failed = events.findIndex((event) => event.type === 'failed')
        expect(failed === -1 || failed === events.length - 1).toBe(true)
      }),
      { numRuns: 1_000 },
    )
  })

  it('a broken connection gives what was held back and judges nothing', () => {
    const decoder = createDecoder()
    expect(decoder.push(encode(sse(say('</thi'))))).toEqual([MODEL])
    expect(decoder.cut()).toEqual([text('</thi')])
    expect(decoder.end()).toEqual([])
    const body = createDecoder()
    expect([...body.push(encode('{"choices":[')), ...body.cut()]).toEqual([])
  })
})

function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [...new Set(cuts.filter((cut) => cut < bytes.length))].sort((a, b) => a - b)
  return [...at, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : at[index - 1], end))
}
