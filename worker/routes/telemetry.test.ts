// `/telemetry` through the door.
import { describe, expect, it } from 'vitest'
import type { Sample } from '../../shared/history.ts'
import { fakeApp, LOCKED } from '../test/app-fakes.ts'

const SAMPLE: Sample = { minute: 1_794_999_960_000, up: 4, down: 0, round_trip: 8.5, tokens_per_second: null, waiting: 0 }

describe('what was seen of home', () => {
  it.each([
    ['', 60],
    ['?minutes=1', 1],
    ['?minutes=1440', 1440],
  ])('%s is of the last %i minutes', async (query, minutes) => {
    const { request, asked } = fakeApp({ home: { history: async (wanted) => ({ kind: 'history', until: wanted, samples: [SAMPLE] }) } })
    const response = await request(`/telemetry${query}`)
    expect([response.status, await response.json()]).toEqual([200, { home: 'home', until: minutes, minutes, samples: [SAMPLE] }])
    expect([response.headers.get('cache-control'), asked]).toEqual(['no-store', ['home home']])
  })

  it.each(['0', '1441', '-1', '1.5', '', 'all', '60&minutes=x'])('is not told for minutes=%s', async (minutes) => {
    const { request, asked } = fakeApp()
    const response = await request(`/telemetry?minutes=${minutes}`)
    expect([response.status, await response.json(), asked]).toMatchObject([422, { detail: { error: 'invalid_field', field: 'minutes' } }, []])
  })

  it('is told to nobody else', async () => {
    const { request, asked } = fakeApp({}, { access: LOCKED })
    expect([(await request('/telemetry')).status, asked]).toEqual([401, []])
  })

  it('cannot be told while the actor is away', async () => {
    const { request, clock } = fakeApp({ home: { history: async () => ({ kind: 'actor_unavailable' }) } })
    const response = request('/telemetry')
    await clock.advance(5_000)
    expect((await response).status).toBe(503)
  })
})
