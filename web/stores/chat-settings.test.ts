// Settings that are being written: nothing of them is lost until they are saved, or let go.
import { beforeEach, expect, it } from 'vitest'
import { PLAIN_SETTINGS } from '../../shared/conversation.ts'
import { type App, FakeDevice, newIds } from '../test/device.ts'
import { FakeApi, framesOf, ok, page, refusal, summary, UNREACHABLE } from '../test/fake-api.ts'
import { type FakeTimers, fakeTimers, settle } from '../test/fake-timers.ts'
import { all, answering, turnOf } from '../test/turns.ts'
import { POLL_MS } from './health.ts'
import { UNDO_MS } from './toasts.ts'

const HALF = { ...PLAIN_SETTINGS, system: 'You are half a' }
const WHOLE = { model: 'small', system: 'You are half a lamp.', temperature: 0.3 }

let api: FakeApi
let timers: FakeTimers
let device: FakeDevice
let app: App

const open = async (path: string, prefix = 'id'): Promise<App> => {
  app = device.visit([path], newIds(prefix))
  app.start()
  await settle()
  return app
}

/** The new chat is asked something, and the server has taken it. */
async function begins(one: App, message: string): Promise<void> {
  void one.send('Question 1')
  await settle()
  api.stream.give(...framesOf(answering(message, turnOf(12))).slice(0, 6))
  await settle()
}

beforeEach(() => {
  api = new FakeApi()
  timers = fakeTimers()
  device = new FakeDevice(api, timers)
  api.session_ = (id) => page(all(framesOf(turnOf(12)), id), 'e1.12')
  api.sessions_ = ok({ sessions: [summary('c1'), summary('c2')], more: false, rev: 1 })
})

it('are there at the next visit, chat by chat, and those of new chats beside them', async () => {
  await open('/c/c1')
  app.settings.keepDraft('chat', HALF)
  app.settings.keepDraft('defaults', WHOLE)
  app.select('c2')
  await settle()
  expect(app.settings.draftOf('chat')).toBeNull()
  await open('/c/c1')
  expect([app.settings.draftOf('chat'), app.settings.draftOf('defaults')]).toEqual([HALF, WHOLE])
  expect([app.settings.current.value, app.settings.defaults.value]).toEqual([PLAIN_SETTINGS, PLAIN_SETTINGS])
})

it('go where they are let go, or as they were', async () => {
  await open('/c/c1')
  app.settings.keepDraft('chat', HALF)
  app.settings.keepDraft('chat', null)
  expect(app.settings.draftOf('chat')).toBeNull()
  app.settings.keepDraft('chat', HALF)
  app.settings.keepDraft('chat', PLAIN_SETTINGS)
  expect([app.settings.draftOf('chat'), device.keep.kept.has('drafts')]).toEqual([null, false])
})

it.each(['/', '/c/c1'])('go when they are saved, at %s; where that failed they stay', async (path) => {
  await open(path)
  if (path !== '/') {
    app.settings.keepDraft('chat', HALF)
    api.configure_ = refusal('actor_unavailable')
    await app.configure(HALF)
    expect(app.settings.draftOf('chat')).toEqual(HALF)
    api.configure_ = null
  }
  app.settings.keepDraft('chat', WHOLE)
  await app.configure(WHOLE)
  app.settings.keepDraft('defaults', WHOLE)
  await app.saveDefaults(WHOLE)
  expect([app.settings.current.value, device.keep.kept.has('drafts')]).toEqual([WHOLE, false])
})

it('what was written after the one that is saved stays', async () => {
  await open('/c/c1')
  const saving = app.configure(HALF)
  app.settings.keepDraft('chat', WHOLE)
  await saving
  expect(app.settings.draftOf('chat')).toEqual(WHOLE)
})

it('go with the new chat when it has begun', async () => {
  await open('/')
  app.settings.keepDraft('chat', HALF)
  await begins(app, 'id1')
  expect([app.conversation.isNew.value, app.settings.draftOf('chat')]).toEqual([false, HALF])
  app.newChat()
  expect(app.settings.draftOf('chat')).toBeNull()
})

it('go with a chat that is deleted', async () => {
  await open('/c/c1')
  app.settings.keepDraft('chat', HALF)
  app.remove('c1')
  await timers.advance(UNDO_MS)
  await settle()
  expect(device.keep.kept.has('drafts')).toBe(false)
})

it('may be anything', async () => {
  await open('/c/c1')
  for (const text of ['{', '[]', '{"model":1}', 'null']) {
    device.keep.write('drafts', [['settings:c1', text]])
    expect(app.settings.draftOf('chat')).toBeNull()
  }
})

it('that hold for all from now on are not kept as unsaved for the new chat', async () => {
  await open('/')
  app.settings.keepDraft('chat', WHOLE)
  await app.saveDefaults(WHOLE)
  expect(app.settings.current.value).toEqual(WHOLE)
  await app.saveDefaults(HALF)
  expect([app.settings.draftOf('chat'), app.settings.current.value]).toEqual([null, HALF])
})

it('of the new chat in one tab do not go with the chat that begins in another', async () => {
  const other = await open('/', 'other')
  const mine = await open('/', 'mine')
  mine.settings.keepDraft('chat', WHOLE)
  await begins(other, 'other1')
  expect([other.conversation.isNew.value, mine.settings.draftOf('chat')]).toEqual([false, WHOLE])
})

it('are for one chat, also where that began while the person was elsewhere', async () => {
  await open('/')
  await app.configure(WHOLE)
  app.settings.keepDraft('chat', HALF)
  void app.send('Question 1')
  await settle()
  api.stream.end(UNREACHABLE)
  await settle()
  const begun = app.conversation.id.value
  app.select('c2')
  await settle()
  await timers.advance(POLL_MS)
  await settle()
  api.streams.filter(({ kind }) => kind === 'send')[1]?.open()
  await settle()
  app.newChat()
  await settle()
  expect([app.conversation.unsent.value, app.conversation.isNew.value, app.settings.current.value, app.settings.draftOf('chat')]).toEqual([
    null,
    true,
    PLAIN_SETTINGS,
    null,
  ])
  app.select(begun)
  await settle()
  expect(app.settings.draftOf('chat')).toEqual(HALF)
})

it('are not known before the chat is, or before those of new chats are', async () => {
  api.session_ = () => UNREACHABLE
  await open('/c/c1')
  expect(app.settings.known.value).toBe(false)
  api.session_ = (id) => page(all(framesOf(turnOf(12)), id), 'e1.12')
  await app.conversation.reload()
  expect(app.settings.known.value).toBe(true)
  app.newChat()
  expect(app.settings.known.value).toBe(true)
  app.settings.clear()
  expect(app.settings.known.value).toBe(false)
})
