// What a probe says of home, and which model the next turn would take. Pure.
import type { HomeReport, HomeState, Model } from '../../shared/health.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Probe } from '../ports.ts'
import { afterLook, type Circuit, CLOSED } from './circuit.ts'

/** What is known of home between two probes; kept as a row, since the object may leave memory at any time. */
export interface Known {
  readonly state: HomeState
  /** Server milliseconds of the last probe in another state, and of the first in this one. */
  readonly last_before: number | null
  readonly first_seen: number | null
  readonly probed_at: number | null
  readonly round_trip: number | null
  readonly server: HomeReport['server']
  readonly models: readonly Model[]
  /** Turns that the server says it takes at once; null where it does not tell. */
  readonly places: number | null
  readonly circuit: Circuit
  readonly last_failure: HomeReport['last_failure']
}

export const NOTHING_KNOWN: Known = {
  state: 'unknown',
  last_before: null,
  first_seen: null,
  probed_at: null,
  round_trip: null,
  server: null,
  models: [],
  places: null,
  circuit: CLOSED,
  last_failure: null,
}

/** A server that answers with an error of its own is alive: it counts as busy. */
const STATE_OF: Partial<Record<ProblemCode, HomeState>> = {
  home_off: 'off',
  home_unreachable: 'unreachable',
  home_silent: 'silent',
  edge_cut: 'silent',
  home_busy: 'busy',
  model_loading: 'loading',
  home_refused: 'refused',
  tunnel_refused: 'refused',
  home_misconfigured: 'misconfigured',
}

export function stateOf(probe: Probe, demo: boolean): HomeState {
  if (probe.kind === 'down') return STATE_OF[probe.problem.code] ?? 'busy'
  if (demo) return 'demo'
  return probe.models.length > 0 ? 'online' : 'no_model'
}

/** What is known after a probe at `at`; `demo`: of the built-in model. A home that is away keeps its list: it will be the same when it is back. */
export function learn(known: Known, probe: Probe, at: number, demo: boolean): Known {
  const state = stateOf(probe, demo)
  const changed = state !== known.state
  const since = changed ? { last_before: known.probed_at, first_seen: at } : { last_before: known.last_before, first_seen: known.first_seen }
  const told =
    probe.kind === 'up'
      ? { round_trip: probe.round_trip, server: demo ? 'demo' : probe.server, models: probe.models, places: probe.places }
      : { round_trip: null, server: probe.server ?? known.server, models: known.models, places: known.places }
  const last_failure = probe.kind === 'down' ? { code: probe.problem.code, at } : known.last_failure
  return { state, ...since, probed_at: at, ...told, circuit: afterLook(known.circuit, probe), last_failure }
}

/** Whether a server answered: busy and loading ones do. */
export const isAlive = (state: HomeState): boolean => state === 'online' || state === 'demo' || state === 'no_model' || state === 'busy' || state === 'loading'

/** Whether all is well, so that it is looked at less often. */
export const isStable = (state: HomeState): boolean => state === 'online' || state === 'demo'

/**
 * The model of the next turn: the one that is preferred where home lists it (also without its publisher's name), else one that is loaded, else
 * the first. null: home lists none.
 */
export function pickModel(asked: string | null, models: readonly Model[]): Model | null {
  const wanted = asked?.toLowerCase() ?? null
  const named =
    wanted === null ? undefined : (models.find(({ id }) => id.toLowerCase() === wanted) ?? models.find(({ id }) => id.toLowerCase().endsWith(`/${wanted}`)))
  return named ?? models.find(({ loaded }) => loaded === true) ?? models[0] ?? null
}
