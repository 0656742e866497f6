// The open chat against a server that is played by hand.
import { beforeEach, describe, expect, it } from 'vitest'
import { emptyView, textOf } from '../../shared/conversation.ts'
import { CUT, FakeApi, type Frame, framesOf, page, refusal, UNREACHABLE } from '../test/fake-api.ts'
import { conversationPorts } from '../test/device.ts'
import { type FakeTimers, fakeTimers, settle } from '../test/fake-timers.ts'
import { all, answering, turnOf } from '../test/turns.ts'
import { ConversationStore } from './conversation.ts'

let api: FakeApi
let timers: FakeTimers
let chat: InstanceType<typeof ConversationStore>

beforeEach(() => {
  api = new FakeApi()
  timers = fakeTimers()
  chat = new ConversationStore(conversationPorts(api, timers))
})

async function opened(frames: readonly Frame[]): Promise<void> {
  api.session_ = (id) => page(all(frames, id), frames.at(-1)?.id ?? 'e1.0')
  void chat.open('c1')
  await settle()
}

describe('sending', () => {
  const frames = framesOf(answering('id1', turnOf(12)))

  it('shows the text at once, and folds the stream that answers', async () => {
    void chat.send('Question 1')
    expect(chat.unsent.value).toMatchObject({ command: { kind: 'message', id: 'id1', text: 'Question 1' }, state: { kind: 'sending' } })
    await settle()
    expect(api.stream).toMatchObject({ kind: 'send', session: 'id2', after: null })
    api.stream.open()
    api.stream.give(frames[0]!)
    expect(chat.unsent.value).toBeNull()
    api.stream.give(...frames.slice(1))
    api.stream.end({ kind: 'closed' })
    await settle()
    expect(chat.view.value).toEqual(all(frames, 'id2'))
    expect(chat.thread.value).toBe(chat.view.value)
    expect(chat.finished.value?.id).toBe('t1')
    expect(api.streams).toHaveLength(1)
    expect(timers.pending()).toBe(0)
  })

  it('changes the thread only when more than the answer that is written changed', async () => {
    void chat.send('Question 1')
    await settle()
    let threads = 0
    chat.thread.subscribe(() => (threads += 1))
    const before = threads
    for (const frame of frames.slice(0, 10)) api.stream.give(frame)
    expect(threads - before).toBe(2)
    expect(textOf(chat.live.value!)).not.toBe('')
    api.stream.give(...frames.slice(10))
    expect(threads - before).toBe(3)
    expect(chat.live.value).toBeNull()
  })

  it('asks for what comes after the last event seen, so that what other pages did is not missed', async () => {
    await opened(framesOf(turnOf(12)))
    void chat.send('More')
    await settle()
    expect(api.stream).toMatchObject({ kind: 'send', session: 'c1', after: 'e1.12' })
  })

  it('leaves out what the server could not store', async () => {
    void chat.send('a\ud800b\0c')
    await settle()
    expect(api.stream.command).toMatchObject({ text: 'a\ufffdbc' })
  })

  it('sends one at a time', async () => {
    void chat.send('one')
    void chat.send('two')
    await settle()
    expect(api.streams.filter(({ kind }) => kind === 'send')).toHaveLength(1)
  })

  it('waits for a chat that is being opened', async () => {
    let answer: (value: ReturnType<typeof page>) => void = () => undefined
    api.session_ = () => new Promise((resolve) => (answer = resolve))
    void chat.open('c1')
    void chat.send('More')
    await settle()
    expect(api.streams).toHaveLength(0)
    answer(page(all(framesOf(turnOf(12)), 'c1'), 'e1.12'))
    await settle()
    expect(api.stream).toMatchObject({ kind: 'send', after: 'e1.12' })
  })
})

