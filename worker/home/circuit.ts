// Whether a message is sent home at all: after some failures in a row that cannot be doubted, it is told at once what is wrong. Pure.
import { CIRCUIT_FAILURES } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Probe } from '../ports.ts'

export interface Circuit {
  /** Failures in a row. */
  readonly failures: number
  /** What every message is refused with; null: closed, messages go home. */
  readonly open: ProblemCode | null
}

export const CLOSED: Circuit = { failures: 0, open: null }

/** Certainly nobody who answers. Busy, silent and loading are not here: who is only slow is waited for. */
const CERTAIN: ReadonlySet<ProblemCode> = new Set(['home_off', 'home_unreachable', 'home_refused', 'tunnel_refused', 'home_misconfigured'])

function failed({ failures }: Circuit, code: ProblemCode): Circuit {
  if (!CERTAIN.has(code)) return CLOSED
  const counted = Math.min(failures + 1, CIRCUIT_FAILURES)
  return { failures: counted, open: counted >= CIRCUIT_FAILURES ? code : null }
}

/** After a look: one that finds somebody closes it. */
export const afterLook = (circuit: Circuit, probe: Probe): Circuit => (probe.kind === 'up' ? CLOSED : failed(circuit, probe.problem.code))

/** After a turn that failed with a code of any kind. What is not of home's absence says nothing here, and neither does a turn that went well: looks tell. */
export const afterTurn = (circuit: Circuit, code: ProblemCode): Circuit => (CERTAIN.has(code) ? failed(circuit, code) : circuit)
