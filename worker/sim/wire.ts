// The OpenAI wire as a model server speaks it, with LM Studio's framing: requests read, answers written. Pure.

export interface Said {
  readonly role: string
  readonly content: string
}

/** A chat request, as far as a simulated model looks at it. */
export interface Ask {
  /** Empty where none was named. */
  readonly model: string
  readonly messages: readonly Said[]
  readonly stream: boolean
  readonly includeUsage: boolean
  /** null: none was given. */
  readonly temperature: number | null
  /** null: no limit. */
  readonly maxTokens: number | null
  /** The names of all fields that were given. */
  readonly fields: readonly string[]
}
export type Asked = { readonly kind: 'ok'; readonly ask: Ask } | { readonly kind: 'wrong'; readonly message: string }

/** What every chunk of one answer repeats. `created` is in seconds. */
export interface Meta {
  readonly id: string
  readonly created: number
  readonly model: string
}

export interface Count {
  readonly prompt: number
  readonly completion: number
  /** Part of `completion`. */
  readonly reasoning: number
}

export type Finish = 'stop' | 'length' | 'tool_calls'

export const DONE = 'data: [DONE]\n\n'
export const SSE = 'text/event-stream'
export const JSON_TYPE = 'application/json; charset=utf-8'

/** A JSON answer that is there as a whole. */
export function jsonResponse(status: number, body: string): Response {
  return new Response(body, { status, headers: jsonHeaders(body) })
}
export function jsonHeaders(body: string): Readonly<Record<string, string>> {
  return { 'content-type': JSON_TYPE, 'content-length': String(new TextEncoder().encode(body).length) }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** JSON, or undefined where the text is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The fields of a JSON object, or null for anything else. */
export function fields(value: unknown): Record<string, unknown> | null {
  return isRecord(value) ? value : null
}

/** Reads the body of a chat request with LM Studio's own sentences for what is wrong with it. */
export function readAsk(body: string): Asked {
  const fieldsOf = fields(parseJson(body))
  if (fieldsOf === null) return wrong('The request body is not a JSON object.')
  if (!Array.isArray(fieldsOf['messages'])) return wrong("'messages' field is required")
  const format = fields(fieldsOf['response_format'])
  if (format !== null && format['type'] !== 'json_schema' && format['type'] !== 'text') return wrong("'response_format.type' must be 'json_schema' or 'text'")
  if (isRecord(fieldsOf['tool_choice'])) return wrong("Invalid tool_choice type: 'object'. Supported string values: none, auto, required")
  const messages: Said[] = []
  for (const entry of fieldsOf['messages']) {
    const message = fields(entry)
    const role = message?.['role']
    if (message === null || typeof role !== 'string') return wrong("Invalid 'messages' in payload. Please check the structure of each message.")
    const content = readContent(message['content'])
    if (content.kind === 'wrong') return content
    messages.push({ role, content: content.text })
  }
  const model = fieldsOf['model']
  const temperature = fieldsOf['temperature']
  const limit = fieldsOf['max_completion_tokens'] ?? fieldsOf['max_tokens']
  return {
    kind: 'ok',
    ask: {
      model: typeof model === 'string' ? model : '',
      messages,
      stream: fieldsOf['stream'] === true,
      includeUsage: fields(fieldsOf['stream_options'])?.['include_usage'] === true,
      temperature: typeof temperature === 'number' ? temperature : null,
      maxTokens: typeof limit === 'number' && limit >= 0 ? Math.floor(limit) : null,
      fields: Object.keys(fieldsOf),
    },
  }
}

/** The text of the last message of the person; empty where there is none. */
export function lastFromPerson(messages: readonly Said[]): string {
  return messages.findLast(({ role }) => role === 'user')?.content ?? ''
}

/** What a model is to go on from: the text of a last message that is its own; null: it begins. */
export function begunBy(messages: readonly Said[]): string | null {
  const last = messages.at(-1)
  return last?.role === 'assistant' ? last.content : null
}

/** What is left of a text that was begun; null where it does not begin like that. */
export const restOf = (text: string, begun: string): string | null => (text.startsWith(begun) ? text.slice(begun.length) : null)

/** One unnamed frame. */
export const frame = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`

/** A refusal inside a stream that already has its 200. */
export const errorFrame = (message: string): string => `event: error\n${frame({ error: { message }, message })}`

/** The role is repeated on every delta. */
export const textFrame = (meta: Meta, content: string): string => chunk(meta, { role: 'assistant', content }, null)
export const reasoningFrame = (meta: Meta, text: string): string => chunk(meta, { role: 'assistant', reasoning_content: text }, null)
/** A chunk of its own, with an empty delta. */
export const finishFrame = (meta: Meta, finish: Finish): string => chunk(meta, {}, finish)
/** Comes after the finish chunk and has no choice. */
export const usageFrame = (meta: Meta, count: Count): string => frame({ ...head(meta), choices: [], usage: usageOf(count) })

/** The whole answer, for a request that did not ask for a stream. */
export function completion(meta: Meta, text: string, reasoning: string, finish: Finish, count: Count): string {
  return JSON.stringify({
    id: meta.id,
    object: 'chat.completion',
    created: meta.created,
    model: meta.model,
    choices: [{ index: 0, message: { role: 'assistant', content: text, reasoning_content: reasoning, tool_calls: [] }, logprobs: null, finish_reason: finish }],
    usage: usageOf(count),
    stats: {},
    system_fingerprint: meta.model,
  })
}

function head(meta: Meta): Record<string, unknown> {
  return { id: meta.id, object: 'chat.completion.chunk', created: meta.created, model: meta.model, system_fingerprint: meta.model }
}

/** Any chunk; `more` stands beside the choices. */
export function chunk(meta: Meta, delta: Readonly<Record<string, unknown>>, finish: Finish | null, more: Readonly<Record<string, unknown>> = {}): string {
  return frame({ ...head(meta), choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...more })
}

/** The count as it stands in an answer. */
export function usageOf(count: Count): Record<string, unknown> {
  return {
    prompt_tokens: count.prompt,
    completion_tokens: count.completion,
    total_tokens: count.prompt + count.completion,
    completion_tokens_details: { reasoning_tokens: count.reasoning },
  }
}

function wrong(message: string): { kind: 'wrong'; message: string } {
  return { kind: 'wrong', message }
}

/** Content is a string or a list of parts, of which only the text is read; an image must be inline. */
function readContent(content: unknown): { kind: 'text'; text: string } | { kind: 'wrong'; message: string } {
  if (typeof content === 'string') return { kind: 'text', text: content }
  if (!Array.isArray(content)) return wrong("Invalid 'content': 'content' field must be a string or an array of objects.")
  const texts: string[] = []
  for (const entry of content) {
    const part = fields(entry)
    const url = fields(part?.['image_url'])?.['url']
    if (part?.['type'] === 'image_url' && (typeof url !== 'string' || !url.startsWith('data:'))) return wrong("'url' field must be a base64 encoded image.")
    if (typeof part?.['text'] === 'string') texts.push(part['text'])
  }
  return { kind: 'text', text: texts.join('\n') }
}
