import { expect, it } from 'vitest'
import { PROBE_FAST_MS, WATCH_MS } from '../../shared/limits.ts'
import { fakeClock } from '../test/fakes.ts'
import { Poller } from './poller.ts'

/** A poller over a look that may tell nothing. */
function setup(tells: boolean) {
  const clock = fakeClock()
  let back = 0
  let looks = 0
  let at: number | null = null
  const now = (): number => clock.now() - back
  const look = async (): Promise<void> => {
    looks += 1
    // A fake clock does not stand still for a loop without end.
    if (looks > 50) await new Promise(() => {})
    if (tells) at = now()
  }
  const poller = new Poller({ ...clock, now }, { look, at: () => at, interval: () => PROBE_FAST_MS })
  return { clock, poller, looks: () => looks, putBack: (ms: number) => void (back = ms) }
}

it('a look that came to nothing is followed by the next at the same pace', async () => {
  const { clock, poller, looks } = setup(false)
  poller.watch()
  await clock.advance(4 * PROBE_FAST_MS)
  expect(looks()).toBe(5)
})

it('a clock that is put back stops no looks', async () => {
  const { clock, poller, looks, putBack } = setup(true)
  poller.watch()
  await clock.advance(2 * WATCH_MS)
  const before = looks()
  putBack(3_600_000)
  poller.watch()
  await clock.advance(PROBE_FAST_MS)
  expect(looks()).toBe(before + 1)
})
