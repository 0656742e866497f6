// Stand-ins for the ports that tests share: a clock that is moved by hand, names in order, a log that is kept.
import type { Clock, Log, Random } from '../ports.ts'

export interface FakeClock extends Clock {
  /** Moves on by `ms`, firing what is due in order, and lets what it woke run. */
  advance(ms: number): Promise<void>
  /** Forgets all timers: the process they belong to is gone. */
  reset(): void
  /** Timers that wait. */
  readonly pending: number
}

/** Lets everything that can run now run: promise chains of any depth that a test has. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 25; turn += 1) await new Promise<void>((resolve) => setImmediate(resolve))
}

export function fakeClock(start = 1_795_000_000_000): FakeClock {
  let elapsed = 0
  let order = 0
  const timers = new Set<{ at: number; order: number; call: () => void }>()
  const timer = (ms: number, call: () => void): (() => void) => {
    const entry = { at: elapsed + Math.max(0, ms), order: (order += 1), call }
    timers.add(entry)
    return () => void timers.delete(entry)
  }
  return {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    timer,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        const cancel = timer(ms, resolve)
        signal?.addEventListener('abort', () => {
          cancel()
          resolve()
        })
      }),
    async advance(ms) {
      const until = elapsed + ms
      await settle()
      for (;;) {
        const [next] = [...timers].filter((one) => one.at <= until).sort((a, b) => a.at - b.at || a.order - b.order)
        if (!next) break
        timers.delete(next)
        elapsed = Math.max(elapsed, next.at)
        next.call()
        await settle()
      }
      elapsed = until
      await settle()
    },
    reset: () => timers.clear(),
    get pending() {
      return timers.size
    },
  }
}

export function fakeRandom(prefix = 'id'): Random {
  let count = 0
  return { id: () => `${prefix}${(count += 1)}-`.padEnd(22, 'x'), fraction: () => 0 }
}

export function keptLog(): { readonly log: Log; readonly lines: { level: string; event: string; fields: Readonly<Record<string, unknown>> }[] } {
  const lines: { level: string; event: string; fields: Readonly<Record<string, unknown>> }[] = []
  return { log: (level, event, fields = {}) => void lines.push({ level, event, fields }), lines }
}
