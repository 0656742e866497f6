// Waiting before asking again: doubling, cut short by `wake`.
import type { Timers } from '../api/timers.ts'

/** First pause before a lost stream is asked for again, and the longest, in milliseconds. */
export const RESUME_FIRST_MS = 250
export const RESUME_MAX_MS = 5_000

export interface Backoff {
  /** Resolves after the pause, or at once by `wake` or when the signal aborts. The next pause is twice as long. */
  wait(signal: AbortSignal): Promise<void>
  /** Ends a wait that is under way. */
  wake(): void
  /** The next pause is the first again. */
  reset(): void
}

export function createBackoff(timers: Timers): Backoff {
  let pause = RESUME_FIRST_MS
  let end: (() => void) | null = null
  return {
    wait(signal) {
      const ms = pause
      pause = Math.min(RESUME_MAX_MS, pause * 2)
      if (signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const done = (): void => {
          cancel()
          signal.removeEventListener('abort', done)
          end = null
          resolve()
        }
        const cancel = timers.after(ms, done)
        signal.addEventListener('abort', done)
        end = done
      })
    },
    wake: () => end?.(),
    reset() {
      pause = RESUME_FIRST_MS
    },
  }
}
