// Time, as the page's models need it. The browser's own is given by `start.ts`, tests give theirs.

export interface Timers {
  /** Milliseconds of this device's clock. */
  now(): number
  /** Calls once, after `ms`. The return value cancels. */
  after(ms: number, call: () => void): () => void
  /** Calls in a task of its own, as soon as the one under way has ended. */
  soon(call: () => void): void
}
