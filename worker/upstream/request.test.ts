import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChatRequest, ContentPart, RequestMessage, ToolOffer } from '../ports.ts'
import { readAsk } from '../sim/wire.ts'
import { bodyOf, isInlineImage } from './request.ts'

const HI: RequestMessage = { role: 'user', content: 'Hi' }
const ASK: ChatRequest = { model: null, messages: [HI], temperature: null }
const WEATHER: ToolOffer = { name: 'get_weather', description: 'The weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }
const CLOCK: ToolOffer = { name: 'clock', description: 'The time', parameters: { type: 'object' } }
const offer = (tool: ToolOffer): object => ({ type: 'function', function: tool })
const PNG = 'data:image/png;base64,iVBORw0KGgo='

describe('what is asked', () => {
  const cases: readonly [string, Partial<ChatRequest>, object][] = [
    ['nothing but words', {}, {}],
    ['a model and a temperature', { model: 'm', temperature: 0 }, { model: 'm', temperature: 0 }],
    ['tools', { tools: [WEATHER, CLOCK] }, { tools: [offer(WEATHER), offer(CLOCK)] }],
    ['any of them', { tools: [WEATHER], tool_choice: 'required' }, { tools: [offer(WEATHER)], tool_choice: 'required' }],
    ['none of them', { tools: [WEATHER], tool_choice: 'none' }, { tools: [offer(WEATHER)], tool_choice: 'none' }],
    [
      'one of them: no object says so, it is the only one',
      { tools: [WEATHER, CLOCK], tool_choice: { tool: 'clock' } },
      { tools: [offer(CLOCK)], tool_choice: 'required' },
    ],
    ['one that is not offered', { tools: [WEATHER], tool_choice: { tool: 'clock' } }, {}],
    ['a choice among nothing', { tools: [], tool_choice: 'required' }, {}],
    [
      'JSON: as a schema that any object fits',
      { format: { kind: 'json' } },
      { response_format: { type: 'json_schema', json_schema: { name: 'object', strict: false, schema: { type: 'object' } } } },
    ],
    [
      'a schema',
      { format: { kind: 'schema', name: 'pet', schema: { type: 'object', required: ['name'] } } },
      { response_format: { type: 'json_schema', json_schema: { name: 'pet', strict: true, schema: { type: 'object', required: ['name'] } } } },
    ],
  ]
  it.each(cases)('%s', (_name, more, expected) => {
    expect(bodyOf({ ...ASK, ...more }, false)).toEqual({ messages: [{ role: 'user', content: 'Hi' }], stream: true, ...expected })
  })

  it('the count and the progress, of a server that takes the question for them', () => {
    expect(bodyOf(ASK, true)).toEqual({ messages: [HI], stream: true, stream_options: { include_usage: true }, return_progress: true })
  })
})

describe('what it is told', () => {
  const cases: readonly [string, RequestMessage, object][] = [
    ['words', { role: 'system', content: 'Be brief.' }, { role: 'system', content: 'Be brief.' }],
    ['no words, as an empty text', { role: 'assistant', content: '' }, { role: 'assistant', content: '' }],
    [
      'words and a picture',
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image', url: PNG },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image_url', image_url: { url: PNG } },
        ],
      },
    ],
    ['no parts, as an empty text', { role: 'user', content: [] }, { role: 'user', content: '' }],
    [
      'calls without words: the content is empty and not null',
      { role: 'assistant', content: '', calls: [{ id: 'a', name: 'clock', arguments: '{}' }] },
      { role: 'assistant', content: '', tool_calls: [{ id: 'a', type: 'function', function: { name: 'clock', arguments: '{}' } }] },
    ],
    ['no calls', { role: 'assistant', content: 'Hm', calls: [] }, { role: 'assistant', content: 'Hm' }],
    ['what a tool said', { role: 'tool', call: 'a', content: '12:00' }, { role: 'tool', tool_call_id: 'a', content: '12:00' }],
  ]
  it.each(cases)('%s', (_name, message, expected) => {
    expect(bodyOf({ ...ASK, messages: [message] }, false).messages).toEqual([expected])
  })

  it('and nothing that a message holds besides', () => {
    const row = Object.assign({ id: 'm1', secret: 'x' }, HI)
    expect(bodyOf({ ...ASK, messages: [row] }, false).messages).toEqual([HI])
  })
})

it.each([
  [PNG, true],
  ['data:image/jpeg;base64,/9j/4AA=', true],
  ['https://example.com/a.png', false],
  ['http://127.0.0.1/a.png', false],
  ['data:image/webp;base64,UklGRg==', false],
  ['data:image/svg+xml;base64,PHN2Zz4=', false],
  ['data:image/png,plain', false],
  ['data:image/png;base64,', false],
  ['data:image/png;base64,iVBO Rw0K', false],
  ['data:text/html;base64,PGI+', false],
  ['iVBORw0KGgo=', false],
])('a picture at %s may be sent: %s', (url, may) => {
  expect(isInlineImage(url)).toBe(may)
})

describe('whatever is asked', () => {
  const schema = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 })
  const part = fc.oneof(
    fc.string().map((text): ContentPart => ({ type: 'text', text })),
    fc
      .uint8Array({ minLength: 1, maxLength: 9 })
      .map((bytes): ContentPart => ({ type: 'image', url: `data:image/png;base64,${btoa(String.fromCharCode(...bytes))}` })),
  )
  const call = fc.record({ id: fc.string(), name: fc.string(), arguments: fc.string() })
  const message: fc.Arbitrary<RequestMessage> = fc.oneof(
    fc.record({ role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const), content: fc.string() }),
    fc.record({ role: fc.constant('user' as const), content: fc.array(part, { maxLength: 3 }) }),
    fc.record({ role: fc.constant('assistant' as const), content: fc.string(), calls: fc.array(call, { maxLength: 2 }) }),
    fc.record({ role: fc.constant('tool' as const), call: fc.string(), content: fc.string() }),
  )
  const name = fc.constantFrom('a', 'b', 'c')
  const request: fc.Arbitrary<ChatRequest> = fc.record(
    {
      model: fc.option(fc.string()),
      messages: fc.array(message, { maxLength: 5 }),
      temperature: fc.option(fc.double({ min: 0, max: 2, noNaN: true })),
      tools: fc.array(fc.record({ name, description: fc.string(), parameters: schema }), { maxLength: 3 }),
      tool_choice: fc.oneof(
        fc.constantFrom('auto' as const, 'none' as const, 'required' as const),
        name.map((tool) => ({ tool })),
      ),
      format: fc.oneof(fc.constant({ kind: 'json' as const }), fc.record({ kind: fc.constant('schema' as const), name: fc.string(), schema })),
    },
    { requiredKeys: ['model', 'messages', 'temperature'] },
  )

  it('LM Studio takes it: no content that is null, no picture from elsewhere, no choice that is an object, no json_object', () => {
    fc.assert(
      fc.property(request, fc.boolean(), (asked, extras) => {
        const body = JSON.stringify(bodyOf(asked, extras))
        expect(readAsk(body)).toMatchObject({ kind: 'ok', ask: { stream: true, includeUsage: extras } })
      }),
    )
  })
})
