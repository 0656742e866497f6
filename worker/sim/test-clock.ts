// A clock for tests of this room: time goes by when the test says so, or at once.
import type { SimClock } from './play.ts'

export interface TestClock extends SimClock {
  /** Lets time go by, waking who sleeps in the order of their times. Resolves when all that follows from it has run. */
  advance(ms: number): Promise<void>
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

export function createTestClock(start = 1_780_000_000_000): TestClock {
  let now = start
  let sleepers: { readonly at: number; readonly wake: () => void }[] = []
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted === true) return resolve()
        const sleeper = { at: now + ms, wake: resolve }
        sleepers.push(sleeper)
        signal?.addEventListener('abort', () => {
          sleepers = sleepers.filter((other) => other !== sleeper)
          resolve()
        })
      }),
    async advance(ms) {
      const until = now + ms
      await settled()
      for (;;) {
        const next = sleepers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
        if (next === undefined) break
        now = Math.max(now, next.at)
        sleepers = sleepers.filter((other) => other !== next)
        next.wake()
        await settled()
      }
      now = until
    },
  }
}

/** Every sleep is over at once and moves the time. */
export function createInstantClock(start = 1_780_000_000_000): SimClock {
  let now = start
  return {
    now: () => now,
    async sleep(ms, signal) {
      if (signal?.aborted !== true) now += ms
      await Promise.resolve()
    },
  }
}
