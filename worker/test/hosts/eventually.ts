// Waiting for a state. Vitest's own poll belongs to the running test, of which there are several at a time here.
import { setTimeout as sleep } from 'node:timers/promises'

/** Longer than anything that is waited for takes where all is well, in milliseconds. */
export const PATIENCE_MS = 20_000
const LOOK_MS = 20

/** Looks again and again until `holds` does not throw; after `ms` it throws what that threw last. */
export async function eventually<T>(read: () => T | Promise<T>, holds: (value: T) => void, ms = PATIENCE_MS): Promise<void> {
  for (const deadline = performance.now() + ms; ; await sleep(LOOK_MS)) {
    try {
      return holds(await read())
    } catch (error) {
      if (performance.now() >= deadline) throw error
    }
  }
}
