// The outside world on one page, types only. Rooms get what they need of it as arguments; only `hosts` and `compose` make it.
import type { ChatSettings, Mode, Outcome, Summary, Usage, View } from '../shared/conversation.ts'
import type { Examination, Finding } from '../shared/doctor.ts'
import type { HomeReport } from '../shared/health.ts'
import type { Sample } from '../shared/history.ts'
import type { ProblemCode } from '../shared/problem.ts'

// ── the machine ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a column may hold. Booleans, dates, undefined and BigInt are refused on both hosts: they bind differently. */
export type SqlValue = string | number | null | Uint8Array
export type Row = Record<string, SqlValue>

/**
 * One actor's database. Synchronous. At most 100 parameters and 2 MB a value, else a RangeError; another type of value is a TypeError.
 * Node commits each statement, so two or more writes are one `transaction`.
 */
export interface Sql {
  /** Runs one statement and gives its rows. */
  all<T extends Row = Row>(statement: string, ...values: readonly SqlValue[]): T[]
  /** All or nothing; may be nested. A callback that returns a promise does not compile, and throws. */
  transaction<T>(run: () => T extends PromiseLike<unknown> ? never : T): T
  /** The same, kept through a loss of power too where the host's other commits are kept only through the death of the process. */
  durable<T>(run: () => T extends PromiseLike<unknown> ? never : T): T
  /** Removes every table; the next statement finds an empty database. */
  wipe(): void
}

