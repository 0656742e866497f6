import { describe, expect, it } from 'vitest'
import type { UpstreamEvent } from '../ports.ts'
import { TOOL_CALLS_MAX, TOOL_ID_MAX, TOOL_NAME_MAX } from '../../shared/limits.ts'
import { createDecoder } from './decode.ts'
import { chunk, sse, stop } from './fakes.ts'

const decode = (body: string): UpstreamEvent[] => {
  const decoder = createDecoder()
  return [...decoder.push(new TextEncoder().encode(body)), ...decoder.end()]
}
const MODEL: UpstreamEvent = { type: 'model', model: 'google/gemma-4-e4b' }
const text = (value: string): UpstreamEvent => ({ type: 'text', text: value })
const finish = (reason: 'stop' | 'tool_calls'): UpstreamEvent => ({ type: 'finish', reason })

describe('tool calls', () => {
  const call = (...calls: readonly object[]): object => chunk({ role: 'assistant', tool_calls: calls })
  const event = (index: number, id: string, name: string, args: string): UpstreamEvent => ({ type: 'tool_call', index, id, name, arguments: args })
  const cases: readonly [string, string, readonly UpstreamEvent[]][] = [
    [
      'pieces of one, joined by index',
      sse(
        call({ index: 0, id: '814890118', type: 'function', function: { name: 'get_weather', arguments: '' } }),
        call({ index: 0, function: { arguments: '{"city":' } }),
        call({ index: 0, function: { name: '', arguments: '"Oslo"}' } }),
        stop('tool_calls'),
      ),
      [
        MODEL,
        event(0, '814890118', 'get_weather', ''),
        event(0, '814890118', 'get_weather', '{"city":'),
        event(0, '814890118', 'get_weather', '"Oslo"}'),
        finish('tool_calls'),
      ],
    ],
    [
      'two at a time',
      sse(
        call({ index: 0, id: 'a', function: { name: 'f', arguments: '1' } }),
        call({ index: 1, id: 'b', function: { name: 'g', arguments: '2' } }),
        call({ index: 0, function: { arguments: '3' } }),
      ),
      [MODEL, event(0, 'a', 'f', '1'), event(1, 'b', 'g', '2'), event(0, 'a', 'f', '3')],
    ],
    [
      'an empty id, no index',
      sse(call({ id: '', function: { name: 'f', arguments: '{}' } }, { function: { name: 'g', arguments: '{}' } })),
      [MODEL, event(0, 'call_0', 'f', '{}'), event(1, 'call_1', 'g', '{}')],
    ],
    [
      'an id that comes late changes nothing',
      sse(call({ index: 0, function: { name: 'f', arguments: '' } }), call({ index: 0, id: 'late', function: { arguments: '1' } })),
      [MODEL, event(0, 'call_0', 'f', ''), event(0, 'call_0', 'f', '1')],
    ],
    [
      'two calls under one index',
      sse(call({ index: 0, id: 'a', function: { name: 'f', arguments: '1' } }, { index: 0, id: 'b', function: { name: 'f', arguments: '2' } })),
      [MODEL, event(0, 'a', 'f', '1'), event(1, 'b', 'f', '2')],
    ],
    ['arguments as an object', sse(call({ index: 0, id: 'a', function: { name: 'f', arguments: { n: 1 } } })), [MODEL, event(0, 'a', 'f', '{"n":1}')]],
    [
      'an id that stands for a call already',
      sse(call({ index: 0, id: 'a', function: { name: 'f', arguments: '1' } }), call({ index: 1, id: 'a', function: { name: 'g', arguments: '2' } })),
      [MODEL, event(0, 'a', 'f', '1'), event(1, 'call_1_a', 'g', '2')],
    ],
    [
      'an own id that the server gave already',
      sse(call({ index: 0, id: 'call_1', function: { name: 'f', arguments: '1' } }), call({ index: 1, id: '', function: { name: 'g', arguments: '2' } })),
      [MODEL, event(0, 'call_1', 'f', '1'), event(1, 'call_1_call_1', 'g', '2')],
    ],
    [
      'no index: the id tells which one goes on',
      sse(
        call({ id: 'a', function: { name: 'f', arguments: '1' } }),
        call({ id: 'b', function: { name: 'g', arguments: '2' } }),
        call({ id: 'a', function: { arguments: '3' } }),
        call({ id: 'b', function: { arguments: '4' } }),
        call({ function: { arguments: '5' } }),
      ),
      [MODEL, event(0, 'a', 'f', '1'), event(1, 'b', 'g', '2'), event(0, 'a', 'f', '3'), event(1, 'b', 'g', '4'), event(1, 'b', 'g', '5')],
    ],
    [
      'no index and no id: another name is another call once arguments came',
      sse(
        call({ function: { name: 'f', arguments: '{}' } }),
        call({ function: { name: 'g', arguments: '{}' } }),
        call({ function: { name: 'g', arguments: ' ' } }),
      ),
      [MODEL, event(0, 'call_0', 'f', '{}'), event(1, 'call_1', 'g', '{}'), event(1, 'call_1', 'g', ' ')],
    ],
    [
      'a name that comes after its id',
      sse(call({ index: 0, id: 'a', function: {} }), call({ index: 0, function: { name: 'f', arguments: '1' } })),
      [MODEL, event(0, 'a', '', ''), event(0, 'a', 'f', '1')],
    ],
    [
      'indexes that begin elsewhere',
      sse(call({ index: 3, id: 'a', function: { name: 'f', arguments: '1' } }), call({ index: 1, id: 'b', function: { name: 'g', arguments: '2' } })),
      [MODEL, event(0, 'a', 'f', '1'), event(1, 'b', 'g', '2')],
    ],
    [
      'a name and an id that are too long are none',
      sse(call({ index: 0, id: 'i'.repeat(TOOL_ID_MAX + 1), function: { name: 'n'.repeat(TOOL_NAME_MAX + 1), arguments: '1' } })),
      [MODEL, event(0, 'call_0', '', '1')],
    ],
    [
      'text of the model that only looks like a call',
      sse(chunk({ content: '[TOOL_REQUEST]{"name":"x","arguments":{}}[END_TOOL_REQUEST]', tool_calls: [] })),
      [MODEL, text('[TOOL_REQUEST]{"name":"x","arguments":{}}[END_TOOL_REQUEST]')],
    ],
    ['an empty list', sse(chunk({ content: 'a', tool_calls: [] })), [MODEL, text('a')]],
  ]
  it.each(cases)('%s', (_name, body, expected) => {
    expect(decode(body)).toEqual(expected)
  })

  it('so many, and no more', () => {
    const events = decode(sse(...Array.from({ length: TOOL_CALLS_MAX + 9 }, (_, index) => call({ index, function: { name: 'f', arguments: '1' } })), stop()))
    expect(events).toHaveLength(TOOL_CALLS_MAX + 2)
  })
})
