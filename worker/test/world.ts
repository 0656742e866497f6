// The actors over real databases in memory, with a clock that is moved by hand and a model that follows a script. A process can die at any statement.
import { DatabaseSync } from 'node:sqlite'
import type { HomeReport } from '../../shared/health.ts'
import { Account, type AccountTask, MIGRATIONS as ACCOUNT_MIGRATIONS } from '../account/index.ts'
import { Conversation, type ConversationOptions, type ConversationTask, MIGRATIONS as CONVERSATION_MIGRATIONS } from '../conversation/index.ts'
import { createNodeSql } from '../hosts/node-sql.ts'
import type { AccountActor, Actor, ChatRequest, ConversationActor, HomeActor, Peer, Peers, Probe, Sql, Turn, Upstream, UpstreamEvent } from '../ports.ts'
import { migrate } from '../storage/migrate.ts'
import { createTasks } from '../storage/tasks.ts'
import { fakeClock, fakeRandom, keptLog, settle } from './fakes.ts'

export class PowerCut extends Error {}

/** What the model does: yields events, may wait for `go` or for time to pass, sees when it is told to stop. */
export type Script = (request: ChatRequest, signal: AbortSignal, heard?: () => void) => AsyncIterable<UpstreamEvent>

export interface World {
  readonly clock: ReturnType<typeof fakeClock>
  readonly log: ReturnType<typeof keptLog>
  readonly requests: ChatRequest[]
  /** Text that the model handed over, by request. */
  readonly written: string[]
  report: HomeReport
  /** Home as others see it: `report` and `places`, unless a test puts the real one here. */
  home: HomeActor
  script: Script
  places: number
  /** Turns with a place at home, or in its line: its rows, which outlast a process. */
  readonly holders: readonly string[]
  /** Statements until the process dies; null: it lives. */
  cutAfter: number | null
  /** Transactions so far that were asked to outlast a loss of power. */
  durable: number
  readonly dead: boolean
  conversation(id?: string): Conversation
  account(): Account
  sql(name: string): Sql
  /** A new process over the same files: what was in memory is gone. */
  restart(): void
  /** Lets `ms` pass, alarms included, as a host would: actors that nobody opened are opened by their alarm. */
  pass(ms: number): Promise<void>
}

const REPORT: HomeReport = {
  id: 'home',
  state: 'online',
  since: { last_before: null, first_seen: 1 },
  probed_at: 1,
  round_trip: 3,
  server: 'lmstudio',
  models: [],
  asked: null,
  model: { id: 'test-model', loaded: true, context: 4096 },
  line: { held: 0, waiting: 0, places: 4 },
  loading: null,
  last_failure: null,
}

export const textScript = (...pieces: string[]): Script =>
  async function* () {
    yield { type: 'opened' }
    yield { type: 'model', model: 'test-model' }
    for (const text of pieces) yield { type: 'text', text }
    yield { type: 'usage', usage: { prompt_tokens: 10, completion_tokens: pieces.length, reasoning_tokens: null } }
    yield { type: 'finish', reason: 'stop' }
  }

interface Stored {
  readonly db: DatabaseSync
  alarm: number | null
}

