// `/agent/sessions` through the door.
import { describe, expect, it } from 'vitest'
import { emptyView, PLAIN_SETTINGS, type Summary } from '../../shared/conversation.ts'
import { LIST_MAX } from '../../shared/limits.ts'
import type { Change, ReadFrom, ReadUntil } from '../ports.ts'
import { fakeApp, json } from '../test/app-fakes.ts'

const SUMMARY: Summary = { id: 'c1', title: 'Sums', created: 1, updated: 2, state: 'done' }
const VIEW = { ...emptyView('c1'), title: 'Sums', created: 1 }
const open = (kind: 'ok' | 'gone') => ({ open: async () => ({ kind }) })
const away = async () => ({ kind: 'actor_unavailable' as const })
const bytes = (text: string): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text))
      controller.close()
    },
  })

async function told(response: Response): Promise<unknown> {
  const { detail } = (await response.json()) as { detail: Record<string, unknown> }
  const { error, session_id, turn_id, message } = detail
  return {
    status: response.status,
    error,
    ...(session_id !== undefined && { session_id }),
    ...(turn_id !== undefined && { turn_id }),
    ...(error === 'invalid_field' && { message }),
  }
}

describe('the list', () => {
  it('gives a page, and says whether there is more', async () => {
    const pages: (number | null)[] = []
    const { request } = fakeApp({ account: { list: async (before) => (pages.push(before), { kind: 'list', conversations: [SUMMARY], more: true, rev: 3 }) } })
    const response = await request('/agent/sessions')
    expect([response.status, await response.json()]).toEqual([200, { sessions: [SUMMARY], more: true, rev: 3 }])
    expect((await request('/agent/sessions?before=1795000000000')).status).toBe(200)
    expect(pages).toEqual([null, 1_795_000_000_000])
    expect(LIST_MAX).toBeGreaterThan(1)
  })

  it('refuses a moment that is none', async () => {
    const { request } = fakeApp()
    expect(await told(await request('/agent/sessions?before=yesterday'))).toEqual({
      status: 422,
      error: 'invalid_field',
      message: 'before: a time in milliseconds, in digits.',
    })
  })

  it('is asked for again while the account is away for a moment', async () => {
    let calls = 0
    const list = async () => ((calls += 1) < 3 ? { kind: 'actor_unavailable' as const } : { kind: 'list' as const, conversations: [], more: false, rev: 0 })
    const { request, clock } = fakeApp({ account: { list } })
    const response = request('/agent/sessions')
    await clock.advance(1_000)
    expect([(await response).status, calls]).toEqual([200, 3])
  })

  it('says so when the account stays away', async () => {
    const { request, clock } = fakeApp({ account: { list: away } })
    const response = request('/agent/sessions')
    await clock.advance(5_000)
    expect(await told(await response)).toEqual({ status: 503, error: 'actor_unavailable' })
  })
})

describe('reading', () => {
  const read = async () => ({ kind: 'view' as const, view: VIEW, cursor: 'e.4' })
  const absent = async () => ({ kind: 'absent' as const })

  it('gives the view and where its log stands', async () => {
    const before: (string | null)[] = []
    const { request, asked } = fakeApp({ conversation: { read: (id) => (before.push(id), read()) }, account: open('ok') })
    const response = await request('/agent/sessions/c1?before=m7')
    expect([response.status, await response.json()]).toEqual([200, { view: VIEW, cursor: 'e.4' }])
    expect(before).toEqual(['m7'])
    expect(asked).toContain('conversation owner:c1')
  })

  it('knows what never was from what was deleted', async () => {
    const never = fakeApp({ conversation: { read: absent }, account: open('ok') })
    expect(await told(await never.request('/agent/sessions/c1'))).toEqual({ status: 404, error: 'not_found', session_id: 'c1' })
    const gone = fakeApp({ conversation: { read: absent }, account: open('gone') })
    expect(await told(await gone.request('/agent/sessions/c1'))).toEqual({ status: 410, error: 'gone', session_id: 'c1' })
  })

  it('shows nothing of what was deleted, also while its rows are there', async () => {
    const { request } = fakeApp({ conversation: { read }, account: open('gone') })
    expect((await request('/agent/sessions/c1')).status).toBe(410)
  })

  it.each(['a%20b', 'a.b', '..%2fc1', 'x'.repeat(65), '%00', "'or'1"])('finds nothing under the name %s, and asks nobody', async (name) => {
    const { request, asked } = fakeApp()
    const response = await request(`/agent/sessions/${name}`)
    expect(response.status).toBe(404)
    expect(asked.filter((actor) => actor.startsWith('conversation'))).toEqual([])
  })
})

