// What was seen of home in the last while, for the small drawing of it. Asked for when it is looked at, and by nobody else.
import { createModel, signal } from '@preact/signals-core'
import type { Telemetry } from '../../shared/history.ts'
import type { Api } from '../api/api.ts'

export const HistoryStore = createModel((api: Api) => {
  /** The last that was told; null: nothing yet. */
  const telemetry = signal<Telemetry | null>(null)
  let newest = 0
  return {
    telemetry,
    /** The last so many minutes, 1..1440. What cannot be had leaves what was told before. */
    async look(minutes: number): Promise<void> {
      newest += 1
      const mine = newest
      const answer = await api.telemetry(minutes)
      if (mine === newest && answer.kind === 'ok') telemetry.value = answer.value
    },
    /** Nobody is signed in any more. */
    clear() {
      newest += 1
      telemetry.value = null
    },
  }
})