describe('a message that was not accepted', () => {
  const cases = [
    ['another answer is being written', refusal('turn_running')],
    ['home is off', refusal('home_off')],
    ['too long', refusal('invalid_field')],
    ['nobody answers', UNREACHABLE],
    ['something else answers', { kind: 'unreachable', why: 'foreign', at: 0 }],
  ] as const
  it.each(cases)('stays with its text and why: %s', async (_name, failure) => {
    void chat.send('Mind this')
    await settle()
    api.stream.end(failure)
    await settle()
    expect(chat.unsent.value).toMatchObject({ command: { id: 'id1', text: 'Mind this' }, state: { kind: 'failed', failure } })
    expect(chat.ready.value).toBe(false)

    void chat.resend()
    await settle()
    expect(api.stream).toMatchObject({ kind: 'send', session: 'id2', command: { kind: 'message', id: 'id1', text: 'Mind this' } })
    api.stream.give(...framesOf(answering('id1', turnOf(8))))
    api.stream.end({ kind: 'closed' })
    await settle()
    expect(chat.unsent.value).toBeNull()
    expect(chat.ready.value).toBe(true)
  })

  it('gets another name where the server knows that one for something else', async () => {
    void chat.send('Mind this')
    await settle()
    api.stream.end(refusal('id_reused'))
    await settle()
    void chat.resend()
    await settle()
    expect(api.stream.command?.id).toBe('id3')
  })

  it('can be taken back into the draft', async () => {
    void chat.send('Mind this')
    await settle()
    api.stream.end(UNREACHABLE)
    await settle()
    chat.write('and that')
    chat.takeBack()
    expect(chat.unsent.value).toBeNull()
    expect(chat.draft.value).toBe('Mind this\n\nand that')
  })

  it('is not lost by looking at another chat', async () => {
    void chat.send('Mind this')
    await settle()
    api.stream.end(UNREACHABLE)
    await settle()
    await opened(framesOf(turnOf(12)))
    expect(chat.unsent.value).toBeNull()
    chat.fresh()
    expect(chat.unsent.value).toMatchObject({ command: { id: 'id1' }, state: { kind: 'failed' } })
    void chat.resend()
    await settle()
    expect(api.stream).toMatchObject({ kind: 'send', session: 'id2', command: { id: 'id1' } })
  })

  it('that was accepted unheard is found: the retry joins the turn', async () => {
    void chat.send('Question 1')
    await settle()
    api.stream.open()
    api.stream.end(CUT)
    await settle()
    expect(chat.unsent.value?.state.kind).toBe('failed')
    void chat.resend()
    await settle()
    const frames = framesOf(answering('id1', turnOf(20)))
    expect(api.stream).toMatchObject({ kind: 'send', after: null, command: { id: 'id1' } })
    api.stream.give(...frames)
    api.stream.end({ kind: 'closed' })
    await settle()
    expect(chat.view.value).toEqual(all(frames, 'id2'))
  })

  it('that was accepted unheard is found: the page looks when it wakes', async () => {
    void chat.send('Question 1')
    await settle()
    api.stream.end(UNREACHABLE)
    await settle()
    chat.wake()
    await settle()
    const frames = framesOf(answering('id1', turnOf(20)))
    expect(api.stream).toMatchObject({ kind: 'events', after: null })
    api.stream.give({ id: 'e1.9', event: { type: 'reset', view: all(frames.slice(0, 9), 'id2') } }, ...frames.slice(9))
    expect(chat.unsent.value).toBeNull()
    expect(chat.view.value).toEqual(all(frames, 'id2'))
  })

  it('while another page has its turn: follows that turn', async () => {
    await opened(framesOf(turnOf(12)))
    void chat.send('More')
    await settle()
    api.stream.end(refusal('turn_running'))
    await settle()
    expect(api.stream).toMatchObject({ kind: 'events', after: 'e1.12' })
    api.stream.give(...framesOf(turnOf(12, '2', 't1'), 'e1', 13).slice(0, 5))
    expect(chat.live.value?.id).toBe('t2')
    expect(chat.unsent.value?.state.kind).toBe('failed')
  })
})

describe('opening', () => {
  it('says when there is no such chat', async () => {
    await chat.open('c9')
    expect(chat.reach.value).toMatchObject({ kind: 'absent' })
    await chat.send('Hello')
    expect(chat.unsent.value?.state).toMatchObject({ kind: 'failed', failure: { problem: { error: 'not_found' } } })
    chat.fresh()
    expect(chat.id.value).toBeNull()
    expect(chat.reach.value.kind).toBe('ready')
  })

  it('tries again when the network is back', async () => {
    api.session_ = () => UNREACHABLE
    await chat.open('c1')
    expect(chat.reach.value.kind).toBe('failed')
    api.session_ = (id) => page(all(framesOf(turnOf(12)), id), 'e1.12')
    chat.wake()
    await settle()
    expect(chat.reach.value.kind).toBe('ready')
    expect(chat.view.value.messages).toHaveLength(2)
  })

  it('does not mix two chats', async () => {
    let late: (value: ReturnType<typeof page>) => void = () => undefined
    api.session_ = () => new Promise((resolve) => (late = resolve))
    void chat.open('c1')
    api.session_ = (id) => page({ ...emptyView(id), title: 'second', created: 5 }, 'e2.1')
    await chat.open('c2')
    late(page({ ...emptyView('c1'), title: 'first', created: 5 }, 'e1.1'))
    await settle()
    expect(chat.view.value).toMatchObject({ id: 'c2', title: 'second' })
  })

  it('loads what is earlier, once', async () => {
    const view = all(framesOf(turnOf(12, '2', 't1')), 'c1')
    api.session_ = (id, before) => (before === null ? page({ ...view, earlier: true }, 'e1.24') : page(all(framesOf(turnOf(12)), id), 'e1.24'))
    await chat.open('c1')
    void chat.loadEarlier()
    await chat.loadEarlier()
    await settle()
    expect(chat.view.value.messages.map(({ id }) => id)).toEqual(['q1', 't1', 'q2', 't2'])
    expect(chat.view.value.earlier).toBe(false)
    expect(api.asked.filter((asked) => asked.includes('before'))).toEqual(['session c1 before q2'])
  })
})

