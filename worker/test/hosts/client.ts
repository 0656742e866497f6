// What a page or a program does over HTTP, for tests.
import type { Answer, View } from '../../../shared/conversation.ts'
import { textOf } from '../../../shared/conversation.ts'
import { Stream, isEvent } from './stream.ts'

export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The text as JSON; null where it is empty. */
  readonly body: unknown
  /** Milliseconds to the last byte. */
  readonly ms: number
}

type Fields = Readonly<Record<string, string>>

export class Client {
  readonly url: string
  readonly #headers: Fields

  /** `headers` go with each request. */
  constructor(url: string, headers: Fields = {}) {
    this.url = url
    this.#headers = headers
  }

  async request(method: string, path: string, body?: unknown, headers: Fields = {}): Promise<Told> {
    const began = performance.now()
    const response = await this.#fetch(method, path, body, headers)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parsed(text), ms: performance.now() - began }
  }

  get = (path: string): Promise<Told> => this.request('GET', path)
  post = (path: string, body?: unknown, headers?: Fields): Promise<Told> => this.request('POST', path, body, headers)

  /** Sends a message and waits for the end of its turn. */
  say = (session_id: string, message: string, more: Readonly<Record<string, unknown>> = {}): Promise<Told> =>
    this.post('/agent/message', { message, session_id, ...more })

  /** Sends a message and reads its stream. */
  ask = (session_id: string, message: string, more: Readonly<Record<string, unknown>> = {}, headers: Fields = {}): Promise<Stream> =>
    this.open('POST', '/agent/message', { message, session_id, ...more }, headers)

  async open(method: string, path: string, body?: unknown, headers: Fields = {}): Promise<Stream> {
    const leave = new AbortController()
    const stream = new Stream(await this.#fetch(method, path, body, { accept: 'text/event-stream', ...headers }, leave.signal), leave)
    if (stream.status !== 200) throw new Error(`${method} ${path}: ${stream.status}`)
    return stream
  }

  events = (session: string, after?: string): Promise<Stream> => this.open('POST', `/agent/sessions/${session}/events`, after === undefined ? {} : { after })
  eventsByGet = (session: string, after: string): Promise<Stream> =>
    this.open('GET', `/agent/sessions/${session}/events`, undefined, { 'last-event-id': after })

  async view(session: string): Promise<View> {
    const { status, body } = await this.get(`/agent/sessions/${session}`)
    const event = { type: 'reset', view: fieldOf(body, 'view') }
    if (status !== 200 || !isEvent(event) || event.type !== 'reset') throw new Error(`no view of ${session}: ${status} ${JSON.stringify(body)}`)
    return event.view
  }

  /** The newest answer of a chat. */
  async answer(session: string): Promise<Answer> {
    return lastAnswer(await this.view(session))
  }

  /** The newest answer, once its turn has ended. */
  async settled(session: string, ms = 20_000): Promise<Answer> {
    const deadline = performance.now() + ms
    for (;;) {
      const answer = await this.answer(session)
      if (answer.state.status !== 'running') return answer
      if (performance.now() > deadline) throw new Error(`${session} still runs: ${JSON.stringify(answer.state)}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  #fetch(method: string, path: string, body: unknown, headers: Fields, signal?: AbortSignal): Promise<Response> {
    const type: Fields = body === undefined ? {} : { 'content-type': 'application/json' }
    return fetch(`${this.url}${path}`, {
      method,
      headers: { ...type, ...this.#headers, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
      redirect: 'manual',
    })
  }
}

export function lastAnswer(view: View): Answer {
  const answer = view.messages.findLast((message) => message.role === 'assistant')
  if (!answer) throw new Error(`${view.id} has no answer`)
  return answer
}

export const lastText = (view: View): string => textOf(lastAnswer(view))

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text)
  } catch {
    return text
  }
}

/** A field of a JSON object, however deep; undefined where there is none. */
export function fieldOf(value: unknown, ...names: readonly string[]): unknown {
  let found = value
  for (const name of names) found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined
  return found
}

/** The same as text; throws where it is none. */
export function textIn(value: unknown, ...names: readonly string[]): string {
  const found = fieldOf(value, ...names)
  if (typeof found !== 'string') throw new Error(`no text at ${names.join('.')} of ${JSON.stringify(value)}`)
  return found
}
