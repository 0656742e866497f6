// The clock of every object in a test, moved by hand. Who waits looks at it with a real timer of its own: what comes later runs in the object that waits for it.
import { cloudflareClock } from '../../hosts/cloudflare-clock.ts'
import type { Clock } from '../../ports.ts'

/** How often who waits looks, in real milliseconds. */
const LOOK_MS = 1

export interface HandClock extends Clock {
  /** When those who wait now wake, by the monotonic clock. */
  readonly waits: readonly number[]
  /** Moves on by `ms`, from one wait that ends to the next. Calls between objects that follow may still be on their way. */
  advance(ms: number): Promise<void>
}

/** Takes the place of the host's clock, for objects that are opened from here on. It begins a day ahead: their alarms go off by hand only. */
export function takeClock(): HandClock {
  const start = Date.now() + 86_400_000
  let elapsed = 0
  const waits = new Set<{ readonly at: number }>()
  const timer: Clock['timer'] = (ms, call) => {
    const wait = { at: elapsed + Math.max(0, ms) }
    waits.add(wait)
    const look = (): void => {
      if (!waits.has(wait)) return
      if (wait.at > elapsed) return void setTimeout(look, LOOK_MS)
      waits.delete(wait)
      call()
    }
    setTimeout(look, LOOK_MS)
    return () => void waits.delete(wait)
  }
  const clock: Clock = {
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
  }
  Object.assign(cloudflareClock, clock)
  return {
    ...clock,
    get waits() {
      return [...waits].map(({ at }) => at)
    },
    async advance(ms) {
      const until = elapsed + ms
      // Who is due is waited for before time goes on.
      for (let next = Math.min(...this.waits); next <= until; next = Math.min(...this.waits)) {
        elapsed = Math.max(elapsed, next)
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      }
      elapsed = until
    },
  }
}
