// The models together: signing in, the address, news from other pages, coming back.
import { beforeEach, describe, expect, it } from 'vitest'
import { VERSION } from '../../shared/version.ts'
import { FakeApi, framesOf, HEALTH, ok, page, refusal, summary, UNREACHABLE } from '../test/fake-api.ts'
import { type App, FakeDevice, newIds } from '../test/device.ts'
import { type FakeTimers, fakeTimers, settle } from '../test/fake-timers.ts'
import { all, answering, turnOf } from '../test/turns.ts'
import { POLL_MS } from './health.ts'
import { UNDO_MS } from './toasts.ts'

let api: FakeApi
let timers: FakeTimers
let paths: string[]
let device: FakeDevice
let app: App

const frames = framesOf(turnOf(12))

function make(path = '/', prefix = 'id'): void {
  paths = [path]
  app = device.visit(paths, newIds(prefix))
}

beforeEach(() => {
  api = new FakeApi()
  timers = fakeTimers()
  device = new FakeDevice(api, timers)
  api.session_ = (id) => page(all(frames, id), 'e1.12')
})

describe('the start', () => {
  it('opens the chat of the address, once it is known that the person is signed in', async () => {
    make('/c/c1')
    app.start()
    expect(app.conversation.id.value).toBeNull()
    await settle()
    expect(app.conversation.view.value.messages).toHaveLength(2)
    expect(api.asked.filter((asked) => asked === 'sessions' || asked === 'auth')).toEqual(['auth', 'sessions'])
  })

  it('asks a stranger in, and then opens it', async () => {
    api.auth_ = ok({ signed_in: false, via: 'stranger' })
    api.health_ = ok({ status: 'healthy', timestamp: HEALTH.timestamp })
    make('/c/c1')
    app.start()
    await settle()
    expect(app.session.state.value).toBe('out')
    expect(api.asked).not.toContain('session c1')
    api.signIn_ = refusal('wrong_password')
    await app.session.signIn('x')
    expect(app.session.failure.value).toMatchObject({ problem: { error: 'wrong_password' } })
    api.signIn_ = ok(null)
    api.auth_ = ok({ signed_in: true, via: 'cookie' })
    api.health_ = ok(HEALTH)
    await app.session.signIn('y')
    await settle()
    expect(app.session.failure.value).toBeNull()
    expect(app.health.health.value).toEqual(HEALTH)
    expect(app.conversation.view.value.messages).toHaveLength(2)
  })

  it('a chat that cannot be opened has the title that the list knows, and else none', async () => {
    api.session_ = () => refusal('actor_unavailable')
    api.sessions_ = ok({ sessions: [summary('c1', { title: 'Quinces' })], more: false, rev: 1 })
    make('/c/c1')
    app.start()
    await settle()
    expect([app.conversation.reach.value.kind, app.title.value]).toEqual(['failed', 'Quinces'])
    app.select('c2')
    await settle()
    expect([app.title.value, app.conversation.isNew.value]).toEqual(['', false])
  })

  it('without a way to the server goes on asking', async () => {
    api.health_ = api.auth_ = UNREACHABLE
    make()
    app.start()
    await settle()
    expect(app.session.state.value).toBe('unknown')
    expect(app.health.origin.value.kind).toBe('offline')
    api.health_ = ok(HEALTH)
    api.auth_ = ok({ signed_in: true, via: 'open' })
    await timers.advance(POLL_MS)
    await settle()
    expect(app.session.state.value).toBe('in')
  })
})

describe('off the network', () => {
  it.each([
    [true, 'in'],
    [false, 'unknown'],
  ])('who was here before (%s) sees what this device keeps: %s', async (was, state) => {
    if (was) {
      make()
      app.start()
      await settle()
      app.conversation.write('Half a thou')
    }
    api.health_ = api.auth_ = UNREACHABLE
    make()
    app.start()
    await settle()
    expect([app.session.state.value, app.conversation.draft.value]).toEqual([state, was ? 'Half a thou' : ''])
    // The server says otherwise as soon as it is heard.
    api.health_ = ok({ status: 'healthy', timestamp: HEALTH.timestamp })
    api.auth_ = ok({ signed_in: false, via: 'stranger' })
    await timers.advance(POLL_MS)
    await settle()
    expect(app.session.state.value).toBe('out')
    api.health_ = api.auth_ = UNREACHABLE
    make()
    app.start()
    await settle()
    expect(app.session.state.value).toBe('unknown')
  })
})

describe('a new chat', () => {
  beforeEach(async () => {
    make()
    app.start()
    await settle()
  })

  it('has no address where it was left in the task before', async () => {
    void app.conversation.send('Question 1')
    await settle()
    api.stream.give(...framesOf(answering('id1', turnOf(12))).slice(0, 6))
    app.newChat()
    await settle()
    expect(paths).toEqual(['/'])
  })

  it('has an address once the server has it, and is in the list', async () => {
    void app.conversation.send('Question 1')
    await settle()
    expect(paths).toEqual(['/'])
    api.stream.give(...framesOf(answering('id1', turnOf(12))).slice(0, 6))
    expect(app.lines.value).toMatchObject([{ id: 'id2', title: 'Question 1', state: 'running' }])
    await settle()
    expect(paths).toEqual(['/', '/c/id2'])
    expect(api.streams).toHaveLength(1)
    app.newChat()
    await settle()
    expect(paths.at(-1)).toBe('/')
    expect(api.stream.signal.aborted).toBe(true)
    expect(app.conversation.view.value.messages).toEqual([])
    app.select('id2')
    await settle()
    expect(app.conversation.view.value.id).toBe('id2')
  })

  it('that was not accepted stays where it is', async () => {
    void app.conversation.send('Question 1')
    await settle()
    api.stream.end(UNREACHABLE)
    await settle()
    app.newChat()
    expect(app.conversation.unsent.value?.state.kind).toBe('failed')
    expect(paths).toEqual(['/'])
  })
})

