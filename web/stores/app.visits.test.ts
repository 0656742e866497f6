// The models together: what spans chats, tabs and visits, and comes at an awkward moment.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Answered, SessionPage } from '../api/api.ts'
import { type App, FakeDevice, newIds } from '../test/device.ts'
import { FakeApi, framesOf, HEALTH, ok, page, refusal, summary, UNREACHABLE } from '../test/fake-api.ts'
import { type FakeTimers, fakeTimers, settle } from '../test/fake-timers.ts'
import { all, answering, turnOf } from '../test/turns.ts'
import { POLL_MS } from './health.ts'
import { UNDO_MS } from './toasts.ts'

const SETTINGS = { model: 'small', system: 'Be short.', temperature: 0.2 }
const OWN = { model: 'own', system: 'Own.', temperature: null }
const STRANGER = ok({ status: 'healthy' as const, timestamp: HEALTH.timestamp })
const frames = framesOf(turnOf(12))

let api: FakeApi
let timers: FakeTimers
let device: FakeDevice
let app: App

const open = async (path = '/', prefix = 'id'): Promise<App> => {
  app = device.visit([path], newIds(prefix))
  app.start()
  await settle()
  return app
}
const later = async (ms: number): Promise<void> => {
  await timers.advance(ms)
  await settle()
}
const sent = (): number => api.streams.filter(({ kind }) => kind === 'send').length

beforeEach(() => {
  api = new FakeApi()
  timers = fakeTimers()
  device = new FakeDevice(api, timers)
  api.session_ = (id) => page(all(frames, id), 'e1.12')
})

describe('a chat that is being opened', () => {
  let answer: (page: Answered<SessionPage>) => void

  beforeEach(async () => {
    api.defaults_ = ok(SETTINGS)
    await open()
    api.session_ = () => new Promise((resolve) => (answer = resolve))
    app.select('c1')
  })

  it('keeps its own settings when a message comes before it', async () => {
    void app.send('x')
    await settle()
    answer(page({ ...all(frames, 'c1'), settings: OWN }, 'e1.12'))
    await settle()
    expect(api.stream.command).toMatchObject({ text: 'x', settings: null })
    expect(app.settings.current.value).toEqual(OWN)
  })

  it('is changed at the server', async () => {
    await app.configure(OWN)
    expect(api.asked).toContain(`configure c1 ${JSON.stringify(OWN)}`)
  })

  it('and is left before it came: what was sent goes from elsewhere', async () => {
    void app.send('x')
    app.newChat()
    await later(POLL_MS)
    expect(api.stream).toMatchObject({ kind: 'send', session: 'c1', command: { text: 'x' } })
  })
})

describe('without the server', () => {
  it('a message in a chat that cannot be had is kept', async () => {
    await open()
    api.health_ = api.auth_ = UNREACHABLE
    api.session_ = () => UNREACHABLE
    await open('/c/c1', 'next')
    void app.send('Mind this')
    await settle()
    expect(app.conversation.unsent.value?.state.kind).toBe('failed')
    expect([...device.unsentKeep.kept.values()]).toMatchObject([{ session: 'c1', command: { text: 'Mind this' } }])
  })

  it('the defaults are asked for when it is there', async () => {
    await open()
    api.health_ = api.auth_ = api.defaults_ = UNREACHABLE
    await open()
    api.health_ = ok(HEALTH)
    api.auth_ = ok({ signed_in: true, via: 'open' })
    api.defaults_ = ok(SETTINGS)
    await later(POLL_MS)
    expect(app.settings.current.value).toEqual(SETTINGS)
  })

  it('defaults that could not be read say why, and are asked for again: by hand, and at each word of the server', async () => {
    api.defaults_ = refusal('actor_unavailable')
    await open()
    expect([app.settings.defaults.value, app.settings.failure.value]).toEqual([null, refusal('actor_unavailable')])
    api.defaults_ = UNREACHABLE
    await Promise.all([app.settings.load(), app.settings.load()])
    expect([app.settings.defaults.value, app.settings.failure.value]).toEqual([null, UNREACHABLE])
    api.defaults_ = ok(SETTINGS)
    await later(POLL_MS)
    expect([app.settings.defaults.value, app.settings.failure.value]).toEqual([SETTINGS, null])
  })

  it('who was here before sees the page at once, without word of it', async () => {
    await open()
    api.auth_ = UNREACHABLE
    app = device.visit(['/c/c1'], newIds('next'))
    expect([app.session.state.value, app.conversation.id.value]).toEqual(['in', 'c1'])
  })
})

