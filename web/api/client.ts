// The server over HTTP. JSON routes are typed by the worker's own type; streams are read by our own fetch.
import type { Answered, Api, Command, Failure, Place, StreamEnd, StreamListener } from './api.ts'
import { readRefusal } from './refusal.ts'
import { routesOf } from './routes.ts'
import type { StreamPorts, StreamRequest } from './stream.ts'

/** What a JSON route is given to answer, in milliseconds. */
export const ANSWER_MS = 10_000

export interface ClientPorts extends StreamPorts {
  /** `https://host`, without a slash. */
  readonly origin: string
  /** The server does not know the person (any more). */
  readonly onSignedOut: () => void
  /** The version that the server says it is. */
  readonly onVersion: (version: string) => void
}

interface Answer {
  readonly ok: boolean
  readonly status: number
  readonly headers: Headers
  json(): Promise<unknown>
}
interface Options {
  readonly init: RequestInit
}

export function createClient(ports: ClientPorts): Api {
  const { origin, onSignedOut } = ports
  const hearing: StreamPorts = {
    ...ports,
    async fetch(url, init) {
      const response = await ports.fetch(url, init)
      const version = response.headers.get('x-porchlight-version')
      if (version !== null) ports.onVersion(version)
      return response
    },
  }
  const { health, auth, agent, settings, telemetry, doctor } = routesOf(origin, hearing.fetch)

  const noted = <T extends { readonly kind: string } | Failure>(answer: T): T => {
    if ('problem' in answer && answer.kind === 'refused' && answer.problem.error === 'signed_out') onSignedOut()
    return answer
  }
  const unheard = () => (ports.connected() ? 'no_answer' : 'no_network')
  /** `read` takes the value out of an answer that is a success, and gives null for any other. */
  const ask = async <R extends Answer, T>(call: (options: Options) => Promise<R>, read: (answer: R) => Promise<T> | null): Promise<Answered<T>> => {
    const late = new AbortController()
    const cancel = ports.timers.after(ANSWER_MS, () => late.abort())
    const answered = await call({ init: { signal: late.signal, cache: 'no-store' } })
      .then((answer) => valueOf(answer, read, ports.timers.now()))
      .catch((): Failure => ({ kind: 'unreachable', why: late.signal.aborted ? 'timeout' : unheard(), at: ports.timers.now() }))
    cancel()
    return noted(answered)
  }

  // The first page is drawn without it. Fetched at once all the same: the first message must not wait for it. null: it could not be had.
  const streams = (): Promise<typeof import('./stream.ts') | null> => import('./stream.ts').catch(() => null)
  void streams()
  const stream = async (request: StreamRequest, listener: StreamListener, signal: AbortSignal): Promise<StreamEnd> => {
    const loaded = await streams()
    if (signal.aborted) return { kind: 'aborted' }
    if (loaded === null) return { kind: 'unreachable', why: unheard(), at: ports.timers.now() }
    return noted(await loaded.readStream(hearing, request, listener, signal))
  }

  return {
    health: () =>
      ask(
        (options) => health.$get({}, options),
        (r) => (r.status === 200 ? r.json() : null),
      ),
    auth: () =>
      ask(
        (options) => auth.$get({}, options),
        (r) => (r.status === 200 ? r.json() : null),
      ),
    signIn: (password) => ask((options) => auth['sign-in'].$post({ json: { password } }, options), nothing),
    signOut: () => ask((options) => auth['sign-out'].$post({}, options), nothing),
    sessions: (before) =>
      ask(
        (options) => agent.sessions.$get({ query: before === null ? {} : { before: String(before) } }, options),
        (r) => (r.status === 200 ? r.json() : null),
      ),
    session: (id, before) =>
      ask(
        (options) => agent.sessions[':id'].$get({ param: { id }, query: before === null ? {} : { before } }, options),
        (r) => (r.status === 200 ? r.json() : null),
      ),
    rename: (id, title) =>
      ask(
        (options) => agent.sessions[':id'].$patch({ param: { id }, json: { title } }, options),
        (r) => (r.status === 200 ? r.json() : null),
      ),
    configure: (id, next) =>
      ask(
        (options) => agent.sessions[':id'].$patch({ param: { id }, json: { settings: next } }, options),
        (r) => (r.status === 200 ? r.json() : null),
      ),
    defaults: () =>
      ask(
        (options) => settings.$get({}, options),
        (r) => (r.status === 200 ? r.json() : null),
      ),
    saveDefaults: (next) =>
      ask(
        (options) => settings.$put({ json: next }, options),
        (r) => (r.status === 200 ? r.json() : null),
      ),
    examine: (following) =>
      ask(
        (options) => doctor.$post({ json: following === null ? {} : { following } }, options),
        (r) => (r.status === 200 ? r.json() : null),
      ),
    telemetry: (minutes) =>
      ask(
        (options) => telemetry.$get({ query: { minutes: String(minutes) } }, options),
        (r) => (r.status === 200 ? r.json() : null),
      ),
    remove: (id) => ask(({ init }) => agent.sessions[':id'].$delete({ param: { id } }, { init: { ...init, keepalive: true } }), nothing),
    stop: (id, turn) =>
      ask(
        (options) => agent.sessions[':id'].stop.$post({ param: { id }, json: { turn } }, options),
        (r) => (r.status === 200 ? r.json() : null),
      ),
    send: (session, command, after, listener, signal) =>
      stream({ url: `${origin}/agent/message`, body: bodyOf(session, command), lastId: after }, listener, signal),
    events: (session, after, listener, signal) =>
      stream({ url: `${origin}/agent/sessions/${session}/events`, body: after === null ? {} : { after }, lastId: null }, listener, signal),
  }
}

/** Rejects where the connection breaks while the body is read. */
async function valueOf<R extends Answer, T>(answer: R, read: (answer: R) => Promise<T> | null, at: number): Promise<Answered<T>> {
  if (!answer.ok) return readRefusal(answer, at)
  // A tunnel or a hotel's network may answer with a page of its own, and call that a success.
  if (!answer.headers.has('x-porchlight-version')) return { kind: 'unreachable', why: 'foreign', at }
  const value = read(answer)
  return value === null ? { kind: 'unreachable', why: 'foreign', at } : { kind: 'ok', value: await value }
}

const nothing = (answer: Answer): Promise<null> | null => (answer.status === 204 ? Promise.resolve(null) : null)

const bodyOf = (session_id: string, command: Command) =>
  command.kind === 'message'
    ? {
        message: command.text,
        mode: 'chat',
        session_id,
        message_id: command.id,
        ...parentOf(command.place),
        ...(command.settings === null ? {} : { settings: command.settings }),
      }
    : { [command.kind]: command.turn, session_id, message_id: command.id }

const parentOf = (place: Place): { parent?: string | null } => (place.kind === 'head' ? {} : { parent: place.kind === 'root' ? null : place.message })
