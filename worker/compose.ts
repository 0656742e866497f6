// (platform, config) -> what runs: the only file that knows every room, and no host.
import { VERSION } from '../shared/version.ts'
import { Account, type AccountTask, MIGRATIONS as ACCOUNT_MIGRATIONS } from './account/index.ts'
import { createApp } from './app.ts'
import type { Config, ConfigResult } from './config.ts'
import { Conversation, type ConversationTask, MIGRATIONS as CONVERSATION_MIGRATIONS } from './conversation/index.ts'
import type { Access } from './deps.ts'
import { Home, type HomeTask, MIGRATIONS as HOME_MIGRATIONS, pickModel } from './home/index.ts'
import type { AccountActor, Actor, Alarm, Assets, Clock, ConversationActor, Fetch, HomeActor, Log, Peers, Random, Sql, Upstream } from './ports.ts'
import { createDemo } from './sim/demo.ts'
import { migrate } from './storage/migrate.ts'
import { createTasks } from './storage/tasks.ts'
import { createLog } from './telemetry/log.ts'
import { createDoctor, createUpstream, type Server } from './upstream/index.ts'

/** One JSON object a line, from the level on that is configured. */
export const composeLog = createLog

/** What a host gives to everything. */
export interface Platform {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly fetch: Fetch
  readonly peers: Peers
  readonly assets: Assets
  readonly address: (request: Request) => string
  /** Names are looked up and certificates checked on this very host, so that an answer over https proves both. */
  readonly resolves: boolean
}

/** What a host gives to one actor. */
export interface Ground {
  readonly sql: Sql
  readonly alarm: Alarm
}

const DEMO = 'demo'
const DEMO_URL = 'http://demo/v1'

/** The model server of a home. The built-in one is spoken to like any other, without a network. */
function serverOf(platform: Platform, config: Config, home: string): [server: Server, ports: { fetch: Fetch; clock: Clock }] {
  const { clock } = platform
  const { baseUrl, apiKey, headers, timeoutMs } = config.homes[0]
  if (home === DEMO)
    return [
      { baseUrl: DEMO_URL, apiKey: null, headers: {}, timeoutMs },
      { fetch: createDemo(clock).fetch, clock },
    ]
  return [
    { baseUrl, apiKey, headers, timeoutMs },
    { fetch: platform.fetch, clock },
  ]
}

const upstreamOf = (platform: Platform, config: Config, home: string): Upstream => createUpstream(...serverOf(platform, config, home))

/** One for each home, since it remembers what the server takes. */
function kept(make: (home: string) => Upstream): (home: string) => Upstream {
  const made = new Map<string, Upstream>()
  return (home) => {
    const upstream = made.get(home) ?? make(home)
    made.set(home, upstream)
    return upstream
  }
}

export function composeConversation({ sql, alarm }: Ground, platform: Platform, config: Config, account: string, id: string): ConversationActor & Actor {
  const { clock, random, log, peers } = platform
  const [home] = config.homes
  return new Conversation(
    {
      sql,
      tasks: createTasks<ConversationTask>(sql, alarm),
      prepare: () => migrate(sql, CONVERSATION_MIGRATIONS),
      clock,
      random,
      log,
      peers,
      upstream: kept((name) => upstreamOf(platform, config, name)),
    },
    {
      account,
      id,
      home: home.id,
      fallback: config.fallback === 'demo' && home.id !== DEMO,
      model: home.id === DEMO ? null : home.model,
      flushMs: config.flushMs,
      silenceMs: config.silenceMs,
      maxRetries: config.maxRetries,
    },
  )
}

export function composeAccount({ sql, alarm }: Ground, platform: Platform, _config: Config, account: string): AccountActor & Actor {
  const { clock, log, peers } = platform
  return new Account({ sql, tasks: createTasks<AccountTask>(sql, alarm), prepare: () => migrate(sql, ACCOUNT_MIGRATIONS), clock, log, peers }, account)
}

export function composeHome({ sql, alarm }: Ground, platform: Platform, config: Config, id: string): HomeActor & Actor {
  const { clock, log } = platform
  const [home] = config.homes
  const options = { id, model: id === DEMO ? null : home.model, parallel: home.parallel, demo: id === DEMO, address: id === DEMO ? DEMO_URL : home.baseUrl }
  const doctor = createDoctor(...serverOf(platform, config, id), {
    resolves: platform.resolves,
    model: options.model,
    firm: false,
    pick: (models) => pickModel(options.model, models),
    demo: options.demo,
  })
  return new Home(
    {
      sql,
      tasks: createTasks<HomeTask>(sql, alarm),
      prepare: () => migrate(sql, HOME_MIGRATIONS),
      clock,
      log,
      upstream: upstreamOf(platform, config, id),
      doctor,
    },
    options,
  )
}

/** Who may come in. `open` is the start script's word for this run. */
function accessOf(config: ConfigResult, open: boolean): Access {
  if (config.kind === 'wrong') return { kind: 'misconfigured' }
  const { ownerPassword, sessionSecret } = config.config
  if (ownerPassword !== null) return { kind: 'password', password: ownerPassword, secret: sessionSecret ?? '' }
  return open ? { kind: 'open' } : { kind: 'unset' }
}

export function composeApp(platform: Platform, config: ConfigResult, open: boolean): { fetch(request: Request): Promise<Response> } {
  const { peers, clock, random, log, assets, address } = platform
  if (config.kind === 'wrong') for (const { name, expected } of config.wrong) log('error', 'config.wrong', { name, expected })
  const home = config.kind === 'ok' ? config.config.homes[0].id : 'home'
  const fallback = config.kind === 'ok' && config.config.fallback === 'demo' && home !== DEMO
  const app = createApp({ peers, clock, random, log, assets, access: accessOf(config, open), version: VERSION, home, fallback, address })
  return { fetch: async (request) => app.fetch(request) }
}