export interface Clock {
  /** Server milliseconds: an instant. */
  now(): number
  /** Milliseconds for durations only; never goes back. */
  monotonic(): number
  /** Calls once, later. The return value cancels. */
  timer(ms: number, call: () => void): () => void
  /** Resolves after `ms`, or at once when the signal aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export interface Random {
  /** A name of 22 characters of `[A-Za-z0-9_-]`, not to be guessed. */
  id(): string
  /** 0 <= n < 1, for jitter. */
  fraction(): number
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'
/** One line of the log. No text of a chat, no secret, no upstream body. */
export type Log = (level: LogLevel, event: string, fields?: Readonly<Record<string, string | number | boolean | null>>) => void

export type Fetch = (request: Request) => Promise<Response>

/** One actor's only alarm, at least once. Set in the same synchronous step as the rows that need it. */
export interface Alarm {
  set(at: number | null): void
}

/** The page and its parts, as built. null: there is no such file. */
export interface Assets {
  /** `gzip`: the one who asks can read it; whether it is sent so is the host's to decide (an edge compresses by itself). */
  get(path: string, gzip: boolean): Promise<Response | null>
}

// ── what several actors keep, given to them by compose ──────────────────────────────────────────────────────────────

/** What an actor has to do later, over its one alarm. */
export interface Tasks<K extends string> {
  /** Call inside the transaction whose rows need it. */
  set(kind: K, at: number): void
  clear(kind: K): void
  at(kind: K): number | null
  /** Takes what is due at `now`, and arms the alarm for what is left. */
  due(now: number): K[]
}

// ── the model server ────────────────────────────────────────────────────────────────────────────────────────────────

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/** A picture in the request itself: LM Studio takes no address and no other kind. */
export type InlineImage = `data:image/${'png' | 'jpeg'};base64,${string}`
export type ContentPart = { readonly type: 'text'; readonly text: string } | { readonly type: 'image'; readonly url: InlineImage }

/** `arguments` is JSON, as the model wrote it. */
export interface ToolCall {
  readonly id: string
  readonly name: string
  readonly arguments: string
}

/** What a model can be told: words, words with pictures, an answer that called tools, and what a tool said to a call. */
export type RequestMessage =
  | ChatMessage
  | { readonly role: 'user'; readonly content: readonly ContentPart[] }
  | { readonly role: 'assistant'; readonly content: string; readonly calls: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly call: string; readonly content: string }

/** `parameters` is a JSON schema of an object. */
export interface ToolOffer {
  readonly name: string
  readonly description: string
  readonly parameters: Readonly<Record<string, unknown>>
}

export interface ChatRequest {
  /** null: the server takes what it has. */
  readonly model: string | null
  readonly messages: readonly RequestMessage[]
  /** null: what the server does by itself. */
  readonly temperature: number | null
  /** The last message is the beginning of the model's own answer, to be gone on with. */
  readonly goesOn: boolean
  /** What the model may call. Left out: nothing. */
  readonly tools?: readonly ToolOffer[]
  /** Left out: the model chooses. `tool`: that one, and no other. */
  readonly tool_choice?: 'auto' | 'none' | 'required' | { readonly tool: string }
  /** Left out: words. `json`: an object of any form. */
  readonly format?: { readonly kind: 'json' } | { readonly kind: 'schema'; readonly name: string; readonly schema: Readonly<Record<string, unknown>> }
}

/** Why the model server did not answer, or not to the end. `detail` is for the log: never shown. */
export interface UpstreamProblem {
  readonly code: ProblemCode
  /** Whether asking again can help, before the first byte of an answer. */
  readonly retryable: boolean
  /** What the server asked to be waited. */
  readonly retry_after_ms: number | null
  readonly detail: string
}

/** What comes out of any dialect. `failed`, where it comes, is the last; a stream that ends with neither `finish` nor `failed` was cut. */
export type UpstreamEvent =
  | { readonly type: 'opened' }
  | { readonly type: 'progress'; readonly percent: number }
  | { readonly type: 'model'; readonly model: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_call'; readonly index: number; readonly id: string; readonly name: string; readonly arguments: string }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'finish'; readonly reason: 'stop' | 'length' | 'tool_calls' | 'other' }
  | { readonly type: 'failed'; readonly problem: UpstreamProblem }

/** One look at a model server. */
export type Probe =
  | {
      readonly kind: 'up'
      readonly server: HomeReport['server']
      readonly models: HomeReport['models']
      readonly round_trip: number
      readonly places: number | null
    }
  /** `server`: who said so, where that is known. */
  | { readonly kind: 'down'; readonly problem: UpstreamProblem; readonly server?: HomeReport['server'] }

/** `unsupported`: the server has no way to be asked for it; the first question loads the model there. */
export type LoadAnswer = { readonly kind: 'loaded' } | { readonly kind: 'unsupported' } | { readonly kind: 'failed'; readonly problem: UpstreamProblem }

export interface Upstream {
  /**
   * Asks once. Aborting the signal closes the connection, which is how a model server is told to stop. `heard`: bytes came, whatever they say; the pings of
   * a long prompt, and the beginning of a line, are no events.
   */
  chat(request: ChatRequest, signal: AbortSignal, heard?: () => void): AsyncIterable<UpstreamEvent>
  /** Asks what is there. Ends within its own time limit. */
  probe(): Promise<Probe>
  /** Asks for a model to be read into memory. Silent for minutes; no time limit but the signal's. */
  load(model: string, signal: AbortSignal): Promise<LoadAnswer>
}

/** A place at home's GPU, for who asks it outside of a turn. */
export interface DoctorLine {
  /** Waits for it; false: it did not come in time. */
  enter(signal: AbortSignal): Promise<boolean>
  /** Also where it was never granted. */
  leave(): void
}

/**
 * Goes the way to the model server and gives a finding for each step, in order; `before` are those that were made already. Ends early only where the
 * signal comes. The last steps cost the GPU a moment.
 */
export type Doctor = (run: { readonly before: readonly Finding[]; readonly line: DoctorLine; readonly signal: AbortSignal }) => AsyncIterable<Finding>

// ── actors, as they know each other: plain data over RPC ────────────────────────────────────────────────────────────

export interface Unavailable {
  readonly kind: 'actor_unavailable'
}
/** An actor as others see it: every answer may be that it is not there. */
export type Peer<T> = { readonly [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Promise<Awaited<R> | Unavailable> : never }

export interface Peers {
  conversation(account: string, id: string): Peer<ConversationActor>
  account(account: string): Peer<AccountActor>
  home(id: string): Peer<HomeActor>
}

/** What a message follows: the end of the active branch, nothing (it begins a root of its own), or the message that is named. */
export type Parent = { readonly kind: 'head' } | { readonly kind: 'root' } | { readonly kind: 'message'; readonly id: string }

/** A command that starts a turn, checked; `id` is client-made, or made at the edge where the client made none. */
export type TurnCommand =
  | {
      readonly kind: 'message'
      readonly id: string
      readonly text: string
      readonly mode: Mode
      readonly model: string | null
      readonly parent: Parent
      /** The chat is asked by these from this turn on; null: as it is. */
      readonly settings: ChatSettings | null
      /** A chat that begins with this message, which brings none, is asked by these; null: plainly. They are not part of what the message says. */
      readonly defaults: ChatSettings | null
      readonly request_id: string
    }
  /** The question of that turn again, for an answer beside it, or for one that goes on from its text. */
  | { readonly kind: 'retry' | 'continue'; readonly id: string; readonly turn: string; readonly request_id: string }

export type Accepted =
  | { readonly kind: 'accepted'; readonly turn: string; readonly message: string; readonly joined: boolean }
  | { readonly kind: 'refused'; readonly code: ProblemCode; readonly turn: string | null }

/** The end of a turn, or that it goes on. */
export type TurnState = { readonly kind: 'running' } | { readonly kind: 'ended'; readonly result: TurnResult } | { readonly kind: 'absent' }

export interface TurnResult {
  readonly turn: string
  readonly message: string
  readonly mode: Mode
  readonly home: string
  readonly model: string | null
  readonly model_asked: string | null
  readonly reply: string
  readonly usage: Usage | null
  readonly timings: { readonly queued: number | null; readonly first_byte: number | null; readonly first_word: number | null; readonly total: number }
  readonly tokens_per_second: number | null
  readonly outcome: Outcome
}

/** Where a reader begins: after an id it has seen, at the first event of a turn, or with a view. */
export type ReadFrom = { readonly kind: 'after'; readonly id: string } | { readonly kind: 'turn'; readonly turn: string } | { readonly kind: 'view' }
/** When its stream closes: with that turn, or a while after the last one. */
export type ReadUntil = { readonly kind: 'turn'; readonly turn: string } | { readonly kind: 'quiet' }

export type Opened = { readonly kind: 'stream'; readonly body: ReadableStream<Uint8Array> } | { readonly kind: 'refused'; readonly code: ProblemCode }

export type Read = { readonly kind: 'view'; readonly view: View; readonly cursor: string } | { readonly kind: 'absent' }

/** What of a chat is to change; null: it stays. */
export interface Change {
  readonly title: string | null
  readonly settings: ChatSettings | null
}

/** How it is then. */
export type Changed = { readonly kind: 'changed'; readonly title: string; readonly settings: ChatSettings } | { readonly kind: 'absent' }

/** How new chats are to be asked, as the person wants it. A chat's first message brings them along, or says that they hold; nothing else does. */
export interface Defaults {
  readonly kind: 'defaults'
  readonly settings: ChatSettings
}

export interface ConversationActor {
  accept(command: TurnCommand): Promise<Accepted>
  /** Waits at most `waitMs` (10 s at the most) for the end of a turn. */
  outcome(turn: string, waitMs: number): Promise<TurnState>
  events(from: ReadFrom, until: ReadUntil): Opened
  /** The view, or the page of 50 messages before that one. */
  read(before: string | null): Read
  change(change: Change): Changed
  /** Stops the running turn; a turn that is named must be that one. */
  stop(turn: string | null): { readonly kind: 'stopped'; readonly turn: string } | { readonly kind: 'absent' } | { readonly kind: 'nothing_running' }
  /** Stops what runs and removes everything. May be repeated. */
  wipe(): Promise<{ readonly kind: 'wiped' }>
}

export interface AccountActor {
  /** Whether a conversation of that name may begin. */
  open(conversation: string): { readonly kind: 'ok' } | { readonly kind: 'gone' }
  /** What the outbox of a conversation brings; the newest `version` wins, and one that was deleted stays deleted. */
  record(version: number, summary: Summary): { readonly kind: 'recorded' }
  list(before: number | null): { readonly kind: 'list'; readonly conversations: readonly Summary[]; readonly more: boolean; readonly rev: number }
  rev(): { readonly kind: 'rev'; readonly rev: number }
  /** Sets the tombstone. The wipe of the conversation follows, by alarm if need be. */
  remove(conversation: string): Promise<{ readonly kind: 'removed' } | { readonly kind: 'absent' }>
  /** PLAIN_SETTINGS where nothing was ever chosen. */
  defaults(): Defaults
  setDefaults(settings: ChatSettings): Defaults
  /** Counts a guess at the password before it is compared. */
  guess(address: string): { readonly kind: 'ok' } | { readonly kind: 'too_many'; readonly retry_after_ms: number }
  /** A right password clears the count. */
  guessed(address: string): { readonly kind: 'ok' }
}

/** Who wants to call home. */
export interface Place {
  /** The name of this one call; never used for another. */
  readonly turn: string
  /** One call at a time for each of these: a second one takes the place of the first, which is over then. */
  readonly conversation: string
  /** A person who waits comes before what nobody waits for. */
  readonly class: 'interactive' | 'background'
  /** The model that will be asked, as wished; null: what home prefers. One that is not in memory is loaded before the place is granted. */
  readonly model: string | null
}

/** Whether home may be called now, and if not, why. */
export interface Turn {
  readonly granted: boolean
  /** 0: not in line any more; 1: next. */
  readonly position: number
  /** Not granted because of the line, or with a place in hand because the model is being loaded. null: granted or refused. */
  readonly waits: 'line' | 'model' | null
  /** Why it will not be granted; the place is gone. null: it is not refused. */
  readonly refused: ProblemCode | null
  readonly report: HomeReport
}

/** What came of a call: for the figures of home. */
export interface Left {
  /** From the server's own count of tokens; null: not told. */
  readonly tokens_per_second: number | null
  /** Why it failed, where home was the reason; null: it did not. */
  readonly failed: ProblemCode | null
}

export interface History {
  readonly kind: 'history'
  /** Server milliseconds of the answer. */
  readonly until: number
  /** Oldest first. */
  readonly samples: readonly Sample[]
}

export interface HomeActor {
  /** What is known, at once; with `waitMs`, waits for the first word where nothing is. A look by the person keeps the poller going. */
  look(waitMs: number): Promise<HomeReport>
  /** What is known, for a stranger: no probe comes of it, and nobody counts as watching. */
  glance(): HomeReport
  /** A place in line: idempotent by `turn`, renews on entry only, and is the heartbeat of who holds it. `waitMs` <= 5000. */
  turn(place: Place, waitMs: number): Promise<Turn>
  /** The place is free. May be repeated; a late sign of life of the same turn does not bring it back. */
  release(turn: string, left: Left): { readonly kind: 'released' }
  /** What was seen in the last so many minutes, 1..1440. */
  history(minutes: number): History
  /**
   * Starts a look at all that may be wrong, or joins the one that is under way or just ended. Who follows a run names it, with the count of findings
   * that are known: waits at most `waitMs` (DOCTOR_WAIT_MS) for the next.
   */
  examine(following: Following | null, waitMs: number): Promise<Examination>
}

export interface Following {
  readonly began: number
  readonly known: number
}

/** What a host needs of every actor, besides its own methods. */
export interface Actor {
  /** The alarm went off. May come more than once, and early. */
  alarm(): Promise<void>
  /** Whether it must stay in memory: a turn runs, or somebody reads. */
  busy(): boolean
  /** The process is about to end: what runs ends as `interrupted`, readers are closed. Idempotent. */
  end(): Promise<void>
}
