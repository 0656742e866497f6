// The Node host: one process, one folder, every actor in it.
import { once } from 'node:events'
import { type Server, createServer } from 'node:http'
import { isIPv6 } from 'node:net'
import path from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { NODE_STOP_MS } from '../../shared/limits.ts'
import { type Platform, composeAccount, composeApp, composeConversation, composeHome, composeLog } from '../compose.ts'
import { type Config, readConfig } from '../config.ts'
import type { AccountActor, ConversationActor, HomeActor, Peers } from '../ports.ts'
import { type Actors, createActors } from './node-actors.ts'
import { createAlarms } from './node-alarms.ts'
import { createAssets } from './node-assets.ts'
import { nodeClock, nodeRandom } from './node-clock.ts'
import { createFetch } from './node-fetch.ts'
import { CannotStart, openFolder } from './node-files.ts'
import type { Methods } from './node-peers.ts'

export interface NodeOptions {
  /** Open to whoever reaches it, for this run; only on a loopback address. */
  readonly open: boolean
  /** The folder of the built page. */
  readonly webDir: string
}

export interface NodeHost {
  readonly url: string
  /** Ends running turns as interrupted, closes every stream and file, and lets go of the folder, within NODE_STOP_MS. May be repeated. */
  close(): Promise<void>
}

const CONVERSATION: Methods<ConversationActor> = { accept: true, outcome: true, events: true, read: true, change: true, stop: true, wipe: true }
const ACCOUNT: Methods<AccountActor> = {
  open: true,
  record: true,
  list: true,
  rev: true,
  remove: true,
  defaults: true,
  setDefaults: true,
  guess: true,
  guessed: true,
}
const HOME: Methods<HomeActor> = { look: true, glance: true, turn: true, release: true, history: true, examine: true }

/** Starts everything on `env`. Throws `CannotStart`, whose message is for the person who started it. */
export async function startNode(env: Readonly<Record<string, string | undefined>>, options: NodeOptions): Promise<NodeHost> {
  const read = readConfig(env)
  if (read.kind === 'wrong') {
    throw new CannotStart(
      ['Porchlight cannot start with these values:', ...read.wrong.map(({ name, expected }) => `  ${name}: expected ${expected}`)].join('\n'),
    )
  }
  const { config } = read
  if (options.open && !isLoopback(config.serverHost)) {
    throw new CannotStart(`--open serves without a password, so SERVER_HOST must be 127.0.0.1, ::1 or localhost, not ${config.serverHost}.`)
  }
  const log = composeLog((line) => process.stderr.write(`${line}\n`), config.logLevel, nodeClock.now)
  const folder = openFolder(path.resolve(config.dataDir))
  const { fetch, close: closeFetch } = createFetch()
  const db = folder.openHost()
  const alarms = createAlarms(db, nodeClock, log, (kind, name) => actors.ring(kind, name))
  const addresses = new WeakMap<Request, string>()
  const platform: Platform = {
    clock: nodeClock,
    random: nodeRandom,
    log,
    fetch,
    peers: {
      conversation: (account, id) => actors.peer('conversation', `${account}:${id}`, CONVERSATION),
      account: (account) => actors.peer('account', account, ACCOUNT),
      home: (id) => actors.peer('home', id, HOME),
    } satisfies Peers,
    assets: createAssets(options.webDir),
    address: (request) => addresses.get(request) ?? 'unknown',
    resolves: true,
  }
  const actors: Actors = createActors({ folder, alarms, clock: nodeClock, log, kinds: kindsOf(platform, config) })
  const app = composeApp(platform, read, options.open)
  const server = createServer(
    getRequestListener((request, { incoming }) => {
      addresses.set(request, (incoming.socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, ''))
      return app.fetch(request)
    }),
  )
  let closing: Promise<void> | null = null
  const stop = async (): Promise<void> => {
    const late = nodeClock.monotonic() + NODE_STOP_MS
    alarms.stop()
    const closed = server.listening ? new Promise<unknown>((resolve) => server.close(resolve)) : Promise.resolve()
    await actors.end()
    await drain(server, closed, late - nodeClock.monotonic())
    await closeFetch()
    db.close()
    folder.release()
  }
  const close = (): Promise<void> => (closing ??= stop())
  try {
    server.listen(config.serverPort, config.serverHost)
    await once(server, 'listening')
  } catch (error) {
    await close()
    throw new CannotStart(sentenceOf(error, config))
  }
  alarms.start()
  const url = urlOf(server, config.serverHost)
  log('info', 'host.started', { url, data: path.resolve(config.dataDir) })
  return { url, close }
}

/** The actors by the kind that stands in the names of their files. */
function kindsOf(platform: Platform, config: Config): Parameters<typeof createActors>[0]['kinds'] {
  return {
    conversation: (ground, name) => {
      const colon = name.lastIndexOf(':')
      return composeConversation(ground, platform, config, name.slice(0, colon), name.slice(colon + 1))
    },
    account: (ground, name) => composeAccount(ground, platform, config, name),
    home: (ground, name) => composeHome(ground, platform, config, name),
  }
}

/** Gives the last answers time to leave, then drops what is still connected. */
async function drain(server: Server, closed: Promise<unknown>, ms: number): Promise<void> {
  const over = new AbortController()
  const sweep = async (): Promise<void> => {
    while (!over.signal.aborted) {
      server.closeIdleConnections()
      await nodeClock.sleep(20, over.signal)
    }
  }
  await Promise.race([closed, nodeClock.sleep(Math.max(0, ms), over.signal), sweep()])
  over.abort()
  server.closeAllConnections()
  await closed
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)

function urlOf(server: Server, host: string): string {
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  const name = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}`
}

function sentenceOf(error: unknown, { serverHost, serverPort }: Config): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  if (code === 'EADDRINUSE') return `Port ${serverPort} on ${serverHost} is taken. Stop what uses it, or set SERVER_PORT to another port.`
  return `Port ${serverPort} on ${serverHost} cannot be used (${code}). Set SERVER_HOST and SERVER_PORT to an address of this machine.`
}
