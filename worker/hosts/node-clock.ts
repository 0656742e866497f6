// Time and chance of the Node host.
import { randomBytes } from 'node:crypto'
import type { Clock, Random } from '../ports.ts'

/** The longest one timer of the platform can wait; a longer wait takes several. */
export const TIMER_MAX_MS = 2 ** 31 - 1

function timer(ms: number, call: () => void): () => void {
  let cancel = (): void => {}
  const wait = (left: number): void => {
    const handle = setTimeout(() => (left > TIMER_MAX_MS ? wait(left - TIMER_MAX_MS) : call()), Math.min(left, TIMER_MAX_MS))
    cancel = () => clearTimeout(handle)
  }
  wait(Math.max(0, ms))
  return () => cancel()
}

export const nodeClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  timer,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const done = (): void => {
        cancel()
        signal?.removeEventListener('abort', done)
        resolve()
      }
      const cancel = timer(ms, done)
      signal?.addEventListener('abort', done)
    }),
}

export const nodeRandom: Random = {
  id: () => randomBytes(16).toString('base64url'),
  fraction: () => Math.random(),
}
