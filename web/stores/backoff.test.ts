import { describe, expect, it } from 'vitest'
import { fakeTimers, settle } from '../test/fake-timers.ts'
import { createBackoff, RESUME_FIRST_MS, RESUME_MAX_MS } from './backoff.ts'

const never = new AbortController().signal

describe('waiting', () => {
  it('doubles up to the longest pause, and begins anew after a reset', async () => {
    const timers = fakeTimers()
    const backoff = createBackoff(timers)
    const pauses: number[] = []
    for (let round = 0; round < 8; round += 1) {
      if (round === 6) backoff.reset()
      const before = timers.now()
      const over = backoff.wait(never).then(() => pauses.push(timers.now() - before))
      await timers.advance(RESUME_MAX_MS)
      await over
    }
    expect(pauses).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, RESUME_FIRST_MS, 500])
  })

  it.each([
    ['a wake', (backoff: ReturnType<typeof createBackoff>) => backoff.wake()],
    ['leaving', (_backoff: ReturnType<typeof createBackoff>, leave: AbortController) => leave.abort()],
  ])('ends at once by %s', async (_name, end) => {
    const timers = fakeTimers()
    const backoff = createBackoff(timers)
    const leave = new AbortController()
    let over = false
    void backoff.wait(leave.signal).then(() => (over = true))
    await settle()
    expect(over).toBe(false)
    end(backoff, leave)
    await settle()
    expect(over).toBe(true)
    expect(timers.pending()).toBe(0)
    backoff.wake()
  })

  it('does not begin where it is left already', async () => {
    const timers = fakeTimers()
    await createBackoff(timers).wait(AbortSignal.abort())
    expect(timers.pending()).toBe(0)
  })
})
