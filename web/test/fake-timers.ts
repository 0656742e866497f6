// A clock that stands still until a test moves it.
import type { Timers } from '../api/timers.ts'

export interface FakeTimers extends Timers {
  /** Moves the clock, calling what falls due in order, and lets what was awaited go on. */
  advance(ms: number): Promise<void>
  /** How many calls are planned. */
  pending(): number
}

/** Lets everything that is not waiting for a timer go on. */
export const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

export function fakeTimers(start = 1_795_000_000_000): FakeTimers {
  let now = start
  const planned = new Set<{ readonly at: number; readonly call: () => void }>()
  return {
    now: () => now,
    after(ms, call) {
      const one = { at: now + ms, call }
      planned.add(one)
      return () => planned.delete(one)
    },
    soon: (call) => void setTimeout(call),
    async advance(ms) {
      const end = now + ms
      await settle()
      for (;;) {
        const next = [...planned].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        planned.delete(next)
        now = next.at
        next.call()
        await settle()
      }
      now = end
    },
    pending: () => planned.size,
  }
}
