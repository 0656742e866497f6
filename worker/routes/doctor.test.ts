// `/doctor` through the door.
import { describe, expect, it } from 'vitest'
import type { Examination } from '../../shared/doctor.ts'
import { DOCTOR_WAIT_MS } from '../../shared/limits.ts'
import type { Following } from '../ports.ts'
import { fakeApp, json, LOCKED } from '../test/app-fakes.ts'

const TOLD: Examination = { began: 5, done: false, findings: [{ step: 'name', result: 'ok', says: 'The name was found.', todo: [] }] }

describe('a look at what is wrong', () => {
  it('is started at once, and followed', async () => {
    const calls: [Following | null, number][] = []
    const { request, asked } = fakeApp({ home: { examine: async (following, waitMs) => (calls.push([following, waitMs]), TOLD) } })
    const started = await request('/doctor', json({}))
    expect([started.status, await started.json(), started.headers.get('cache-control')]).toEqual([200, TOLD, 'no-store'])
    expect((await request('/doctor', json({ following: { began: 5, known: 1 } }))).status).toBe(200)
    expect(calls).toEqual([
      [null, 0],
      [{ began: 5, known: 1 }, DOCTOR_WAIT_MS],
    ])
    expect(asked).toEqual(['home home', 'home home'])
  })

  it.each<[string, RequestInit, number]>([
    ['by GET', {}, 405],
    ['by something that is not known', json({ url: 'http://elsewhere/v1' }), 422],
    ['by a count that is none', json({ following: { began: 5, known: -1 } }), 422],
    ['from another site', { ...json({}), headers: { 'content-type': 'application/json', origin: 'https://evil.example' } }, 403],
  ])('is not started %s', async (_name, init, status) => {
    const { request, asked } = fakeApp()
    expect([(await request('/doctor', init)).status, asked]).toEqual([status, []])
  })

  it('is not for a stranger', async () => {
    const { request, asked } = fakeApp({}, { access: LOCKED })
    expect([(await request('/doctor', json({}))).status, asked]).toEqual([401, []])
  })

  it('says that home is away', async () => {
    const { request, clock } = fakeApp({ home: { examine: async () => ({ kind: 'actor_unavailable' }) } })
    const response = request('/doctor', json({}))
    await clock.advance(5_000)
    expect((await response).status).toBe(503)
  })
})
