// A server that a test plays by hand: it sees each call, and says what comes back.
import { type ChatSettings, PLAIN_SETTINGS, type Summary, type View } from '../../shared/conversation.ts'
import type { ConversationEvent } from '../../shared/events.ts'
import type { Examination } from '../../shared/doctor.ts'
import type { Health } from '../../shared/health.ts'
import type { Telemetry } from '../../shared/history.ts'
import { problem, PROBLEM_STATUS, type ProblemCode } from '../../shared/problem.ts'
import type { Answered, Api, Auth, Command, Refused, SessionList, SessionPage, StreamEnd, StreamListener } from '../api/api.ts'

export interface Frame {
  readonly id: string
  readonly event: ConversationEvent
}

/** null: an event that the page does not know. */
type Given = Frame | { readonly id: string; readonly event: null }

/** A stream that the page asked for. */
export interface StreamCall {
  readonly kind: 'send' | 'events'
  readonly session: string
  readonly command: Command | null
  readonly after: string | null
  readonly signal: AbortSignal
  readonly open: () => void
  readonly give: (...frames: readonly Given[]) => void
  readonly end: (end: StreamEnd) => void
}

export const refusal = (code: ProblemCode): Refused => ({ kind: 'refused', status: PROBLEM_STATUS[code], problem: problem(code, 0, 'r1') })
export const UNREACHABLE = { kind: 'unreachable', why: 'no_answer', at: 0 } as const
export const CUT = { kind: 'unreachable', why: 'cut', at: 0 } as const
export const ok = <T>(value: T): Answered<T> => ({ kind: 'ok', value })

/** Events as the log `epoch` numbers them. */
export const framesOf = (events: readonly ConversationEvent[], epoch = 'e1', first = 1): Frame[] =>
  events.map((event, index) => ({ id: `${epoch}.${first + index}`, event }))

export const summary = (id: string, change: Partial<Summary> = {}): Summary => ({ id, title: id, created: 1, updated: 1, state: 'idle', ...change })

export const HEALTH: Health = {
  status: 'healthy',
  timestamp: new Date(1_795_000_000_000).toISOString(),
  llm_available: true,
  model: 'm',
  model_loaded: true,
  orchestrator_ready: true,
  browser_ready: false,
  version: '0.1.0',
  rev: 1,
  answers: 'home',
  home: {
    id: 'home',
    state: 'online',
    since: { last_before: null, first_seen: null },
    probed_at: 0,
    round_trip: 84,
    server: 'lmstudio',
    models: [],
    model: null,
    asked: null,
    line: { held: 0, waiting: 0, places: 4 },
    loading: null,
    last_failure: null,
  },
  sentence: 'Home is on.',
  next: [],
}

export class FakeApi implements Api {
  readonly streams: StreamCall[] = []
  readonly asked: string[] = []
  health_: Answered<Health> | Answered<Pick<Health, 'status' | 'timestamp'>> = ok(HEALTH)
  auth_: Answered<Auth> = ok({ signed_in: true, via: 'open' })
  signIn_: Answered<null> = ok(null)
  sessions_: Answered<SessionList> | Promise<Answered<SessionList>> = ok({ sessions: [], more: false, rev: 1 })
  session_: (id: string, before: string | null) => Answered<SessionPage> | Promise<Answered<SessionPage>> = () => refusal('not_found')
  rename_: Answered<{ title: string }> | null = null
  remove_: Answered<null> = ok(null)
  configure_: Answered<{ settings: ChatSettings }> | null = null
  defaults_: Answered<ChatSettings> = ok(PLAIN_SETTINGS)
  saveDefaults_: Answered<ChatSettings> | null = null
  telemetry_: Answered<Telemetry> = ok({ home: 'home', until: 0, minutes: 60, samples: [] })
  stop_: Answered<{ stopped: string }> | null = null

  async health() {
    this.asked.push('health')
    return this.health_
  }
  async auth() {
    this.asked.push('auth')
    return this.auth_
  }
  async signIn(password: string) {
    this.asked.push(`sign-in ${password}`)
    return this.signIn_
  }
  async signOut() {
    this.asked.push('sign-out')
    return ok(null)
  }
  async sessions(before: number | null) {
    this.asked.push(before === null ? 'sessions' : `sessions before ${before}`)
    return this.sessions_
  }
  async session(id: string, before: string | null) {
    this.asked.push(before === null ? `session ${id}` : `session ${id} before ${before}`)
    return this.session_(id, before)
  }
  async rename(id: string, title: string) {
    this.asked.push(`rename ${id} ${title}`)
    return this.rename_ ?? ok({ title })
  }
  async configure(id: string, settings: ChatSettings) {
    this.asked.push(`configure ${id} ${JSON.stringify(settings)}`)
    return this.configure_ ?? ok({ settings })
  }
  async defaults() {
    return this.defaults_
  }
  async saveDefaults(settings: ChatSettings) {
    this.asked.push(`save defaults ${JSON.stringify(settings)}`)
    return this.saveDefaults_ ?? ok(settings)
  }
  async examine(): Promise<Answered<Examination>> {
    return ok({ began: 1, done: true, findings: [] })
  }
  async telemetry(minutes: number) {
    this.asked.push(`telemetry ${minutes}`)
    return this.telemetry_
  }
  async remove(id: string) {
    this.asked.push(`remove ${id}`)
    return this.remove_
  }
  async stop(id: string, turn: string) {
    this.asked.push(`stop ${id} ${turn}`)
    return this.stop_ ?? ok({ stopped: turn })
  }
  send(session: string, command: Command, after: string | null, listener: StreamListener, signal: AbortSignal) {
    return this.#stream('send', session, command, after, listener, signal)
  }
  events(session: string, after: string | null, listener: StreamListener, signal: AbortSignal) {
    return this.#stream('events', session, null, after, listener, signal)
  }

  /** The newest stream. */
  get stream(): StreamCall {
    const stream = this.streams.at(-1)
    if (!stream) throw new Error('no stream was asked for')
    return stream
  }

  #stream(kind: 'send' | 'events', session: string, command: Command | null, after: string | null, listener: StreamListener, signal: AbortSignal) {
    return new Promise<StreamEnd>((resolve) => {
      signal.addEventListener('abort', () => resolve({ kind: 'aborted' }))
      const open = (): void => listener.onOpen()
      const give = (...frames: readonly Given[]): void => {
        for (const { event, id } of frames) listener.onEvent(event, id)
      }
      this.streams.push({ kind, session, command, after, signal, open, give, end: resolve })
    })
  }
}

export const page = (view: View, cursor: string): Answered<SessionPage> => ok({ view, cursor })
