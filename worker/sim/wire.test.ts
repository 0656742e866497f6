// The bytes of LM Studio's stream, and what is read of a request.
import { describe, expect, it } from 'vitest'
import { completion, DONE, errorFrame, finishFrame, lastFromPerson, readAsk, reasoningFrame, textFrame, usageFrame } from './wire.ts'

const meta = { id: 'chatcmpl-um3b', created: 1747835957, model: 'm' }

describe('frames', () => {
  it.each([
    [
      'text',
      textFrame(meta, 'Hel'),
      'data: {"id":"chatcmpl-um3b","object":"chat.completion.chunk","created":1747835957,"model":"m","system_fingerprint":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"Hel"},"logprobs":null,"finish_reason":null}]}\n\n',
    ],
    [
      'reasoning',
      reasoningFrame(meta, 'Hm'),
      'data: {"id":"chatcmpl-um3b","object":"chat.completion.chunk","created":1747835957,"model":"m","system_fingerprint":"m","choices":[{"index":0,"delta":{"role":"assistant","reasoning_content":"Hm"},"logprobs":null,"finish_reason":null}]}\n\n',
    ],
    [
      'finish',
      finishFrame(meta, 'stop'),
      'data: {"id":"chatcmpl-um3b","object":"chat.completion.chunk","created":1747835957,"model":"m","system_fingerprint":"m","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}\n\n',
    ],
    [
      'usage',
      usageFrame({ id: 'chatcmpl-xb8m', created: 1789917744, model: 'google/gemma-4-12b-qat' }, { prompt: 17, completion: 116, reasoning: 102 }),
      'data: {"id":"chatcmpl-xb8m","object":"chat.completion.chunk","created":1789917744,"model":"google/gemma-4-12b-qat","system_fingerprint":"google/gemma-4-12b-qat","choices":[],"usage":{"prompt_tokens":17,"completion_tokens":116,"total_tokens":133,"completion_tokens_details":{"reasoning_tokens":102}}}\n\n',
    ],
    ['error', errorFrame('Channel Error'), 'event: error\ndata: {"error":{"message":"Channel Error"},"message":"Channel Error"}\n\n'],
    ['done', DONE, 'data: [DONE]\n\n'],
  ])('%s, byte for byte', (_name, made, expected) => {
    expect(made).toBe(expected)
  })

  it('a whole answer has the empty fields that LM Studio sends', () => {
    const body = completion({ id: 'chatcmpl-xxxx', created: 1780000000, model: 'google/gemma-4-e4b' }, 'Hello', '', 'stop', {
      prompt: 10,
      completion: 10,
      reasoning: 0,
    })
    expect(body).toBe(
      '{"id":"chatcmpl-xxxx","object":"chat.completion","created":1780000000,"model":"google/gemma-4-e4b","choices":[{"index":0,"message":{"role":"assistant","content":"Hello","reasoning_content":"","tool_calls":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":10,"total_tokens":20,"completion_tokens_details":{"reasoning_tokens":0}},"stats":{},"system_fingerprint":"google/gemma-4-e4b"}',
    )
  })
})

describe('readAsk', () => {
  const user = { role: 'user', content: 'Hi' }

  it('reads what it needs', () => {
    const body = JSON.stringify({ model: 'm', messages: [user], stream: true, stream_options: { include_usage: true }, max_tokens: 5, temperature: 1 })
    expect(readAsk(body)).toEqual({
      kind: 'ok',
      ask: {
        model: 'm',
        messages: [user],
        stream: true,
        includeUsage: true,
        temperature: 1,
        maxTokens: 5,
        fields: ['model', 'messages', 'stream', 'stream_options', 'max_tokens', 'temperature'],
      },
    })
  })

  it.each([
    ['no limit', { messages: [user], max_tokens: -1 }],
    ['nothing but messages', { messages: [user] }],
  ])('%s', (_name, body) => {
    expect(readAsk(JSON.stringify(body))).toEqual({
      kind: 'ok',
      ask: { model: '', messages: [user], stream: false, includeUsage: false, temperature: null, maxTokens: null, fields: Object.keys(body) },
    })
  })

  it.each([
    ['not JSON', '{"messages": [}', 'The request body is not a JSON object.'],
    ['a list', '[]', 'The request body is not a JSON object.'],
    ['no messages', '{}', "'messages' field is required"],
    ['messages of another kind', '{"messages":{}}', "'messages' field is required"],
    ['a message without a role', '{"messages":[{"content":"x"}]}', "Invalid 'messages' in payload. Please check the structure of each message."],
    ['no content', '{"messages":[{"role":"user","content":null}]}', "Invalid 'content': 'content' field must be a string or an array of objects."],
    ['json_object', JSON.stringify({ messages: [user], response_format: { type: 'json_object' } }), "'response_format.type' must be 'json_schema' or 'text'"],
    [
      'tool_choice as an object',
      JSON.stringify({ messages: [user], tool_choice: {} }),
      "Invalid tool_choice type: 'object'. Supported string values: none, auto, required",
    ],
    [
      'an image by address',
      JSON.stringify({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }] }] }),
      "'url' field must be a base64 encoded image.",
    ],
  ])('refuses %s', (_name, body, message) => {
    expect(readAsk(body)).toEqual({ kind: 'wrong', message })
  })

  it('joins the text of parts', () => {
    const parts = [
      { type: 'text', text: 'One' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==' } },
      { type: 'text', text: 'two' },
    ]
    const read = readAsk(JSON.stringify({ messages: [{ role: 'user', content: parts }] }))
    expect(read.kind === 'ok' && lastFromPerson(read.ask.messages)).toBe('One\ntwo')
  })
})
