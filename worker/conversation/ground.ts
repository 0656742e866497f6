// What the actor of a chat stands on: its ports and its options.
import type { Clock, Log, Peers, Random, Sql, Tasks, Upstream } from '../ports.ts'

/** `beat`: a turn runs. `push`: the index must learn something. `prune`: deltas of an ended turn can go. */
export type ConversationTask = 'beat' | 'push' | 'prune'

export interface ConversationPorts {
  readonly sql: Sql
  readonly tasks: Tasks<ConversationTask>
  /** Makes the tables, or finds them newer than this code. */
  readonly prepare: () => { readonly kind: 'current' | 'newer' }
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly peers: Peers
  readonly upstream: (home: string) => Upstream
}

export interface ConversationOptions {
  readonly account: string
  readonly id: string
  /** The home that is asked, and whether the demo stands in while it is absent. */
  readonly home: string
  readonly fallback: boolean
  /** LLM_MODEL, a preference; null: none. */
  readonly model: string | null
  readonly flushMs: number
  readonly silenceMs: number
  readonly maxRetries: number
}