describe('changing', () => {
  const SETTINGS = { model: null, system: 'Be brief.', temperature: 0.5 }
  it.each<[string, Record<string, unknown>, Change]>([
    ['the title, without the space around it', { title: '  Sums and more ' }, { title: 'Sums and more', settings: null }],
    ['how it is asked', { settings: SETTINGS }, { title: null, settings: SETTINGS }],
    ['both', { title: 'Sums', settings: PLAIN_SETTINGS }, { title: 'Sums', settings: PLAIN_SETTINGS }],
  ])('%s, and gives how it is now', async (_name, body, expected) => {
    const changes: Change[] = []
    const now = { title: 'As stored', settings: SETTINGS }
    const { request } = fakeApp({ conversation: { change: async (change) => (changes.push(change), { kind: 'changed', ...now }) } })
    const response = await request('/agent/sessions/c1', json(body, 'PATCH'))
    expect([response.status, await response.json()]).toEqual([200, now])
    expect(changes).toEqual([expected])
  })

  it('nothing is told what could be changed', async () => {
    expect(await told(await fakeApp().request('/agent/sessions/c1', json({}, 'PATCH')))).toEqual({
      status: 422,
      error: 'invalid_field',
      message: 'body: a title, settings, or both.',
    })
  })

  it('finds nothing, or what is gone', async () => {
    for (const [kind, status] of [
      ['ok', 404],
      ['gone', 410],
    ] as const) {
      const { request } = fakeApp({ conversation: { change: async () => ({ kind: 'absent' }) }, account: open(kind) })
      expect((await request('/agent/sessions/c1', json({ title: 'x' }, 'PATCH'))).status).toBe(status)
    }
  })
})

describe('deleting', () => {
  it('is done twice like once, and not done to what never was', async () => {
    const kinds = ['removed', 'removed', 'absent'] as const
    let call = 0
    const { request } = fakeApp({ account: { remove: async () => ({ kind: kinds[(call += 1) - 1]! }) } })
    const statuses = []
    for (let n = 0; n < 3; n += 1) statuses.push((await request('/agent/sessions/c1', { method: 'DELETE' })).status)
    expect(statuses).toEqual([204, 204, 404])
  })
})

describe('following', () => {
  const VIEW_FROM: ReadFrom = { kind: 'view' }
  it.each<[string, string, RequestInit, ReadFrom]>([
    ['by POST, from the view', '/agent/sessions/c1/events', json({}), VIEW_FROM],
    ['by POST with nothing', '/agent/sessions/c1/events', { method: 'POST' }, VIEW_FROM],
    ['by POST, after an event', '/agent/sessions/c1/events', json({ after: 'ep_1.12' }), { kind: 'after', id: 'ep_1.12' }],
    ['by POST, after an id that is none', '/agent/sessions/c1/events', json({ after: 'nonsense' }), VIEW_FROM],
    ['by POST, after a very long id', '/agent/sessions/c1/events', json({ after: 'e'.repeat(5_000) }), VIEW_FROM],
    ['by GET', '/agent/sessions/c1/events', {}, VIEW_FROM],
    ['by GET, after an event', '/agent/sessions/c1/events', { headers: { 'last-event-id': 'e.0' } }, { kind: 'after', id: 'e.0' }],
    ['by GET, after an id that is none', '/agent/sessions/c1/events', { headers: { 'last-event-id': "'--" } }, VIEW_FROM],
  ])('%s', async (_name, path, init, from) => {
    const seen: [ReadFrom, ReadUntil][] = []
    const { request } = fakeApp({ conversation: { events: async (...given) => (seen.push(given), { kind: 'stream', body: bytes('id: e.1\ndata: {}\n\n') }) } })
    const response = await request(path, init)
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    expect(await response.text()).toBe('id: e.1\ndata: {}\n\n')
    expect(seen).toEqual([[from, { kind: 'quiet' }]])
  })

  it('tells the actor when the reader leaves', async () => {
    let left = false
    const body = new ReadableStream<Uint8Array>({ cancel: () => void (left = true) })
    const { request } = fakeApp({ conversation: { events: async () => ({ kind: 'stream', body }) } })
    await (await request('/agent/sessions/c1/events')).body?.cancel()
    expect(left).toBe(true)
  })

  it('opens no reader for a HEAD', async () => {
    const { request } = fakeApp()
    expect((await request('/agent/sessions/c1/events', { method: 'HEAD' })).status).toBe(405)
  })

  it.each([
    ['not_found', 'ok', 404, 'not_found'],
    ['not_found', 'gone', 410, 'gone'],
    ['too_many_readers', 'ok', 429, 'too_many_readers'],
  ] as const)('refused with %s, account %s: %i', async (code, kind, status, error) => {
    const { request } = fakeApp({ conversation: { events: async () => ({ kind: 'refused', code }) }, account: open(kind) })
    expect(await told(await request('/agent/sessions/c1/events'))).toEqual({ status, error, session_id: 'c1' })
  })
})

describe('stopping', () => {
  it('says which turn was stopped', async () => {
    const turns: (string | null)[] = []
    const { request } = fakeApp({ conversation: { stop: async (turn) => (turns.push(turn), { kind: 'stopped', turn: 't1' }) } })
    expect(await (await request('/agent/sessions/c1/stop', json({ turn: 't1' }))).json()).toEqual({ stopped: 't1' })
    expect(await (await request('/agent/sessions/c1/stop', { method: 'POST' })).json()).toEqual({ stopped: 't1' })
    expect(turns).toEqual(['t1', null])
  })

  it('says that nothing runs', async () => {
    const { request } = fakeApp({ conversation: { stop: async () => ({ kind: 'nothing_running' }) } })
    expect(await told(await request('/agent/sessions/c1/stop', json({ turn: 't0' })))).toEqual({
      status: 409,
      error: 'nothing_running',
      session_id: 'c1',
      turn_id: 't0',
    })
  })

  it('finds nothing to stop', async () => {
    const { request } = fakeApp({ conversation: { stop: async () => ({ kind: 'absent' }) }, account: open('ok') })
    expect((await request('/agent/sessions/c1/stop', json({}))).status).toBe(404)
  })
})
