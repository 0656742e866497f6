// Collects garbage now, for what must not depend on when that happens.
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Resolves when what nobody holds any more is gone, and when what follows from that has run. */
export async function collect(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('gc')
  if (typeof gc !== 'function') throw new Error('there is no way to collect garbage')
  for (let round = 0; round < 5; round += 1) {
    gc()
    await sleep(5)
  }
}
