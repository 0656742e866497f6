// Many streams at once through one host, with what came of them and what memory it took. Run once a host, for every bench that asks.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kind } from '../test/launch.ts'
import { type Heard, askDirect, askProduct } from './ask.ts'
import type { Ground } from './bench.ts'
import { STREAMS, STREAM_RATE } from './budgets.ts'
import type { Simulator } from './simulator.ts'
import { type Usage, usageOf } from './usage.ts'

/** Tokens of each stream. */
const TOKENS = 300
const FIRST_TOKEN_MS = 50
/** What the model itself takes for one of them, in milliseconds. */
export const NOMINAL_MS = FIRST_TOKEN_MS + (TOKENS / STREAM_RATE) * 1000
/** What LLM_PARALLEL may be at the most; the model server takes as many. */
const PARALLEL = 64
/** After so long without work a server is idle, in milliseconds. */
const SETTLE_MS = 1_000

/** All streams once, at the same time, each in a new chat. */
export interface Round {
  readonly heard: readonly Heard[]
  /** Streams whose text is, to the last byte, what the model server wrote. */
  readonly equal: number
}

export interface Load {
  /** The first thing that a server does after its start, with nothing compiled and no file open. */
  readonly cold: Round
  readonly warm: Round
  /** What the server used before, and right after the cold round; null where it cannot be known. */
  readonly idle: Usage | null
  readonly loaded: Usage | null
}

const promptOf = (round: string, stream: number): string =>
  `Stream ${stream} of the ${round} round, please. [[tokens=${TOKENS}]] [[rate=${STREAM_RATE}]] [[delay=${FIRST_TOKEN_MS}]]`

export class Loads {
  readonly #made = new Map<Kind, Promise<Load>>()

  through(ground: Ground, kind: Kind): Promise<Load> {
    const made = this.#made.get(kind) ?? throughHost(ground, kind)
    this.#made.set(kind, made)
    return made
  }
}

/** The same without the product: what the model server and this reader can do. */
export async function withoutProduct(ground: Ground): Promise<Round> {
  const simulator = await start(ground)
  return load(simulator, 'direct', (_, prompt) => askDirect(simulator.url, prompt))
}

async function throughHost(ground: Ground, kind: Kind): Promise<Load> {
  const simulator = await start(ground)
  const server = await ground.launch(kind, { llm: `${simulator.url}/v1`, env: { LLM_PARALLEL: String(PARALLEL) } })
  await sleep(SETTLE_MS)
  const idle = usageOf(server.pid)
  const round = (name: string): Promise<Round> => load(simulator, name, (stream, prompt) => askProduct(server.url, `${name}-${stream}`, prompt))
  const cold = await round('cold')
  const loaded = usageOf(server.pid)
  await sleep(SETTLE_MS)
  const warm = await round('warm')
  await server.stop()
  await simulator.stop()
  return { cold, warm, idle, loaded }
}

async function start(ground: Ground): Promise<Simulator> {
  const simulator = await ground.simulator()
  await simulator.set({ concurrency: PARALLEL })
  return simulator
}

async function load(simulator: Simulator, round: string, ask: (stream: number, prompt: string) => Promise<Heard>): Promise<Round> {
  const heard = await Promise.all(Array.from({ length: STREAMS }, (_, stream) => ask(stream, promptOf(round, stream))))
  const wrote = new Map((await simulator.wrote()).filter(({ finished }) => finished).map(({ prompt, text }) => [prompt, text]))
  return { heard, equal: heard.filter(({ text }, stream) => text.length > 0 && text === wrote.get(promptOf(round, stream))).length }
}
