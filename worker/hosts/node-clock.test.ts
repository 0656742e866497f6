// Time and chance of the Node host.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TIMER_MAX_MS, nodeClock, nodeRandom } from './node-clock.ts'

describe('node clock', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('a timer calls once, at its time', () => {
    const call = vi.fn()
    nodeClock.timer(50, call)
    vi.advanceTimersByTime(49)
    expect(call).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect(call).toHaveBeenCalledOnce()
  })

  it('a timer may wait longer than one of the platform can', () => {
    const call = vi.fn()
    nodeClock.timer(TIMER_MAX_MS * 2 + 10, call)
    vi.advanceTimersByTime(TIMER_MAX_MS * 2 + 9)
    expect(call).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1)
    expect(call).toHaveBeenCalledOnce()
  })

  it('a timer that was cancelled does not call, also late in a long wait', () => {
    const call = vi.fn()
    const cancel = nodeClock.timer(TIMER_MAX_MS + 10, call)
    vi.advanceTimersByTime(TIMER_MAX_MS + 5)
    cancel()
    vi.advanceTimersByTime(100)
    expect(call).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('a sleep ends at its time, or with its signal, and leaves no timer', async () => {
    const slept = nodeClock.sleep(50)
    vi.advanceTimersByTime(50)
    await slept
    const stop = new AbortController()
    const stopped = nodeClock.sleep(1e9, stop.signal)
    stop.abort()
    await stopped
    await nodeClock.sleep(1e9, AbortSignal.abort())
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('node random', () => {
  it('makes names of 22 plain characters, each another', () => {
    const ids = Array.from({ length: 100 }, () => nodeRandom.id())
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{22}$/)
    expect(new Set(ids).size).toBe(100)
  })
})
