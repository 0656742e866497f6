// Time and chance of Cloudflare's runtime. Its clock moves only at I/O, which is what durations are measured around.
import type { Clock, Random } from '../ports.ts'

/** The longest one timer of the platform can wait; a longer wait takes several. */
const TIMER_MAX_MS = 2 ** 31 - 1

function timer(ms: number, call: () => void): () => void {
  let cancel = (): void => {}
  const wait = (left: number): void => {
    const handle = setTimeout(() => (left > TIMER_MAX_MS ? wait(left - TIMER_MAX_MS) : call()), Math.min(left, TIMER_MAX_MS))
    cancel = () => clearTimeout(handle)
  }
  wait(Math.max(0, ms))
  return () => cancel()
}

export const cloudflareClock: Clock = {
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

export const cloudflareRandom: Random = {
  id: () => crypto.getRandomValues(new Uint8Array(16)).toBase64({ alphabet: 'base64url', omitPadding: true }),
  fraction: () => Math.random(),
}
