// When home is looked at: one look for all who watch, at a pace that the state sets, and none when nobody watches.
import { WATCH_MS } from '../../shared/limits.ts'
import type { Clock } from '../ports.ts'

export interface Looking {
  /** One look, to its end. Never rejects. */
  look(): Promise<void>
  /** Server milliseconds of the end of the last one; null: there was none. */
  at(): number | null
  /** Milliseconds from one to the next. */
  interval(): number
}

export class Poller {
  readonly #clock: Clock
  readonly #looking: Looking
  #running: Promise<void> | null = null
  #watchedUntil = 0
  /** The end of the last look here, also of one that came to nothing. */
  #ended = 0
  #next: (() => void) | null = null

  constructor(clock: Clock, looking: Looking) {
    this.#clock = clock
    this.#looking = looking
  }

  /** Somebody looks, or a turn runs: it goes on. */
  watch(): void {
    const now = this.#clock.now()
    this.#watchedUntil = now + WATCH_MS
    if (this.#running !== null) return
    if (now >= this.#due()) void this.now()
    else if (this.#next === null) this.#schedule()
  }

  /** A look that is under way, or a new one. Resolves with its end. */
  now(): Promise<void> {
    this.#cancel()
    this.#running ??= this.#looking.look().finally(() => {
      this.#running = null
      this.#ended = this.#clock.now()
      this.#schedule()
    })
    return this.#running
  }

  /** The pace may have changed: the next look is due by it. */
  hasten(): void {
    if (this.#next === null) return
    this.#cancel()
    this.#schedule()
  }

  get running(): Promise<void> | null {
    return this.#running
  }

  get busy(): boolean {
    return this.#running !== null || this.#next !== null
  }

  end(): void {
    this.#watchedUntil = 0
    this.#cancel()
  }

  #cancel(): void {
    this.#next?.()
    this.#next = null
  }

  #schedule(): void {
    const due = this.#due()
    if (due > this.#watchedUntil) return
    this.#next = this.#clock.timer(Math.max(0, due - this.#clock.now()), () => {
      this.#next = null
      void this.now()
    })
  }

  /** A clock that was put back makes no look of the past one of the future. */
  #due(): number {
    return Math.min(this.#clock.now(), Math.max(this.#looking.at() ?? 0, this.#ended)) + this.#looking.interval()
  }
}