export function createWorld(options: Partial<ConversationOptions> = {}): World {
  const clock = fakeClock()
  const random = fakeRandom()
  const log = keptLog()
  const files = new Map<string, Stored>()
  let live = new Map<string, Actor>()
  let statements = 0
  let dead = false
  let generation = 0
  const leases = new Map<string, boolean>()

  const file = (name: string): Stored => {
    const known = files.get(name)
    if (known) return known
    const made = { db: new DatabaseSync(':memory:'), alarm: null }
    files.set(name, made)
    return made
  }
  const count = (mine: number): void => {
    if (dead || mine !== generation) throw new PowerCut('the process is dead')
    statements += 1
    if (world.cutAfter !== null && statements > world.cutAfter) {
      dead = true
      throw new PowerCut('the power was cut')
    }
  }
  const ground = (name: string) => {
    const mine = generation
    const stored = file(name)
    const node = createNodeSql(stored.db)
    const sql: Sql = {
      all: (statement, ...values) => {
        count(mine)
        return node.all(statement, ...values)
      },
      transaction: (run) =>
        node.transaction(() => {
          const result = run()
          count(mine)
          return result
        }),
      durable: (run) => {
        // Inside of another one it is that one that counts.
        if (!stored.db.isTransaction) world.durable += 1
        return node.durable(() => {
          const result = run()
          count(mine)
          return result
        })
      },
      wipe: () => {
        count(mine)
        node.wipe()
      },
    }
    // An earlier alarm stands at once, a later one only with the rows: it may come for nothing, it is never lost.
    const set = (at: number | null): void => {
      if (at !== null && (stored.alarm === null || at < stored.alarm)) stored.alarm = at
      node.after((committed) => {
        if (committed) stored.alarm = at
      })
    }
    return { sql, alarm: { set } }
  }

  /** Calls as between processes: plain data, never in the same step, and dead ends are values. */
  const peer = <T extends object>(actor: () => T): Peer<T> =>
    new Proxy({} as Peer<T>, {
      get:
        (_, method) =>
        async (...args: unknown[]) => {
          await Promise.resolve()
          if (dead) return { kind: 'actor_unavailable' }
          const target = actor()
          const call: unknown = Reflect.get(target, method)
          if (typeof call !== 'function') throw new TypeError(`no method ${String(method)}`)
          return structuredClone(await call.apply(target, structuredClone(args)))
        },
    })

  const home: HomeActor = {
    look: async () => world.report,
    glance: () => world.report,
    turn: async ({ turn: id }, waitMs): Promise<Turn> => {
      if (world.places === 0 && waitMs > 0) await clock.sleep(waitMs)
      const held = [...leases.values()].filter(Boolean).length
      if (!leases.get(id)) leases.set(id, held < world.places)
      const granted = leases.get(id) === true
      return {
        granted,
        position: granted ? 0 : [...leases].filter(([, has]) => !has).findIndex(([name]) => name === id) + 1,
        waits: granted ? null : 'line',
        refused: null,
        report: world.report,
      }
    },
    release: (id) => {
      leases.delete(id)
      return { kind: 'released' }
    },
    examine: async () => ({ began: clock.now(), done: true, findings: [] }),
    history: () => ({ kind: 'history', until: clock.now(), samples: [] }),
  }

  const upstream: Upstream = {
    async *chat(request, signal, heard) {
      world.requests.push(request)
      const at = world.written.push('') - 1
      for await (const event of world.script(request, signal, heard)) {
        if (signal.aborted) return
        if (event.type === 'text') world.written[at] += event.text
        yield event
      }
    },
    probe: async (): Promise<Probe> => ({ kind: 'up', server: 'lmstudio', models: [], round_trip: 1, places: null }),
    load: async () => ({ kind: 'unsupported' }),
  }

  const peers: Peers = {
    conversation: (_, id) => peer<ConversationActor>(() => world.conversation(id)),
    account: () => peer<AccountActor>(() => world.account()),
    home: () => peer<HomeActor>(() => world.home),
  }

  const open = <T extends Actor>(name: string, make: (sql: Sql, alarm: { set(at: number | null): void }) => T): T => {
    const known = live.get(name)
    if (known) return known as T
    const { sql, alarm } = ground(name)
    const made = make(sql, alarm)
    live.set(name, made)
    return made
  }

  const world: World = {
    clock,
    log,
    requests: [],
    written: [],
    report: REPORT,
    home,
    script: textScript('4'),
    places: 4,
    get holders() {
      return [...leases.keys()]
    },
    cutAfter: null,
    durable: 0,
    get dead() {
      return dead
    },
    conversation: (id = 'c1') =>
      open(`conversation:${id}`, (sql, alarm) => {
        const tasks = createTasks<ConversationTask>(sql, alarm)
        const ports = { sql, tasks, prepare: () => migrate(sql, CONVERSATION_MIGRATIONS), clock, random, log: log.log, peers, upstream: () => upstream }
        return new Conversation(ports, {
          account: 'owner',
          id,
          home: 'home',
          fallback: false,
          model: null,
          flushMs: 50,
          silenceMs: 1_800_000,
          maxRetries: 2,
          ...options,
        })
      }),
    account: () =>
      open('account:owner', (sql, alarm) => {
        const tasks = createTasks<AccountTask>(sql, alarm)
        return new Account({ sql, tasks, prepare: () => migrate(sql, ACCOUNT_MIGRATIONS), clock, log: log.log, peers }, 'owner')
      }),
    sql: (name) => createNodeSql(file(name).db),
    restart() {
      live = new Map()
      generation += 1
      clock.reset()
      statements = 0
      dead = false
      world.cutAfter = null
    },
    async pass(ms) {
      const end = clock.now() + ms
      for (;;) {
        await settle()
        const due = [...files].filter(([, { alarm }]) => alarm !== null && alarm <= end).sort(([, a], [, b]) => (a.alarm ?? 0) - (b.alarm ?? 0))[0]
        if (!due || dead) break
        const [name, stored] = due
        await clock.advance(Math.max(0, (stored.alarm ?? 0) - clock.now()))
        if (dead) break
        stored.alarm = null
        await (name === 'account:owner' ? world.account() : world.conversation(name.slice('conversation:'.length))).alarm()
      }
      await clock.advance(Math.max(0, end - clock.now()))
    },
  }
  return world
}

/** Reads a stream to its end, or as far as it got; `text` grows while it is read. */
export function follow(body: ReadableStream<Uint8Array>): { text: string; ended: boolean; stop(): Promise<void> } {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const state = { text: '', ended: false, stop: () => reader.cancel() }
  void (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      state.text += decoder.decode(value, { stream: true })
    }
    state.ended = true
  })()
  return state
}

export interface Frame {
  readonly id: string
  readonly event: import('../../shared/events.ts').ConversationEvent
}

/** The events in what a reader got, comments left out. */
export function framesOf(text: string): Frame[] {
  return text
    .split('\n\n')
    .filter((frame) => frame.startsWith('id: '))
    .map((frame) => {
      const [id = '', data = ''] = frame.split('\n')
      return { id: id.slice('id: '.length), event: JSON.parse(data.slice('data: '.length)) }
    })
}
