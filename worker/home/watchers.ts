// Those who hold a call open until there is news for them. In memory only: who calls again after this process died is told anew.
import type { Clock } from '../ports.ts'

interface Watcher {
  /** What it would be told now. */
  readonly now: () => string
  readonly wake: () => void
}

export class Watchers {
  readonly #clock: Clock
  /** What each was told last. */
  readonly #told = new Map<string, string>()
  readonly #open = new Map<string, Set<Watcher>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Resolves when what `now` gives is not what this one was told last, at the latest after `ms`. */
  async news(name: string, now: () => string, ms: number): Promise<void> {
    if (now() !== this.#told.get(name)) return
    const watchers = this.#open.get(name) ?? new Set<Watcher>()
    this.#open.set(name, watchers)
    await new Promise<void>((resolve) => {
      const watcher = {
        now,
        wake: () => {
          cancel()
          watchers.delete(watcher)
          if (watchers.size === 0) this.#open.delete(name)
          resolve()
        },
      }
      const cancel = this.#clock.timer(ms, watcher.wake)
      watchers.add(watcher)
    })
  }

  told(name: string, what: string): void {
    this.#told.set(name, what)
  }

  forget(name: string): void {
    this.#told.delete(name)
  }

  /** Something changed: whoever has news hears it. */
  wake(): void {
    for (const [name, watchers] of this.#open) {
      for (const watcher of watchers) if (watcher.now() !== this.#told.get(name)) watcher.wake()
    }
  }

  /** Forgets those that are gone without a word. */
  keep(isThere: (name: string) => boolean): void {
    for (const name of this.#told.keys()) if (!isThere(name)) this.#told.delete(name)
  }

  get size(): number {
    return this.#open.size
  }

  end(): void {
    for (const watchers of this.#open.values()) for (const watcher of watchers) watcher.wake()
  }
}
