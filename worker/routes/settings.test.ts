// `/settings` through the door.
import { describe, expect, it } from 'vitest'
import { type ChatSettings, PLAIN_SETTINGS } from '../../shared/conversation.ts'
import { fakeApp, json } from '../test/app-fakes.ts'

const SETTINGS: ChatSettings = { model: 'gemma', system: 'Be brief.\nBe kind.', temperature: 0.7 }

describe('how new chats are asked', () => {
  it('is told as it was chosen', async () => {
    const { request, asked } = fakeApp({ account: { defaults: async () => ({ kind: 'defaults', settings: PLAIN_SETTINGS }) } })
    const response = await request('/settings')
    expect([response.status, await response.json(), response.headers.get('cache-control')]).toEqual([200, PLAIN_SETTINGS, 'no-store'])
    expect(asked).toEqual(['account owner'])
  })

  it('is chosen as a whole, and told back', async () => {
    const kept: ChatSettings[] = []
    const { request } = fakeApp({ account: { setDefaults: async (settings) => (kept.push(settings), { kind: 'defaults', settings }) } })
    const response = await request('/settings', json(SETTINGS, 'PUT'))
    expect([response.status, await response.json()]).toEqual([200, SETTINGS])
    expect(kept).toEqual([SETTINGS])
  })

  it.each<[string, RequestInit, number]>([
    ['a part of it', json({ system: 'x' }, 'PUT'), 422],
    ['something that is not known', json({ ...SETTINGS, top_p: 1 }, 'PUT'), 422],
    ['what is not JSON', { ...json(SETTINGS, 'PUT'), headers: { 'content-type': 'text/plain' } }, 415],
    ['nothing', { method: 'PUT' }, 422],
    ['another site', { ...json(SETTINGS, 'PUT'), headers: { 'content-type': 'application/json', origin: 'https://evil.example' } }, 403],
  ])('is not chosen by %s', async (_name, init, status) => {
    const { request, asked } = fakeApp()
    expect([(await request('/settings', init)).status, asked]).toEqual([status, []])
  })

  it.each([
    ['read', {}],
    ['chosen', json(SETTINGS, 'PUT')],
  ])('cannot be %s while the account is away', async (_name, init) => {
    const away = async () => ({ kind: 'actor_unavailable' as const })
    const { request, clock } = fakeApp({ account: { defaults: away, setDefaults: away } })
    const response = request('/settings', init)
    await clock.advance(5_000)
    expect((await response).status).toBe(503)
  })
})
