// A stand-alone model server on a real socket: for tests and benches as a function, for people as a command.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { type SimRecord, type SimRequest } from './cases-records.ts'
import { createCases } from './cases.ts'
import { createWorld, type World } from './cases-world.ts'
import { type Change, changed, readChange } from './cli-control.ts'
import { Door } from './cli-door.ts'
import { exchange, reset } from './cli-exchange.ts'
import { aboutCase, caseList, readOptions } from './cli-options.ts'
import { PROFILES } from './dialects.ts'
import { jsonResponse, parseJson } from './wire.ts'

/** What is left out is as LM Studio has it: one model, loaded with 4,096 tokens, 4 predictions at a time. */
export interface SimulatorOptions extends Partial<World> {
  /** 0 or left out: a free one. */
  readonly port?: number
  readonly host?: string
  readonly model?: string
  /** Tokens the model is loaded with. */
  readonly context?: number
  /** An idle connection is closed after that; left out: as LM Studio does, which may be just as it is used again. */
  readonly keepAliveMs?: number
}

export interface Simulator {
  /** Without a path and without a slash at its end: the API is under `/v1`. */
  readonly url: string
  readonly port: number
  world(): World
  /** Chat requests, oldest first. */
  records(): readonly SimRecord[]
  /** Requests of any kind except to the control routes, oldest first. */
  requests(): readonly SimRequest[]
  /** Resolves when the change is in force. */
  set(change: Change): Promise<void>
  /** Ends it and every connection at once. */
  close(): Promise<void>
}

const CONTROL = '/__control'
const HOST = '127.0.0.1'
const KEEP_ALIVE_MS = 5_000
const IDLE_MS = 60_000

const clock = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) => pause(ms, undefined, signal === undefined ? {} : { signal }).catch(() => {}),
}

/** Starts a simulated model server. Rejects where the port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = HOST, keepAliveMs = KEEP_ALIVE_MS, ...state } = options
  const cases = createCases(createWorld(state), clock)
  const answering = new Set<ServerResponse>()
  let hanging: { readonly over: Promise<void>; readonly end: () => void } | null = null
  let back: NodeJS.Timeout | undefined

  const set = async (change: Change): Promise<void> => {
    cases.change((world) => changed(world, change))
    if (change.cut === true) {
      cases.cut()
      for (const outgoing of answering) reset(outgoing)
    }
    if (change.down === undefined) return
    clearTimeout(back)
    if (change.down !== 'hang') {
      hanging?.end()
      hanging = null
    } else if (hanging === null) {
      const { promise, resolve } = Promise.withResolvers<void>()
      hanging = { over: promise, end: resolve }
    }
    if (change.down === 'refuse') await door.refuse()
    else await door.reopen()
    if (change.down !== 'no' && change.for_ms !== undefined) back = setTimeout(() => void set({ down: 'no' }), change.for_ms)
  }

  const control = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname
    if (request.method === 'GET' && path === `${CONTROL}/records`) return jsonResponse(200, JSON.stringify({ records: cases.records() }))
    if (request.method === 'GET' && path === `${CONTROL}/requests`) return jsonResponse(200, JSON.stringify({ requests: cases.requests() }))
    if (request.method !== 'POST' || path !== CONTROL) return jsonResponse(404, JSON.stringify({ error: 'There is no such control.' }))
    const read = readChange(parseJson(await request.text()))
    if (read.kind === 'wrong') return jsonResponse(400, JSON.stringify({ error: read.message }))
    await set(read.change)
    return jsonResponse(200, JSON.stringify({ ok: true }))
  }

  const door = new Door(port, host, keepAliveMs, (incoming, outgoing) => void serve(incoming, outgoing))

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const isControl = incoming.url?.startsWith(CONTROL) === true
    if (!isControl) {
      if (!door.isOpen) return reset(outgoing)
      answering.add(outgoing)
      outgoing.on('close', () => answering.delete(outgoing))
    }
    await exchange(incoming, outgoing, async (request) => {
      if (isControl) {
        const response = await control(request)
        if (!door.isOpen) outgoing.setHeader('connection', 'close')
        return response
      }
      if (hanging !== null) await hanging.over
      return cases.fetch(request)
    })
  }

  await door.open()
  return {
    url: `http://${host}:${door.port}`,
    port: door.port,
    world: cases.world,
    records: cases.records,
    requests: cases.requests,
    set,
    async close() {
      clearTimeout(back)
      hanging?.end()
      door.close()
    },
  }
}

const greeting = ({ url, world }: Simulator, playing: string | null): string => `A simulated ${PROFILES[world().dialect].title} listens on ${url}
  model   ${world().loaded[0]?.id ?? 'none'}, ${world().loaded[0]?.context ?? 0} tokens, ${world().rate} tokens a second
  use it  LLM_BASE_URL=${url}/v1${playing === null ? '' : `\n  case    ${playing}`}
  in a message: [[tokens=300]] [[delay=2000]] [[rate=5]] [[reasoning=40]] [[cut=20]] [[error=20]] [[hang=20]] [[finish=length]] [[limit=40]] [[seam=overlap]] [[case=jinja-error]]
  trouble curl -X POST ${url}${CONTROL} -d '{"down": "refuse", "for_ms": 10000}'   (or hang, slow_ms, cut, unload, load, token, rate, concurrency)
  record  curl ${url}${CONTROL}/records`

async function main(): Promise<void> {
  const read = readOptions(process.argv.slice(2))
  if (read.kind === 'wrong') {
    console.error(read.message)
    process.exit(2)
  }
  if (read.kind === 'list') return console.log(caseList())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(0))
  try {
    const { options, playing } = read
    const simulator = await startSimulator(options)
    console.log(greeting(simulator, playing === null ? null : aboutCase(playing)))
    if (playing?.row.down !== true) return
    await simulator.set({ down: 'refuse' })
    // Nothing listens now, and the process stays all the same.
    setInterval(() => {}, IDLE_MS)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    console.error(`Port ${read.options.port} is taken. Choose another with --port.`)
    process.exit(1)
  }
}

if (import.meta.main) await main()
