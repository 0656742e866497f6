// What is known of home and of the server, as `/health` tells it.
import type { ProblemCode } from './problem-codes.ts'

/**
 * - `unknown`: not asked yet · `online`: answers, with a model that is loaded or can be · `no_model`: answers, without one
 * - `loading`: a model is being read into memory, because it was asked for here or because the server says so
 * - `busy`: says so itself · `silent`: takes the connection and does not answer in time (loading, a long prompt, or hung)
 * - `off`: the machine or its tunnel answers, the model server does not · `unreachable`: asleep, off, or the tunnel is down
 * - `refused`: the key or the tunnel's own door · `misconfigured`: something answers, but not a model API
 * - `demo`: the built-in model
 */
export const HOME_STATES = ['unknown', 'online', 'loading', 'no_model', 'busy', 'silent', 'off', 'unreachable', 'refused', 'misconfigured', 'demo'] as const
export type HomeState = (typeof HOME_STATES)[number]

/** Whether a message sent now has a chance to be answered. */
export const mayAnswer = (state: HomeState): boolean =>
  state === 'online' || state === 'loading' || state === 'busy' || state === 'silent' || state === 'demo' || state === 'unknown'

/** Nobody is there: what ends a silent turn after a while. */
export const isGone = (state: HomeState): boolean => state === 'off' || state === 'unreachable'

/** A message sent now would not be answered: what a demo may stand in for. */
export const isAbsent = (state: HomeState): boolean =>
  state === 'off' || state === 'unreachable' || state === 'refused' || state === 'misconfigured' || state === 'no_model'

export interface Model {
  readonly id: string
  /** null where the server does not say. */
  readonly loaded: boolean | null
  /** Tokens the loaded model can read at once; null where not told. */
  readonly context: number | null
}

/** What is known of one home. Times are server milliseconds. */
export interface HomeReport {
  readonly id: string
  readonly state: HomeState
  /** It went from one state to this one somewhere in this interval; `first` null: it was so when first seen. */
  readonly since: { readonly last_before: number | null; readonly first_seen: number | null }
  readonly probed_at: number | null
  /** Milliseconds of the last answered probe. */
  readonly round_trip: number | null
  /** Which server it is, where it tells. */
  readonly server: 'lmstudio' | 'llamacpp' | 'ollama' | 'vllm' | 'jan' | 'openai' | 'demo' | null
  readonly models: readonly Model[]
  /** LLM_MODEL, a preference; null: none. */
  readonly asked: string | null
  /** The model the next turn would take; null when none is known. */
  readonly model: Model | null
  /** How many turns hold a place, and how many wait. */
  readonly line: { readonly held: number; readonly waiting: number; readonly places: number }
  /** The model that is being loaded, and since when; null: none that is known of. */
  readonly loading: { readonly model: string; readonly since: number } | null
  /** The last look or turn that failed, however long ago; null: none did. */
  readonly last_failure: { readonly code: ProblemCode; readonly at: number } | null
}

export type Status = 'healthy' | 'degraded' | 'unhealthy'

/** `/health` for a stranger. */
export interface PublicHealth {
  readonly status: Status
  readonly timestamp: string
}

/** `/health` for the person. */
export interface Health extends PublicHealth {
  readonly llm_available: boolean
  readonly model: string | null
  readonly model_loaded: boolean
  readonly orchestrator_ready: boolean
  readonly browser_ready: boolean
  readonly version: string
  /** Grows with every change of the list of chats. */
  readonly rev: number
  /** Which home answers a new chat. */
  readonly answers: 'home' | 'demo' | 'nobody'
  readonly home: HomeReport
  /** One sentence about home, and what to do next. */
  readonly sentence: string
  readonly next: readonly string[]
}
