// One chat as its client has it: what was sent, what was folded of it, and the last id that was seen.
import { isDeepStrictEqual } from 'node:util'
import { type View, emptyView } from '../../../shared/conversation.ts'
import { fold } from '../../../shared/fold.ts'
import { type Client, fieldOf } from '../hosts/client.ts'
import { type Stream, isEvent } from '../hosts/stream.ts'
import type { Sent } from './holds.ts'
import { type Wish, promptOf } from './moments.ts'

/** How a chat stands at the server. */
export type Stored = { readonly kind: 'view'; readonly view: View; readonly cursor: string } | { readonly kind: 'absent' } | { readonly kind: 'gone' }

/** How long a stream that must end, or an event that must come, is waited for, in milliseconds. */
const COMES_MS = 20_000

export class Chat {
  readonly id: string
  readonly sent: Sent[] = []
  folded: View
  /** The last id that was folded; null: none yet. */
  last: string | null = null
  /** `asked`: nobody knows whether the server heard it. */
  deleted: 'no' | 'asked' | 'done' = 'no'
  #stream: Stream | null = null
  #under: Promise<unknown> = Promise.resolve()

  constructor(id: string) {
    this.id = id
    this.folded = emptyView(id)
  }

  /** Sends a message. Resolves with its stream, or with null where the connection broke before the headers. Throws where the server refuses it. */
  send(client: Client, name: string, wish: Wish): Promise<Stream | null> {
    const prompt = promptOf(name, wish)
    const at = this.sent.push({ id: name, prompt, rate: wish.rate, acknowledged: false }) - 1
    const sending = client.ask(this.id, prompt, { message_id: name }).then(
      (stream) => {
        this.#stream = stream
        this.sent[at] = { id: name, prompt, rate: wish.rate, acknowledged: true }
        return stream
      },
      (error: unknown) => {
        // What `fetch` throws where a connection breaks; everything else is an answer that should not have come.
        if (error instanceof TypeError) return null
        throw error
      },
    )
    this.#under = sending.catch(() => null)
    return sending
  }

  async remove(client: Client): Promise<void> {
    this.deleted = 'asked'
    const removing = client.request('DELETE', `/agent/sessions/${this.id}`).then(
      ({ status }) => {
        if (status === 204) this.deleted = 'done'
        else throw new Error(`deleting ${this.id}: ${status}`)
      },
      (error: unknown) => {
        if (!(error instanceof TypeError)) throw error
      },
    )
    const before = this.#under
    this.#under = Promise.allSettled([before, removing])
    await removing
  }

  /** After the kill: everything that came before it is folded. */
  async take(): Promise<void> {
    await this.#under
    await this.#stream?.closed
    for (const { id, event } of this.#stream?.frames ?? []) {
      this.folded = fold(this.folded, event)
      this.last = id
    }
    this.#stream = null
  }

  async read(client: Client): Promise<Stored> {
    const { status, body } = await client.get(`/agent/sessions/${this.id}`)
    if (status === 404) return { kind: 'absent' }
    if (status === 410) return { kind: 'gone' }
    const event = { type: 'reset', view: fieldOf(body, 'view') }
    const cursor = fieldOf(body, 'cursor')
    if (status !== 200 || !isEvent(event) || event.type !== 'reset' || typeof cursor !== 'string') throw new Error(`reading ${this.id}: ${status}`)
    return { kind: 'view', view: event.view, cursor }
  }

  /** Takes up after the last id that was folded, as far as the server is. Sentences where that is not the server's view. */
  async resume(client: Client, { view, cursor }: Extract<Stored, { kind: 'view' }>): Promise<string[]> {
    if (this.last !== cursor) {
      const stream = await client.events(this.id, this.last ?? undefined)
      await stream.until(({ id }) => id === cursor, COMES_MS)
      stream.leave()
      for (const { event } of stream.frames) this.folded = fold(this.folded, event)
      this.last = cursor
    }
    return isDeepStrictEqual(this.folded, view) ? [] : [`(a) ${this.id}: resumed after the last id, it is not what the server shows`]
  }

  /** The same message again, to the end of its turn. */
  async again(client: Client, { id, prompt }: Sent): Promise<{ readonly turn: string; readonly view: View; readonly ended: boolean }> {
    const stream = await client.ask(this.id, prompt, { message_id: id })
    const late = setTimeout(() => stream.leave(), COMES_MS)
    await stream.closed
    clearTimeout(late)
    return { turn: stream.headers.get('x-porchlight-turn') ?? '', view: stream.view(this.id), ended: stream.ended === true }
  }
}
