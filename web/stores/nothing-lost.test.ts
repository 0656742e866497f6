// What must not be lost or stick: drafts in two tabs, messages for a chat that is deleted elsewhere, answers that were cut.
import { beforeEach, expect, it } from 'vitest'
import { textOf, type View } from '../../shared/conversation.ts'
import { type App, FakeDevice, newIds } from '../test/device.ts'
import { CUT, FakeApi, framesOf, HEALTH, ok, page, refusal, summary } from '../test/fake-api.ts'
import { type FakeTimers, fakeTimers, settle } from '../test/fake-timers.ts'
import { all, answering, turnOf } from '../test/turns.ts'
import { POLL_MS } from './health.ts'

let api: FakeApi
let timers: FakeTimers
let device: FakeDevice
const TURN = framesOf(turnOf(12))
const open = async (path: string, prefix = 'id'): Promise<App> => {
  const app = device.visit([path], newIds(prefix))
  app.start()
  await settle()
  return app
}
const sends = () => api.streams.filter(({ kind }) => kind === 'send')
beforeEach(() => {
  api = new FakeApi()
  timers = fakeTimers()
  device = new FakeDevice(api, timers)
  api.session_ = (id) => page(all(TURN, id), 'e1.12')
  api.sessions_ = ok({ sessions: [summary('c1'), summary('c2')], more: false, rev: 1 })
})

const written = ({ messages }: View): string => {
  const last = messages.at(-1)
  return last?.role === 'assistant' ? textOf(last) : ''
}
/** A message that an earlier visit left in the first chat. */
const record = (id: string, text: string) => ({
  session: 'c1',
  fresh: false,
  command: { kind: 'message', id, text, place: { kind: 'head' }, settings: null },
  at: 1,
  refused: null,
})

it('a draft of the new chat in one tab outlasts a chat that begins in another', async () => {
  const other = await open('/', 'other')
  other.conversation.write('Question 1')
  void other.send('Question 1')
  other.conversation.write('')
  await settle()
  const mine = await open('/', 'mine')
  mine.conversation.write('A long thought')
  api.streams[0]!.give(...framesOf(answering('other1', turnOf(12))).slice(0, 6))
  await settle()
  const again = await open('/', 'again')
  expect(again.conversation.draft.value).toBe('A long thought')
})

it('a message that was accepted long ago does not block the chat for ever', async () => {
  device.unsentKeep.kept.set('m1', record('m1', 'Question 5'))
  // It was accepted, and the chat went on elsewhere for more than the view holds.
  api.session_ = () => page({ ...all(framesOf(turnOf(12, '9')), 'c1'), earlier: true }, 'e1.400')
  const app = await open('/c/c1')
  for (let n = 0; n < 6; n += 1) {
    await timers.advance(POLL_MS)
    for (const stream of sends()) {
      stream.open()
      stream.end({ kind: 'closed' })
    }
    await settle()
  }
  expect([sends().length, app.conversation.ready.value, device.unsentKeep.kept.size]).toEqual([1, true, 0])
})

it('a chat that began without this page knowing can be opened after its message was taken back', async () => {
  const app = await open('/')
  void app.send('Question 1')
  await settle()
  const { session } = api.stream
  api.stream.end(CUT)
  await settle()
  app.conversation.takeBack()
  api.sessions_ = ok({ sessions: [summary(session)], more: false, rev: 2 })
  api.session_ = (id) => page(all(framesOf(answering('id1', turnOf(12))), id), 'e1.12')
  app.select(session)
  await settle()
  expect([app.conversation.isNew.value, app.conversation.shown.value.map(({ id }) => id)]).toEqual([false, ['id1', 't1']])
})

it('a chat that is read while it is followed does not go back', async () => {
  const app = await open('/c/c1')
  const long = framesOf([...turnOf(12), ...turnOf(40, '2', 't1')])
  const chat = app.conversation
  void chat.send('Mind')
  await settle()
  api.stream.end(refusal('turn_running'))
  await settle()
  api.stream.open()
  api.stream.give(...long.slice(12, 20))
  await settle()
  // another tab has taken it back
  device.unsentKeep.kept.clear()
  let answer: (value: ReturnType<typeof page>) => void = () => undefined
  api.session_ = () => new Promise((resolve) => (answer = resolve))
  void chat.sendAgain()
  await settle()
  const stream = api.streams.findLast(({ kind, signal }) => kind === 'events' && !signal.aborted)!
  stream.give(...long.slice(20, 30))
  answer(page(all(long.slice(0, 20), 'c1'), 'e1.20'))
  await settle()
  stream.give(...long.slice(30))
  await settle()
  const whole = all(long, 'c1')
  expect(written(chat.view.value)).toBe(written(whole))
})

it('what the list told of is looked for until it was seen', async () => {
  await open('/c/c1')
  for (const s of api.streams) {
    s.open()
    s.end({ kind: 'closed' })
  }
  await settle()
  const n = api.streams.length
  api.sessions_ = ok({ sessions: [summary('c1', { title: 'Question 1', updated: 1_795_000_900_000 })], more: false, rev: 2 })
  api.health_ = ok({ ...HEALTH, rev: 2 })
  await timers.advance(POLL_MS)
  await settle()
  expect(api.streams.length).toBe(n + 1)
  api.stream.end(CUT)
  await settle()
  await timers.advance(5 * POLL_MS)
  expect(api.streams.length).toBeGreaterThan(n + 1)
})

it('a message for a chat that was deleted elsewhere is not lost', async () => {
  device.unsentKeep.kept.set('m1', record('m1', 'A long message'))
  await open('/c/c2')
  await timers.advance(POLL_MS)
  await settle()
  expect(sends()).toHaveLength(1)
  api.stream.end(refusal('gone'))
  await settle()
  const next = await open('/', 'next')
  const texts = JSON.stringify([
    [...device.unsentKeep.kept.values()],
    device.keep.read('drafts'),
    next.conversation.draft.value,
    next.conversation.unsent.value,
  ])
  expect(texts).toContain('A long message')
})

it('a draft of one tab does not go with what another sends', async () => {
  const other = await open('/c/c1', 'other')
  other.conversation.write('Question 2')
  const mine = await open('/c/c1', 'mine')
  mine.conversation.write('A long thought')
  // As the composer does.
  other.conversation.draft.value = ''
  void other.send('Question 2')
  other.conversation.write('')
  await settle()
  const again = await open('/c/c1', 'again')
  expect(again.conversation.draft.value).toBe('A long thought')
})

it('a message that waits in a chat that was deleted elsewhere goes with the person to the new chat', async () => {
  device.unsentKeep.kept.set('m1', record('m1', 'A long message'))
  const app = await open('/c/c1')
  await timers.advance(POLL_MS)
  api.streams.find(({ kind }) => kind === 'send')!.end(refusal('gone'))
  await settle()
  api.session_ = () => refusal('gone')
  api.sessions_ = ok({ sessions: [summary('c2')], more: false, rev: 2 })
  api.health_ = ok({ ...HEALTH, rev: 2 })
  await timers.advance(POLL_MS)
  api.stream.end(refusal('gone'))
  await settle()
  expect(app.conversation.reach.value.kind).toBe('absent')
  app.newChat()
  expect([app.conversation.draft.value, app.conversation.isNew.value]).toEqual(['A long message', true])
})
