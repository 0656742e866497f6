// The whole product as a process of its own: on Node, under wrangler dev, on plain workerd. For tests over HTTP and for benches.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { handOver } from '../../scripts/environment.ts'
import { ROOT, devArguments, devEnvironment } from '../../scripts/wrangler.ts'
import { VARIABLES } from '../config.ts'
import { copyTree } from './launch-tree.ts'
import { guardDirectory, guardGroup, unguardGroup } from './launch-guard.ts'
import { isAlive } from './processes.ts'
import { serveWorkerd } from './workerd-config.ts'

export type Kind = 'node' | 'wrangler' | 'workerd'

export interface LaunchOptions {
  /** LLM_BASE_URL: `http://127.0.0.1:PORT/v1`, or `demo:`. */
  readonly llm: string
  /** Variables of the product; what is not named has its default, whatever this process or a .dev.vars says. */
  readonly env?: Readonly<Record<string, string>>
  /** Left out: a new folder that goes when this process ends. */
  readonly dataDir?: string
  readonly port?: number
  /** Left out: open unless OWNER_PASSWORD is given. */
  readonly open?: boolean
}

export interface Launched {
  readonly kind: Kind
  /** Without a slash at its end. */
  readonly url: string
  /** Of the process that was started; another one after `restart`. */
  readonly pid: number
  readonly dataDir: string
  /** Everything that was written to both channels since the launch, restarts included. */
  logs(): string
  /** SIGTERM, and waits until nothing is left; what is left after STOP_MS is killed. */
  stop(): Promise<void>
  /** SIGKILL to the whole group; resolves when it is gone. */
  kill(): Promise<void>
  /** The same again on the same data and port, after `kill` or `stop`. Resolves when the port accepts; no request is made. */
  restart(): Promise<void>
}

/** How long a start may take, and a stop, in milliseconds. */
const START_MS = 40_000
const STOP_MS = 15_000
const LOOK_MS = 25
/** Characters of the log that are kept. */
const LOG_MAX = 8_000_000
/** And of those, how many are shown where a start failed. */
const LAST_WORDS = 3_000

const NODE = path.join(ROOT, 'node_modules/node/bin/node')

interface Plan {
  readonly cwd: string
  readonly program: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Starts it. Rejects, with what it wrote, where it ends instead of answering. */
export async function launch(kind: Kind, options: LaunchOptions): Promise<Launched> {
  const dataDir = options.dataDir ?? mkdtempSync(path.join(tmpdir(), `porchlight-launch-${kind}-`))
  if (options.dataDir === undefined) guardDirectory(dataDir)
  mkdirSync(dataDir, { recursive: true })
  const port = options.port ?? (await freePort())
  const vars = { ...options.env, LLM_BASE_URL: options.llm }
  const open = options.open ?? options.env?.['OWNER_PASSWORD'] === undefined
  const plan = await PLANS[kind]({ vars, dataDir, port, open })
  let logs = ''
  const keep = (bytes: Buffer): void => void (logs = `${logs}${bytes.toString()}`.slice(-LOG_MAX))
  let group = new Group(plan, keep)

  const until = async (ready: () => Promise<boolean>): Promise<void> => {
    const deadline = performance.now() + START_MS
    while (!(await ready())) {
      if (group.ended || performance.now() > deadline) {
        const why = group.ended ? 'ended' : 'did not come up in time'
        await group.end('SIGKILL')
        throw new Error(`${kind} on port ${port} ${why}:\n${logs.slice(-LAST_WORDS)}`)
      }
      await sleep(LOOK_MS)
    }
  }
  await until(() => answers(port))
  return {
    kind,
    url: `http://127.0.0.1:${port}`,
    get pid() {
      return group.pid
    },
    dataDir,
    logs: () => logs,
    stop: () => group.end('SIGTERM'),
    kill: () => group.end('SIGKILL'),
    async restart() {
      await group.end('SIGKILL')
      group = new Group(plan, keep)
      await until(() => accepts(port))
    },
  }
}

interface Given {
  readonly vars: Readonly<Record<string, string>>
  readonly dataDir: string
  readonly port: number
  readonly open: boolean
}

/** This process's environment without what a test runner or a person has put there for others. */
function bare(): Record<string, string | undefined> {
  const names = new Set<string>(VARIABLES.map(({ name }) => name))
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.has(name) && !/^(VITEST|NODE_|npm_)|^(TEST|MODE|DEV|PROD|SSR)$/.test(name)))
}

const PLANS: Record<Kind, (given: Given) => Plan | Promise<Plan>> = {
  // An empty value is an unset one, and wins over .dev.vars.
  node: ({ vars, dataDir, port, open }) => ({
    cwd: ROOT,
    program: NODE,
    args: ['worker/node.ts', ...(open ? ['--open'] : [])],
    env: {
      ...bare(),
      ...Object.fromEntries(VARIABLES.map(({ name }) => [name, ''])),
      ...vars,
      SERVER_HOST: '127.0.0.1',
      SERVER_PORT: String(port),
      DATA_DIR: dataDir,
    },
  }),
  // A file that is named takes the place of .dev.vars, so there is always one.
  wrangler: ({ vars, dataDir, port, open }) => {
    const handed = handOver(vars, {}, VARIABLES)
    if (handed.kind === 'unwritable') throw new Error(`these cannot be handed over: ${handed.names.join(', ')}`)
    const file = path.join(dataDir, 'vars')
    writeFileSync(file, handed.file ?? '', { mode: 0o600 })
    const cwd = copyTree(path.join(dataDir, 'tree'))
    return { cwd, program: NODE, args: devArguments({ port, dataDir, open, vars: handed.args, file }), env: devEnvironment(bare(), file) }
  },
  workerd: (given) => serveWorkerd({ ...given, node: NODE, env: bare() }),
}

/** One process and everything it started. */
class Group {
  readonly pid: number
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown>

  constructor({ cwd, program, args, env }: Plan, keep: (bytes: Buffer) => void) {
    if (!existsSync(program)) throw new Error(`${program} is not there: run npm install`)
    this.#child = spawn(program, args, { cwd, env: { ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    this.#child.stdout?.on('data', keep)
    this.#child.stderr?.on('data', keep)
    this.#ended = once(this.#child, 'exit')
    this.pid = this.#child.pid ?? 0
    if (this.pid === 0) throw new Error(`${program} could not be started`)
    guardGroup(this.pid)
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  /** Nothing of it is left when this resolves. May be repeated. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#send(signal)
    const late = setTimeout(() => this.#send('SIGKILL'), STOP_MS)
    await this.#ended
    clearTimeout(late)
    this.#send('SIGKILL')
    for (const deadline = performance.now() + STOP_MS; isAlive(this.pid) && performance.now() < deadline;) await sleep(LOOK_MS)
    unguardGroup(this.pid)
  }

  #send(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.pid, signal)
    } catch {
      // Nothing is left that it could reach.
    }
  }
}

/** A port that nobody has at this moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

const answers = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(5_000) }).then(
    async (response) => {
      await response.arrayBuffer()
      return response.headers.has('x-porchlight-version')
    },
    () => false,
  )

/** Whether something listens, without asking it anything. */
const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => (socket.destroy(), resolve(true)))
    socket.once('error', () => resolve(false))
  })