it('does not put what is earlier before a view that came meanwhile', async () => {
  const view = all(framesOf(turnOf(12, '2', 't1')), 'c1')
  let answer: (value: ReturnType<typeof page>) => void = () => undefined
  api.session_ = (_id, before) => (before === null ? page({ ...view, earlier: true }, 'e1.24') : new Promise((resolve) => (answer = resolve)))
  await chat.open('c1')
  const loading = chat.loadEarlier()
  await settle()
  const newer = { ...all(framesOf(turnOf(12, '3', 't2')), 'c1'), earlier: true }
  api.stream.give({ id: 'e1.36', event: { type: 'reset', view: newer } })
  answer(page(all(framesOf(turnOf(12)), 'c1'), 'e1.24'))
  await loading
  expect(chat.view.value).toEqual(newer)
  expect(chat.loadingEarlier.value).toBe(false)
})

describe('stopping', () => {
  const frames = framesOf(turnOf(30))

  it('names the turn, and shows the answer as stopped when the event comes', async () => {
    await opened(frames.slice(0, 12))
    void chat.stop()
    void chat.stop()
    expect(chat.stopping.value).toBe('t1')
    await settle()
    expect(api.asked.filter((asked) => asked.startsWith('stop'))).toEqual(['stop c1 t1'])
    const ended = frames.at(-1)!.event
    if (ended.type !== 'turn.ended') throw new Error('the last event ends the turn')
    api.stream.give({ id: 'e1.13', event: { ...ended, outcome: { status: 'stopped' } } })
    expect(chat.stopping.value).toBeNull()
    expect(chat.view.value).toMatchObject({ running: null, messages: [{}, { state: { status: 'stopped' } }] })
    expect(chat.ready.value).toBe(true)
  })

  it.each([
    ['says that it could not', UNREACHABLE, true],
    ['only looks where the turn had ended', refusal('nothing_running'), false],
  ] as const)('%s', async (_name, answer, told) => {
    await opened(frames.slice(0, 12))
    api.stop_ = answer
    await chat.stop()
    expect(chat.stopping.value).toBeNull()
    expect(chat.trouble.value !== null).toBe(told)
  })
})

describe('retrying', () => {
  it('asks for another answer to the same question', async () => {
    await opened(framesOf(turnOf(12)))
    void chat.again('retry', 't1')
    await settle()
    expect(api.stream).toMatchObject({ kind: 'send', after: 'e1.12', command: { kind: 'retry', turn: 't1' } })
    expect(chat.unsent.value?.state.kind).toBe('sending')
    const again = turnOf(12, '2').filter(({ type }) => type !== 'message.accepted')
    api.stream.give(...framesOf(answering('q1', again), 'e1', 13))
    expect(chat.unsent.value).toBeNull()
    expect(chat.view.value.head).toBe('t2')
    expect(chat.view.value.messages.at(-1)).toMatchObject({ id: 't2', parent: 'q1', state: { status: 'done' } })
  })

  it('asks an answer to go on: its text stays, also in the one that goes on', async () => {
    const frames = framesOf(turnOf(12))
    await opened(frames)
    const [, answer] = all(frames, 'c1').messages
    void chat.again('continue', 't1')
    await settle()
    expect(api.stream).toMatchObject({ kind: 'send', after: 'e1.12', command: { kind: 'continue', turn: 't1' } })
    expect(chat.shown.value.map(({ id }) => id)).toEqual(['q1', 't1'])
    const parts = answer?.role === 'assistant' ? answer.parts : []
    const goesOn = answering(
      'q1',
      turnOf(12, '2').filter(({ type }) => type !== 'message.accepted'),
    ).map((event) => (event.type === 'turn.started' ? { ...event, continues: { turn: 't1', parts } } : event))
    const [started, ...rest] = framesOf(goesOn, 'e1', 13)
    api.stream.give(started!)
    expect([chat.unsent.value, chat.shown.value.map(({ id }) => id)]).toEqual([null, ['q1', 't2']])
    expect(chat.live.value?.parts).toEqual(parts)
    api.stream.give(...rest)
    expect(chat.shown.value.at(-1)).toMatchObject({ id: 't2', continues: { turn: 't1', parts: parts.length }, state: { status: 'done' } })
  })
})

it('keeps the draft of each chat', async () => {
  chat.write('for the new one')
  await opened(framesOf(turnOf(12)))
  expect(chat.draft.value).toBe('')
  chat.write('for c1')
  chat.fresh()
  expect(chat.draft.value).toBe('for the new one')
  void chat.open('c1')
  expect(chat.draft.value).toBe('for c1')
})