describe('what waits to be sent', () => {
  it('goes from elsewhere once, and is not shown as unsent afterwards', async () => {
    await open()
    void app.send('Question 1')
    await settle()
    app.select('c1')
    await later(POLL_MS)
    api.streams.findLast(({ kind }) => kind === 'send')?.open()
    await settle()
    expect(device.unsentKeep.kept.size).toBe(0)
    app.newChat()
    await settle()
    expect(app.conversation.unsent.value).toBeNull()
  })

  it('and was refused waits for the person, also elsewhere and at the next visit', async () => {
    await open('/c/c1')
    void app.send('x')
    await settle()
    api.stream.end(refusal('home_off'))
    await settle()
    app.select('c2')
    await later(2 * POLL_MS)
    expect(sent()).toBe(1)
    await open('/c/c1', 'next')
    await later(2 * POLL_MS)
    expect(sent()).toBe(1)
    expect(app.conversation.unsent.value).toMatchObject({ state: { failure: { problem: { error: 'home_off' } } } })
  })

  it('in a chat that is being deleted is not sent, and goes with it, as its draft does', async () => {
    api.sessions_ = ok({ sessions: [summary('c1')], more: false, rev: 1 })
    await open('/c/c1')
    app.conversation.write('Half a thou')
    void app.send('x')
    await settle()
    api.stream.end(UNREACHABLE)
    await settle()
    app.remove('c1')
    await later(POLL_MS)
    expect(sent()).toBe(1)
    await later(UNDO_MS)
    expect([device.unsentKeep.kept.size, device.keep.read('drafts')]).toEqual([0, null])
  })
})

describe('the list', () => {
  it('has a chat that has begun here, also when it is left before the server tells of it', async () => {
    await open()
    void app.send('Question 1')
    await settle()
    api.stream.give(...framesOf(answering('id1', turnOf(12))).slice(0, 3))
    app.newChat()
    expect(app.lines.value.map(({ id }) => id)).toEqual(['id2'])
  })

  it('does not have one that is gone', async () => {
    api.sessions_ = ok({ sessions: [summary('c1')], more: false, rev: 1 })
    await open('/c/c1')
    api.stream.end({ kind: 'closed' })
    api.health_ = ok({ ...HEALTH, rev: 2 })
    api.sessions_ = ok({ sessions: [], more: false, rev: 2 })
    await later(POLL_MS)
    api.stream.end(refusal('gone'))
    await settle()
    expect(app.lines.value).toEqual([])
  })

  it('keeps the pages that were read when there is news', async () => {
    api.sessions_ = ok({ sessions: [summary('c1', { updated: 9 })], more: true, rev: 1 })
    await open()
    api.sessions_ = ok({ sessions: [summary('c0', { updated: 2 })], more: false, rev: 1 })
    await app.list.loadMore()
    api.sessions_ = ok({ sessions: [summary('c1', { updated: 10 })], more: true, rev: 2 })
    api.health_ = ok({ ...HEALTH, rev: 2 })
    await later(POLL_MS)
    expect([app.lines.value.map(({ id }) => id), app.list.more.value]).toEqual([['c1', 'c0'], false])
  })

  it('calls nothing new that was watched to its end, and what ended elsewhere new', async () => {
    const lines = [summary('c1', { title: 'Question 1', updated: 10 }), summary('c2', { updated: 9 })]
    api.sessions_ = ok({ sessions: lines, more: false, rev: 1 })
    await open('/c/c1')
    void app.send('x')
    await settle()
    api.stream.open()
    api.stream.give(...framesOf(answering('id1', turnOf(12, '2', 't1')), 'e1', 13))
    app.select('c2')
    const ended = 1_795_000_000_000 + 121_001
    api.sessions_ = ok({ sessions: lines.map((line) => ({ ...line, updated: ended })), more: false, rev: 2 })
    api.health_ = ok({ ...HEALTH, rev: 2 })
    await later(POLL_MS)
    expect([...app.unread.value]).toEqual([])
    app.select('c1')
    await settle()
    api.sessions_ = ok({ sessions: lines.map((line) => ({ ...line, updated: ended + 1 })), more: false, rev: 3 })
    api.health_ = ok({ ...HEALTH, rev: 3 })
    await later(POLL_MS)
    expect([...app.unread.value]).toEqual(['c2'])
  })
})

