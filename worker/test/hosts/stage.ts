// A simulated home and the product before it, for a file of tests: started before them, gone after them.
import { afterAll, beforeAll } from 'vitest'
import { type Simulator, type SimulatorOptions, startSimulator } from '../../sim/cli.ts'
import type { SimRecord } from '../../sim/cases-records.ts'
import { type Kind, type Launched, type LaunchOptions, launch } from '../launch.ts'
import { Client } from './client.ts'

/** The hosts that every flow runs on. */
export const KINDS: readonly Kind[] = ['node', 'wrangler']

export interface Stage {
  readonly sim: Simulator
  readonly host: Launched
  readonly client: Client
  /** The chat requests that the model got for this question, oldest first. */
  asked(question: string): SimRecord[]
}

export interface StageOptions extends Omit<LaunchOptions, 'llm'> {
  readonly sim?: SimulatorOptions
  /** Before the product starts. */
  readonly before?: (sim: Simulator) => Promise<void>
}

/** Call in a `describe`; what it gives is there once the tests run. */
export function stage(kind: Kind, { sim: simulated, before, ...options }: StageOptions = {}): Stage {
  let sim: Simulator | null = null
  let host: Launched | null = null
  beforeAll(async () => {
    sim = await startSimulator(simulated)
    await before?.(sim)
    host = await launch(kind, { llm: `${sim.url}/v1`, ...options })
  })
  afterAll(async () => {
    await host?.stop()
    await sim?.close()
  })
  const there = <T>(value: T | null): T => {
    if (value === null) throw new Error('it is not started')
    return value
  }
  return {
    get sim() {
      return there(sim)
    },
    get host() {
      return there(host)
    },
    get client() {
      return new Client(there(host).url)
    },
    asked: (question) =>
      there(sim)
        .records()
        .filter(({ messages }) => messages.at(-1)?.content === question),
  }
}

let names = 0
/** A name for a chat that no other test has. */
export const fresh = (what: string): string => `${what}-${(names += 1)}`
