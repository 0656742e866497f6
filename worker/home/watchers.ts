// Those who hold a call open until there is news for them. In memory only: who calls again after this process died is told anew.
import type { Clock } from '../ports.ts'

export class Watchers {
  readonly #clock: Clock
  /** What each was told last. */
  readonly #told = new Map<string, string>()
  readonly #open = new Map<string, Set<() => void>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves when there is news: at once where `what` is not what this one was told last, else when it is woken, at the latest after `ms`. */
  async news(name: string, what: string, ms: number): Promise<void> {
    if (what !== this.#told.get(name)) return
    const open = this.#open.get(name) ?? new Set()
    this.#open.set(name, open)
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        cancel()
        open.delete(wake)
        if (open.size === 0) this.#open.delete(name)
        resolve()
      }
      const cancel = this.#clock.timer(ms, wake)
      open.add(wake)
    })
  }

  told(name: string, what: string): void {
    this.#told.set(name, what)
  }

  forget(name: string): void {
    this.#told.delete(name)
  }

  /** Something changed: whoever has news by `now` hears it. */
  wake(now: (name: string) => string): void {
    for (const [name, open] of this.#open) if (now(name) !== this.#told.get(name)) for (const wake of open) wake()
  }

  /** Forgets those that are gone without a word. */
  keep(isThere: (name: string) => boolean): void {
    for (const name of this.#told.keys()) if (!isThere(name)) this.#told.delete(name)
  }

  get size(): number {
    return this.#open.size
  }

  end(): void {
    for (const open of this.#open.values()) for (const wake of open) wake()
  }
}
