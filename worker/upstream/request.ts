// What is asked of a model server: of the OpenAI dialect only what all of them take, which is what the strictest does, LM Studio. Pure.
import type { ChatRequest, ContentPart, InlineImage, RequestMessage, ToolOffer } from '../ports.ts'

type Schema = Readonly<Record<string, unknown>>

/** The body of `/chat/completions`. Its type has no room for what LM Studio refuses: content that is null, a picture's address, a choice that is an object, `json_object`. */
export interface RequestBody {
  readonly model?: string
  readonly messages: readonly WireMessage[]
  readonly temperature?: number
  readonly tools?: readonly { readonly type: 'function'; readonly function: ToolOffer }[]
  readonly tool_choice?: 'auto' | 'none' | 'required'
  readonly response_format?: {
    readonly type: 'json_schema'
    readonly json_schema: { readonly name: string; readonly strict: boolean; readonly schema: Schema }
  }
  readonly stream: true
  readonly stream_options?: { readonly include_usage: true }
  readonly return_progress?: true
  readonly continue_final_message?: true
  readonly add_generation_prompt?: false
  readonly chat_template_kwargs?: { readonly enable_thinking: false }
}

type WireMessage =
  | { readonly role: 'system' | 'user' | 'assistant'; readonly content: string | readonly WirePart[] }
  | { readonly role: 'assistant'; readonly content: string; readonly tool_calls: readonly WireCall[] }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string }
type WirePart = { readonly type: 'text'; readonly text: string } | { readonly type: 'image_url'; readonly image_url: { readonly url: InlineImage } }
interface WireCall {
  readonly id: string
  readonly type: 'function'
  readonly function: { readonly name: string; readonly arguments: string }
}

/** What is asked for besides the answer: the count of tokens, and llama-server's progress. A server that knows neither ignores them. */
const EXTRAS = { stream_options: { include_usage: true }, return_progress: true } as const

/**
 * llama-server, Ollama and LM Studio go on with a last message of the assistant by themselves; vLLM has to be told, and llama-server refuses to where the
 * template would let the model think first.
 */
const GOES_ON = { continue_final_message: true, add_generation_prompt: false, chat_template_kwargs: { enable_thinking: false } } as const

/** `extras`: whether the server takes them. */
export function bodyOf(request: ChatRequest, extras: boolean): RequestBody {
  return {
    ...(request.model === null ? {} : { model: request.model }),
    messages: request.messages.map(messageOf),
    ...(request.temperature === null ? {} : { temperature: request.temperature }),
    ...toolsOf(request),
    ...formatOf(request),
    stream: true,
    ...(extras ? EXTRAS : {}),
    ...(extras && request.goesOn ? GOES_ON : {}),
  }
}

/** Whether a picture's address is one that may be sent. */
export const isInlineImage = (url: string): url is InlineImage => /^data:image\/(?:png|jpeg);base64,[A-Za-z0-9+/]+={0,2}$/.test(url)

function messageOf(message: RequestMessage): WireMessage {
  const { role, content } = message
  if (role === 'tool') return { role, tool_call_id: message.call, content }
  if (typeof content !== 'string') return { role, content: content.length === 0 ? '' : content.map(partOf) }
  if (!('calls' in message) || message.calls.length === 0) return { role, content }
  const calls = message.calls.map(({ id, name, arguments: given }): WireCall => ({ id, type: 'function', function: { name, arguments: given } }))
  return { role: 'assistant', content, tool_calls: calls }
}

const partOf = (part: ContentPart): WirePart => (part.type === 'text' ? { type: 'text', text: part.text } : { type: 'image_url', image_url: { url: part.url } })

/** One tool that must be called is the only one that is offered: its name cannot be said to every server. Without tools there is nothing to choose. */
function toolsOf({ tools = [], tool_choice: choice }: ChatRequest): Pick<RequestBody, 'tools' | 'tool_choice'> {
  const offered = typeof choice === 'object' ? tools.filter(({ name }) => name === choice.tool) : tools
  if (offered.length === 0) return {}
  return {
    tools: offered.map(({ name, description, parameters }) => ({ type: 'function', function: { name, description, parameters } })),
    ...(choice === undefined ? {} : { tool_choice: typeof choice === 'object' ? 'required' : choice }),
  }
}

/** Any object is a schema too, and that is what all of them take. */
function formatOf({ format }: ChatRequest): Pick<RequestBody, 'response_format'> {
  if (format === undefined) return {}
  const json_schema =
    format.kind === 'json' ? { name: 'object', strict: false, schema: { type: 'object' } } : { name: format.name, strict: true, schema: format.schema }
  return { response_format: { type: 'json_schema', json_schema } }
}
