// What a bench is and what it gives.
import type { Kind, LaunchOptions, Launched } from '../test/launch.ts'
import type { Simulator } from './simulator.ts'

export interface Row {
  readonly what: string
  /** null: it cannot be known on this machine. */
  readonly value: number | null
  readonly unit: string
  /** As it is printed: `<= 100`. null: there is none. */
  readonly budget: string | null
  /** Whether the budget holds; null where there is none. */
  readonly ok: boolean | null
  /** How many measurements it comes from. */
  readonly samples: number
  /** Whether the run fails when it does not hold: sizes only, for times are not the same twice. */
  readonly gate: boolean
}

/** What a bench runs on. What it starts here ends with it, whatever happens. */
export interface Ground {
  /** The hosts that load is measured on. */
  readonly kinds: readonly Kind[]
  launch(kind: Kind, options: LaunchOptions): Promise<Launched>
  simulator(): Promise<Simulator>
  /** Calls at the end of the bench. */
  atEnd(call: () => Promise<void> | void): void
}

export interface Bench {
  readonly name: string
  /** What it measures, in a line. */
  readonly about: string
  /** It is ended after so many milliseconds. */
  readonly limitMs: number
  run(ground: Ground): Promise<readonly Row[]>
}

interface Measured {
  readonly what: string
  readonly value: number | null
  readonly unit: string
  readonly samples: number
}

/** A figure that nothing was promised about. */
export const figure = (measured: Measured): Row => ({ ...measured, budget: null, ok: null, gate: false })

export const atMost = (max: number, measured: Measured, gate = false): Row => ({
  ...measured,
  budget: `<= ${max}`,
  ok: measured.value === null ? null : measured.value <= max,
  gate,
})

export const atLeast = (min: number, measured: Measured): Row => ({
  ...measured,
  budget: `>= ${min}`,
  ok: measured.value === null ? null : measured.value >= min,
  gate: false,
})
