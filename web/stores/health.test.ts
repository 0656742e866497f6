import { beforeEach, describe, expect, it } from 'vitest'
import { PROBE_FAST_MS } from '../../shared/limits.ts'
import { FakeApi, HEALTH, ok, refusal, UNREACHABLE } from '../test/fake-api.ts'
import { type FakeTimers, fakeTimers, settle } from '../test/fake-timers.ts'
import { HealthStore, POLL_HIDDEN_MS, POLL_MS, POLL_UNWELL_MS } from './health.ts'

let api: FakeApi
let timers: FakeTimers
let store: InstanceType<typeof HealthStore>
const polls = (): number => api.asked.length

beforeEach(() => {
  api = new FakeApi()
  timers = fakeTimers()
  store = new HealthStore(api, timers)
})

describe('looking at /health', () => {
  it('every 5 s', async () => {
    await store.poll()
    expect(polls()).toBe(1)
    await timers.advance(POLL_MS - 1)
    expect(polls()).toBe(1)
    await timers.advance(1)
    expect(polls()).toBe(2)
    await timers.advance(3 * POLL_MS)
    expect(polls()).toBe(5)
  })

  it('sooner while home is not well, so that with the look of the server it is known within 10 s that it is back', async () => {
    api.health_ = ok({ ...HEALTH, home: { ...HEALTH.home, state: 'off' } })
    await store.poll()
    await timers.advance(POLL_UNWELL_MS)
    expect(polls()).toBe(2)
    expect(POLL_UNWELL_MS + PROBE_FAST_MS).toBeLessThan(10_000)
    api.health_ = UNREACHABLE
    await timers.advance(POLL_UNWELL_MS)
    expect(polls()).toBe(3)
    await timers.advance(POLL_UNWELL_MS)
    expect(polls()).toBe(3)
    api.health_ = ok(HEALTH)
    await timers.advance(POLL_MS - POLL_UNWELL_MS)
    expect(polls()).toBe(4)
    await timers.advance(POLL_UNWELL_MS)
    expect(polls()).toBe(4)
  })

  it('every 30 s while hidden, and at once when shown', async () => {
    await store.poll()
    store.shown(false)
    await timers.advance(POLL_HIDDEN_MS - 1)
    expect(polls()).toBe(1)
    await timers.advance(1)
    expect(polls()).toBe(2)
    store.shown(true)
    store.shown(true)
    await settle()
    expect(polls()).toBe(3)
    await timers.advance(POLL_MS)
    expect(polls()).toBe(4)
  })

  it('once at a time', async () => {
    await Promise.all([store.poll(), store.poll()])
    expect(polls()).toBe(1)
    expect(timers.pending()).toBe(1)
  })
})

describe('what it says', () => {
  it('is kept, with the revision and the difference of the clocks', async () => {
    api.health_ = ok({ ...HEALTH, rev: 7, timestamp: new Date(timers.now() + 90_000).toISOString() })
    await store.poll()
    expect(store.health.value?.sentence).toBe('Home is on.')
    expect(store.origin.value).toEqual({ kind: 'here', since: timers.now() })
    expect(store.rev.value).toBe(7)
    expect(store.skew.value).toBe(90_000)
    expect(store.stranger.value).toBe(false)
  })

  it.each([
    ['nobody answers', UNREACHABLE],
    ['it broke', refusal('internal')],
  ] as const)('offline, since when and why, until it answers again: %s', async (_name, failure) => {
    await store.poll()
    api.health_ = failure
    const since = timers.now() + POLL_MS
    await timers.advance(3 * POLL_MS)
    expect(store.origin.value).toEqual({ kind: 'offline', failure, since })
    expect(store.health.value?.rev).toBe(1)
    api.health_ = ok(HEALTH)
    await timers.advance(POLL_MS)
    const back = timers.now()
    expect(store.origin.value).toEqual({ kind: 'here', since: back })
    expect(store.heardAt.value).toBe(back)
    await timers.advance(3 * POLL_MS)
    expect([store.origin.value, store.heardAt.value]).toEqual([{ kind: 'here', since: back }, back + 3 * POLL_MS])
  })

  it('tells whoever looks when the way is there again, and not at every look', async () => {
    let told = 0
    store.origin.subscribe(() => (told += 1))
    await store.poll()
    await timers.advance(3 * POLL_MS)
    expect(told).toBe(2)
  })

  it('a stranger gets no word of home', async () => {
    await store.poll()
    api.health_ = ok({ status: 'healthy', timestamp: 'no time' })
    await store.poll()
    expect(store.stranger.value).toBe(true)
    expect(store.health.value).toBeNull()
    expect(store.skew.value).toBe(0)
  })
})
