// The time of this device as a signal that moves only while somebody looks at it.
import { type ReadonlySignal, signal } from '@preact/signals-core'
import type { Timers } from '../api/timers.ts'

/** Elapsed time is shown in seconds. In milliseconds. */
export const TICK_MS = 1_000

export function createTicker(timers: Timers): ReadonlySignal<number> {
  let cancel: (() => void) | null = null
  const now = signal(timers.now(), {
    watched() {
      now.value = timers.now()
      const tick = (): void => {
        cancel = timers.after(TICK_MS, () => {
          now.value = timers.now()
          tick()
        })
      }
      tick()
    },
    unwatched() {
      cancel?.()
      cancel = null
    },
  })
  return now
}