describe('the open chat', () => {
  it('another one is opened: nothing is edited there, and what was chosen for the new one stays', async () => {
    await open()
    await app.configure(SETTINGS)
    app.select('c1')
    await settle()
    app.editLast()
    expect(app.editing.value).toBe('q1')
    app.newChat()
    expect([app.editing.value, app.settings.current.value]).toEqual([null, SETTINGS])
  })

  it('a version that is not on the page any more is not looked at', async () => {
    const view = all(framesOf([...turnOf(6), ...turnOf(6, '2')]), 'c1')
    api.session_ = () => page(view, 'e1.12')
    await open('/c/c1')
    app.show('t1')
    api.stream.give({ id: 'e2.40', event: { type: 'reset', view: { ...view, earlier: true, messages: view.messages.slice(2) } } })
    expect(app.conversation.shown.value.map(({ id }) => id)).toEqual(['q2', 't2'])
  })
})

describe('another tab', () => {
  it('writes its own draft', async () => {
    const first = await open('/c/c1')
    await open('/c/c2')
    first.conversation.write('aaa')
    app.conversation.write('bbb')
    await open('/c/c1')
    expect(app.conversation.draft.value).toBe('aaa')
  })

  it('signs in: this one is in too', async () => {
    await open()
    api.health_ = STRANGER
    await later(POLL_MS)
    expect(app.session.state.value).toBe('out')
    api.health_ = ok(HEALTH)
    await later(2 * POLL_MS)
    expect(app.session.state.value).toBe('in')
  })
})

describe('signing out', () => {
  beforeEach(() => {
    api.auth_ = ok({ signed_in: true, via: 'cookie' })
    api.sessions_ = ok({ sessions: [summary('c1'), summary('c2')], more: false, rev: 1 })
  })

  it('leaves nothing of the person on the device', async () => {
    api.defaults_ = ok(SETTINGS)
    await open('/c/c1')
    app.conversation.write('Half a thou')
    void app.send('x')
    await settle()
    app.preferences.set('theme', 'dark')
    await app.signOut()
    expect([...device.keep.kept.keys()]).toEqual(['preferences'])
    expect([device.unsentKeep.kept.size, app.settings.defaults.value]).toEqual([0, null])
  })

  it('deletes first what is being deleted', async () => {
    await open()
    app.remove('c2')
    await app.signOut()
    expect(api.asked.filter((asked) => asked === 'remove c2' || asked === 'sign-out')).toEqual(['remove c2', 'sign-out'])
  })

  it('and in again: the list is read, though the first try fails', async () => {
    await open()
    await app.signOut()
    const there = api.sessions_
    api.sessions_ = UNREACHABLE
    await app.session.signIn('y')
    await settle()
    api.sessions_ = there
    await later(POLL_MS)
    expect(app.lines.value).toHaveLength(2)
  })

  it('that fails is said, and is not why signing in does not work', async () => {
    await open()
    api.signOut = () => Promise.resolve(UNREACHABLE)
    await app.signOut()
    expect(app.toasts.items.value).toMatchObject([{ notice: { kind: 'failed', what: 'sign_out' } }])
    expect(app.session.failure.value).toBeNull()
  })
})
