// The models together: two tabs of one device, and a message that waits in both to be sent.
import { beforeEach, describe, expect, it } from 'vitest'
import type { View } from '../../shared/conversation.ts'
import { type App, FakeDevice, newIds } from '../test/device.ts'
import { FakeApi, framesOf, HEALTH, ok, page, refusal, UNREACHABLE } from '../test/fake-api.ts'
import { type FakeTimers, fakeTimers, settle } from '../test/fake-timers.ts'
import { all, answering, turnOf } from '../test/turns.ts'
import { POLL_MS } from './health.ts'

const TURN = framesOf(turnOf(12))

let api: FakeApi
let timers: FakeTimers
let device: FakeDevice
/** The chats that the server has. */
let chats: Map<string, View>
/** Writes the message. */
let first: App
/** Finds it on the device. */
let second: App

const open = async (path: string, prefix: string): Promise<App> => {
  const app = device.visit([path], newIds(prefix))
  app.start()
  await settle()
  return app
}
const away = (): void => {
  api.health_ = UNREACHABLE
  api.session_ = () => UNREACHABLE
}
const comesBack = async (): Promise<void> => {
  api.health_ = ok(HEALTH)
  api.session_ = (id) => {
    const view = chats.get(id)
    return view ? page(view, 'e1.12') : refusal('not_found')
  }
  await timers.advance(2 * POLL_MS)
  await settle()
}
/** One tab could not send it, and another was opened then. */
const waitsIn = async (path: string, other: string): Promise<void> => {
  first = await open(path, 'first')
  void first.send('Question 1')
  await settle()
  api.stream.end(UNREACHABLE)
  away()
  await settle()
  second = await open(other, 'second')
}
const sent = (): number => api.streams.filter(({ kind }) => kind === 'send').length

beforeEach(() => {
  api = new FakeApi()
  timers = fakeTimers()
  device = new FakeDevice(api, timers)
  chats = new Map([['c1', all(TURN, 'c1')]])
  api.session_ = (id) => page(all(TURN, id), 'e1.12')
})

describe('what is taken back in one tab', () => {
  it('is not sent by another, whose new chat is as empty as before', async () => {
    await waitsIn('/', '/')
    expect(second.conversation.unsent.value).toMatchObject({ command: { text: 'Question 1' } })
    first.conversation.takeBack()
    await comesBack()
    expect(sent()).toBe(1)
    const { unsent, isNew, id, reach, ready } = second.conversation
    expect([unsent.value, isNew.value, id.value, reach.value.kind, ready.value]).toEqual([null, true, null, 'ready', true])
    expect([first.conversation.draft.value, device.unsentKeep.kept.size]).toEqual(['Question 1', 0])
  })

  it('is not sent by another that shows the same chat', async () => {
    await waitsIn('/c/c1', '/c/c1')
    first.conversation.takeBack()
    await comesBack()
    expect([sent(), second.conversation.unsent.value]).toEqual([1, null])
    expect(second.conversation.shown.value.map(({ id }) => id)).toEqual(['q1', 't1'])
  })

  it('is not sent by another that shows another chat, nor shown there later', async () => {
    await waitsIn('/c/c1', '/')
    first.conversation.takeBack()
    await comesBack()
    second.select('c1')
    await settle()
    expect([sent(), second.conversation.unsent.value, second.toasts.items.value]).toEqual([1, null, []])
  })

  it('is not sent by the one that wrote it', async () => {
    await waitsIn('/', '/')
    second.conversation.takeBack()
    await comesBack()
    expect([sent(), first.conversation.unsent.value, second.conversation.draft.value]).toEqual([1, null, 'Question 1'])
  })

  it('waits on in another as long as the server cannot say what became of it', async () => {
    await waitsIn('/c/c1', '/c/c1')
    first.conversation.takeBack()
    api.health_ = ok(HEALTH)
    await timers.advance(2 * POLL_MS)
    expect([sent(), second.conversation.unsent.value?.state.kind]).toEqual([1, 'failed'])
    await comesBack()
    expect([sent(), second.conversation.unsent.value]).toEqual([1, null])
  })

  it('goes from another where the person says so', async () => {
    await waitsIn('/', '/')
    first.conversation.takeBack()
    void second.conversation.resend()
    await settle()
    expect([sent(), api.stream.command?.id]).toEqual([2, 'first1'])
  })
})

describe('what was sent by one tab', () => {
  it('is shown by the other as the chat has it', async () => {
    await waitsIn('/', '/')
    const { session } = api.stream
    void second.conversation.resend()
    await settle()
    const answered = answering('first1', turnOf(12))
    chats.set(session, all(framesOf(answered), session))
    api.stream.give(...framesOf(answered))
    await settle()
    expect(device.unsentKeep.kept.size).toBe(0)
    await comesBack()
    expect(sent()).toBe(2)
    expect([first.conversation.unsent.value, first.conversation.thread.value.messages.map(({ id }) => id)]).toEqual([null, ['first1', 't1']])
    expect(first.router.route.value).toBe(session)
  })
})

it('a device that keeps nothing: what waits goes all the same', async () => {
  device.unsentKeep.keeps = false
  await waitsIn('/', '/')
  expect(second.conversation.unsent.value).toBeNull()
  await comesBack()
  expect([sent(), api.stream.command?.id]).toEqual([2, 'first1'])
})
