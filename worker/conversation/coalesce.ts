// L2: the first delta goes at once, later ones are held back and written together, less often when the disk is slow.
import type { Part } from '../../shared/conversation.ts'
import { FLUSH_CHARS, FLUSH_MS_MAX, QUICK_WRITES, SLOW_COMMIT_MS } from '../../shared/limits.ts'
import type { Clock } from '../ports.ts'

/** A timer this late is a sign of overload, as a slow commit is. */
const LATE_MS = 25

/** Deltas on their way into the log. Neighbours of one kind become one part. */
export class Coalescer {
  readonly #clock: Clock
  readonly #write: (parts: readonly Part[]) => void
  #interval: number
  readonly #least: number
  /** Quick writes in a row. */
  #quick = 0
  #held: Part[] = []
  #chars = 0
  #part: number
  #kind: Part['kind'] | null = null
  #first = true
  #cancel: (() => void) | null = null

  /** `write` makes rows of the parts, synchronously. `lastPart`: the number of the last one that is there already. */
  constructor(clock: Clock, flushMs: number, write: (parts: readonly Part[]) => void, lastPart = -1) {
    this.#clock = clock
    this.#interval = flushMs
    this.#least = flushMs
    this.#write = write
    this.#part = lastPart
  }

  /** Milliseconds between two writes, as things are. */
  get interval(): number {
    return this.#interval
  }

  add(kind: Part['kind'], text: string): void {
    if (this.#kind !== kind) {
      this.#kind = kind
      this.#part += 1
    }
    const last = this.#held.at(-1)
    if (last && last.part === this.#part) this.#held[this.#held.length - 1] = { ...last, text: last.text + text }
    else this.#held.push({ kind, step: 0, part: this.#part, text })
    this.#chars += text.length
    if (this.#first || this.#chars >= FLUSH_CHARS) return this.flush()
    if (this.#cancel === null) {
      const due = this.#clock.monotonic() + this.#interval
      this.#cancel = this.#clock.timer(this.#interval, () => {
        this.#cancel = null
        if (this.#clock.monotonic() - due > Math.max(LATE_MS, this.#interval / 2)) this.#slower()
        this.flush()
      })
    }
  }

  /** Writes what is held, now. */
  flush(): void {
    this.#cancel?.()
    this.#cancel = null
    if (this.#held.length === 0) return
    const parts = this.#held
    this.#held = []
    this.#chars = 0
    this.#first = false
    const began = this.#clock.monotonic()
    this.#write(parts)
    if (this.#clock.monotonic() - began > SLOW_COMMIT_MS) this.#slower()
    else this.#faster()
  }

  /** Gives what is held to the caller, who writes it with something else. */
  take(): readonly Part[] {
    this.#cancel?.()
    this.#cancel = null
    const parts = this.#held
    this.#held = []
    this.#chars = 0
    return parts
  }

  /** A burst passes: after some quick writes the interval comes down again. */
  #faster(): void {
    this.#quick += 1
    if (this.#quick < QUICK_WRITES || this.#interval === this.#least) return
    this.#quick = 0
    this.#interval = Math.max(this.#least, this.#interval / 2)
  }

  #slower(): void {
    this.#quick = 0
    this.#interval = Math.min(Math.max(FLUSH_MS_MAX, this.#interval), this.#interval * 2)
  }
}
