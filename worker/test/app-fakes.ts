// The HTTP surface over actors that a test writes by hand: what is not given breaks the request that calls it.
import type { HomeReport } from '../../shared/health.ts'
import { createApp } from '../app.ts'
import type { Access, Deps } from '../deps.ts'
import type { AccountActor, ConversationActor, HomeActor, Peer, TurnResult } from '../ports.ts'
import { type FakeClock, fakeClock, fakeRandom, keptLog } from './fakes.ts'

export interface FakeActors {
  readonly conversation?: Partial<Peer<ConversationActor>>
  readonly account?: Partial<Peer<AccountActor>>
  readonly home?: Partial<Peer<HomeActor>>
}

export interface FakeApp {
  /** Through the door; the origin is http://localhost:8787 where the path has none. */
  readonly request: (path: string, init?: RequestInit) => Promise<Response>
  readonly app: ReturnType<typeof createApp>
  readonly clock: FakeClock
  readonly lines: ReturnType<typeof keptLog>['lines']
  /** Names of the actors that were asked for, as `conversation owner:id`. */
  readonly asked: string[]
}

const unexpected = (name: string) => () => Promise.reject(new Error(`nobody expected ${name}`))

export function fakeApp(actors: FakeActors = {}, over: Partial<Deps> = {}): FakeApp {
  const clock = fakeClock()
  const { log, lines } = keptLog()
  const asked: string[] = []
  const conversation: Peer<ConversationActor> = {
    accept: unexpected('accept'),
    outcome: unexpected('outcome'),
    events: unexpected('events'),
    read: unexpected('read'),
    change: unexpected('change'),
    stop: unexpected('stop'),
    wipe: unexpected('wipe'),
    ...actors.conversation,
  }
  const account: Peer<AccountActor> = {
    open: unexpected('open'),
    record: unexpected('record'),
    list: unexpected('list'),
    rev: unexpected('rev'),
    remove: unexpected('remove'),
    defaults: unexpected('defaults'),
    setDefaults: unexpected('setDefaults'),
    guess: unexpected('guess'),
    guessed: unexpected('guessed'),
    ...actors.account,
  }
  const home: Peer<HomeActor> = {
    look: unexpected('look'),
    glance: unexpected('glance'),
    turn: unexpected('turn'),
    release: unexpected('release'),
    examine: unexpected('examine'),
    history: unexpected('history'),
    ...actors.home,
  }
  const keep = <T>(name: string, actor: T): T => {
    asked.push(name)
    return actor
  }
  const app = createApp({
    peers: {
      conversation: (owner, id) => keep(`conversation ${owner}:${id}`, conversation),
      account: (name) => keep(`account ${name}`, account),
      home: (id) => keep(`home ${id}`, home),
    },
    clock,
    random: fakeRandom('made'),
    log,
    assets: { get: () => Promise.resolve(null) },
    access: { kind: 'open' },
    version: '0.1.0',
    home: 'home',
    fallback: false,
    address: () => '192.0.2.7',
    ...over,
  })
  return { app, clock, lines, asked, request: async (path, init) => app.request(new URL(path, 'http://localhost:8787').href, init) }
}

export const LOCKED: Access = { kind: 'password', password: 'lamp and door', secret: 'a secret of the server' }

export const json = (body: unknown, method = 'POST'): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

export const REPORT: HomeReport = {
  id: 'home',
  state: 'online',
  since: { last_before: null, first_seen: 1_795_000_000_000 },
  probed_at: 1_795_000_000_000,
  round_trip: 84.4,
  server: 'lmstudio',
  models: [],
  asked: null,
  model: { id: 'mixtral', loaded: true, context: 4_096 },
  line: { held: 0, waiting: 0, places: 4 },
  loading: null,
  last_failure: null,
}

export const RESULT: TurnResult = {
  turn: 't1',
  message: 'm1',
  mode: 'chat',
  home: 'home',
  model: 'mixtral',
  model_asked: 'mixtral-8x7b',
  reply: '4',
  usage: { prompt_tokens: 17, completion_tokens: 1, reasoning_tokens: null },
  timings: { queued: 1, first_byte: 20, first_word: 30, total: 40 },
  tokens_per_second: 31.2,
  outcome: { status: 'done', finish_reason: 'stop' },
}
