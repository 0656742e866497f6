// Places at a model: so many predictions at a time, the others wait in the order in which they came.

export class Slots {
  readonly #limit: () => number
  #held = 0
  #waiting: (() => void)[] = []

  /** `limit` is asked each time, so that it may change. */
  constructor(limit: () => number) {
    this.#limit = limit
  }

  /** Waits for a place. false: the signal aborted first, and there is nothing to give back. */
  async take(signal: AbortSignal): Promise<boolean> {
    while (!signal.aborted) {
      if (this.#held < this.#limit()) {
        this.#held += 1
        return true
      }
      await this.#turn(signal)
    }
    return false
  }

  giveBack(): void {
    this.#held -= 1
    this.wake()
  }

  /** To be called when the limit has grown. */
  wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const go of waiting) go()
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        signal.removeEventListener('abort', go)
        this.#waiting = this.#waiting.filter((other) => other !== go)
        resolve()
      }
      this.#waiting.push(go)
      signal.addEventListener('abort', go)
    })
  }
}
