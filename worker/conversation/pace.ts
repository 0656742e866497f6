// How fast the model writes, while it writes, by the server's own count alone. Some servers count with every piece, most of them once, at the end. Pure.
import type { Usage } from '../../shared/conversation.ts'
import { PACE_MS } from '../../shared/limits.ts'

/** What is to be told now; null: nothing of it is. */
export interface Told {
  readonly usage: Usage | null
  /** Tokens a second since the first word; null too where the server counted only once. */
  readonly speed: number | null
}

export class Pace {
  #latest: Usage | null = null
  #isTold = true
  #toldAt: number | null = null

  get usage(): Usage | null {
    return this.#latest
  }

  /** A count that came at `now`; the first word came at `since`, both in milliseconds of one clock. null: it did not come yet. */
  count(usage: Usage, now: number, since: number | null): Told {
    const again = this.#latest !== null
    this.#latest = usage
    this.#isTold = this.#toldAt === null || now - this.#toldAt >= PACE_MS
    if (!this.#isTold) return { usage: null, speed: null }
    this.#toldAt = now
    return { usage, speed: again && since !== null ? speedOf(usage, now - since) : null }
  }

  /** The last count, where it was not told; the answer is over. */
  rest(): Usage | null {
    return this.#isTold ? null : this.#latest
  }
}

/** Tokens a second, to a tenth; null: no time has passed. */
export const speedOf = ({ completion_tokens }: Usage, ms: number): number | null => (ms > 0 ? Math.round((completion_tokens / ms) * 10_000) / 10 : null)