describe('news from another page', () => {
  beforeEach(async () => {
    make('/c/c1')
    app.start()
    await settle()
    api.stream.end({ kind: 'closed' })
    await settle()
  })

  it('is noticed by the revision: the list is read, and the open chat follows', async () => {
    const before = api.asked.filter((asked) => asked === 'sessions').length
    await timers.advance(2 * POLL_MS)
    expect(api.asked.filter((asked) => asked === 'sessions')).toHaveLength(before)
    api.health_ = ok({ ...HEALTH, rev: 2 })
    api.sessions_ = ok({ sessions: [summary('c1', { title: 'Question 1', updated: timers.now() + 120_000, state: 'running' })], more: false, rev: 2 })
    await timers.advance(POLL_MS)
    await settle()
    expect(api.stream).toMatchObject({ kind: 'events', after: 'e1.12' })
    api.stream.give(...framesOf(turnOf(12, '2', 't1'), 'e1', 13).slice(0, 6))
    expect(app.conversation.live.value?.id).toBe('t2')
    const streams = api.streams.length
    await timers.advance(2 * POLL_MS)
    expect(api.streams).toHaveLength(streams)
  })

  it('that this chat was deleted is noticed too', async () => {
    api.health_ = ok({ ...HEALTH, rev: 2 })
    api.sessions_ = ok({ sessions: [], more: false, rev: 2 })
    await timers.advance(POLL_MS)
    await settle()
    api.stream.end(refusal('gone'))
    await settle()
    expect(app.conversation.reach.value.kind).toBe('absent')
    app.conversation.write('Half a thought')
    app.newChat()
    expect([app.conversation.isNew.value, app.conversation.draft.value]).toEqual([true, 'Half a thought'])
    // Once: what becomes of it there is not undone by another look at the chat that is gone.
    app.conversation.write('')
    api.session_ = () => refusal('gone')
    app.select('c1')
    await settle()
    app.newChat()
    expect(app.conversation.draft.value).toBe('')
  })
})

describe('the person', () => {
  beforeEach(async () => {
    api.auth_ = ok({ signed_in: true, via: 'cookie' })
    make('/c/c1')
    app.start()
    await settle()
  })

  it('renames the open chat, which then asks for the event', async () => {
    api.stream.end({ kind: 'closed' })
    await settle()
    api.sessions_ = ok({ sessions: [summary('c1', { title: 'New' })], more: false, rev: 2 })
    await app.rename('c1', 'New')
    await settle()
    api.stream.give(...framesOf([{ type: 'conversation.renamed', title: 'New' }], 'e1', 13))
    expect(app.title.value).toBe('New')
  })

  it('deletes the open chat, and is at a new one', async () => {
    app.remove('c1')
    expect(paths.at(-1)).toBe('/')
    expect(app.conversation.id.value).toBeNull()
    expect(api.asked).not.toContain('remove c1')
    await timers.advance(UNDO_MS)
    expect(api.asked).toContain('remove c1')
  })

  it('takes back that the open chat is deleted, and is in it again', async () => {
    app.remove('c1')
    app.toasts.items.value[0]!.undo!()
    await settle()
    expect([paths.at(-1), app.conversation.id.value, app.conversation.shown.value.length]).toEqual(['/c/c1', 'c1', 2])
  })

  it('takes it back from another chat, and stays there', async () => {
    app.remove('c1')
    app.select('c2')
    app.toasts.items.value[0]!.undo!()
    await settle()
    expect([paths.at(-1), app.conversation.id.value]).toEqual(['/c/c2', 'c2'])
  })

  it('signs out, and nothing stays', async () => {
    await app.signOut()
    expect(app.session.state.value).toBe('out')
    expect(app.conversation.view.value.messages).toEqual([])
    expect(app.list.items.value).toEqual([])
  })

  it('whose session ran out is asked in, and finds an unsent message where it was', async () => {
    void app.conversation.send('Mind this')
    await settle()
    app.session.lost()
    api.stream.end(refusal('signed_out'))
    await settle()
    expect(app.session.state.value).toBe('out')
    await app.session.signIn('y')
    expect(app.conversation.unsent.value).toMatchObject({ command: { text: 'Mind this' }, state: { kind: 'failed' } })
  })
})

it('a server of another version is noticed', () => {
  make()
  app.heardVersion(VERSION)
  expect(app.stale.value).toBe(false)
  app.heardVersion('9.9.9')
  expect(app.stale.value).toBe(true)
})

it('a newer build is noticed, whatever version the server goes on to say', () => {
  make()
  app.rebuilt()
  app.heardVersion(VERSION)
  expect(app.stale.value).toBe(true)
})

it('the clock moves only while somebody looks', async () => {
  make()
  const before = timers.pending()
  const stop = app.now.subscribe(() => undefined)
  const first = app.now.value
  await timers.advance(3_000)
  expect(app.now.value - first).toBe(3_000)
  stop()
  expect(timers.pending()).toBe(before)
})
