// What the page can ask of the server, as an interface: the stores take it, `client.ts` is it, tests fake it.
import type { ChatSettings, DEFAULTS_BY_NAME, Summary, View } from '../../shared/conversation.ts'
import type { ConversationEvent } from '../../shared/events.ts'
import type { Examination } from '../../shared/doctor.ts'
import type { Health, PublicHealth } from '../../shared/health.ts'
import type { Telemetry } from '../../shared/history.ts'
import type { Problem } from '../../shared/problem.ts'

/** The server said no, and why. */
export interface Refused {
  readonly kind: 'refused'
  readonly status: number
  readonly problem: Problem
}

/**
 * Porchlight was not heard.
 * - `no_network`: this device is off the network · `no_answer`: nothing answered · `timeout`: too slow · `cut`: the answer broke off
 * - `foreign`: something answered that is not Porchlight (a tunnel's own page, a proxy)
 */
export interface Unreachable {
  readonly kind: 'unreachable'
  readonly why: 'no_network' | 'no_answer' | 'timeout' | 'cut' | 'foreign'
  /** When, in milliseconds of this device's clock. */
  readonly at: number
}

export type Failure = Refused | Unreachable
export type Answered<T> = { readonly kind: 'ok'; readonly value: T } | Failure

/** How a stream ended. `closed`: the server ended it. An unreachable one that had begun has `why: 'cut'` or `'timeout'`. */
export type StreamEnd = { readonly kind: 'closed' } | { readonly kind: 'aborted' } | Failure

export interface StreamListener {
  /** The server accepted; events follow. */
  onOpen(): void
  /** null: an event that this page does not know. Its id counts all the same. */
  onEvent(event: ConversationEvent | null, id: string): void
}

/** Where a message is put: after the end of the branch that the server has as the active one, at the very beginning, or after a message. */
export type Place = { readonly kind: 'head' } | { readonly kind: 'root' } | { readonly kind: 'after'; readonly message: string }

/** A message to be sent. `settings`: how the chat is asked from this turn on; null: as before; by name: as new chats are. */
export interface MessageCommand {
  readonly kind: 'message'
  readonly id: string
  readonly text: string
  readonly place: Place
  readonly settings: ChatSettings | typeof DEFAULTS_BY_NAME | null
}

/** The question of an answer again: for another one, or for one that goes on from its text. */
export interface AgainCommand {
  readonly kind: 'retry' | 'continue'
  readonly id: string
  readonly turn: string
}

/** A command that starts a turn. `id` makes it safe to send twice. */
export type Command = MessageCommand | AgainCommand

export interface SessionPage {
  readonly view: View
  readonly cursor: string
}

export interface SessionList {
  readonly sessions: readonly Summary[]
  readonly more: boolean
  readonly rev: number
}

export interface Auth {
  readonly signed_in: boolean
  readonly via: 'open' | 'cookie' | 'stranger'
}

/** Nothing here throws: what can go wrong is a returned value. */
export interface Api {
  health(): Promise<Answered<Health | PublicHealth>>
  auth(): Promise<Answered<Auth>>
  signIn(password: string): Promise<Answered<null>>
  signOut(): Promise<Answered<null>>
  /** `before`: server milliseconds of the last one that is known. */
  sessions(before: number | null): Promise<Answered<SessionList>>
  /** `before`: id of the oldest message that is known; then the view holds the messages before it. */
  session(id: string, before: string | null): Promise<Answered<SessionPage>>
  rename(id: string, title: string): Promise<Answered<{ readonly title: string }>>
  configure(id: string, settings: ChatSettings): Promise<Answered<{ readonly settings: ChatSettings }>>
  /** How new chats are asked. */
  defaults(): Promise<Answered<ChatSettings>>
  saveDefaults(settings: ChatSettings): Promise<Answered<ChatSettings>>
  /** Why the model cannot be reached: starts a look, or follows one, of which so many findings are known. */
  examine(following: { readonly began: number; readonly known: number } | null): Promise<Answered<Examination>>
  /** What was seen of home in the last so many minutes, 1..1440. */
  telemetry(minutes: number): Promise<Answered<Telemetry>>
  /** Is sent also when the page is about to close. */
  remove(id: string): Promise<Answered<null>>
  stop(id: string, turn: string): Promise<Answered<{ readonly stopped: string }>>
  /** Sends a command; its answer is the stream, from after the event `after`, or from the turn's first event. Resolves when it ends. */
  send(session: string, command: Command, after: string | null, listener: StreamListener, signal: AbortSignal): Promise<StreamEnd>
  /** Follows a conversation from after the event `after`, or with a view first. */
  events(session: string, after: string | null, listener: StreamListener, signal: AbortSignal): Promise<StreamEnd>
}
