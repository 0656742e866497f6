// Resuming: wherever the stream is cut, whoever else writes, the page ends with the view that the log gives.
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { EXAMPLES } from '../../shared/event.examples.ts'
import type { ConversationEvent } from '../../shared/events.ts'
import { CUT, FakeApi, type Frame, framesOf, page, refusal, summary, UNREACHABLE } from '../test/fake-api.ts'
import { conversationPorts } from '../test/device.ts'
import { type FakeTimers, fakeTimers, settle } from '../test/fake-timers.ts'
import { all, answering, turnOf } from '../test/turns.ts'
import { RESUME_FIRST_MS, RESUME_MAX_MS } from './backoff.ts'
import { ConversationStore } from './conversation.ts'
import { QUIET_MS } from './following.ts'

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

describe('resuming', () => {
  /** Plays a log to a page whose stream is cut after each of these positions. */
  async function playCut(events: readonly ConversationEvent[], cuts: readonly number[]): Promise<void> {
    const frames = framesOf(answering('id1', events))
    void chat.send('Question 1')
    await settle()
    for (const cut of [...cuts, frames.length]) {
      const from = api.stream.after === null ? 0 : frames.findIndex(({ id }) => id === api.stream.after) + 1
      api.stream.open()
      api.stream.give(...frames.slice(from, Math.max(from, cut)))
      if (cut < frames.length) {
        api.stream.end(CUT)
        await timers.advance(RESUME_MAX_MS)
      }
    }
    api.stream.end({ kind: 'closed' })
    await settle()
    expect(chat.view.value).toEqual(all(frames, 'id2'))
    expect(chat.ready.value).toBe(true)
  }

  it('loses nothing and doubles nothing, wherever a turn of 300 events is cut', async () => {
    const events = turnOf(300)
    for (let cut = 2; cut < events.length; cut += 1) {
      chat = new ConversationStore(conversationPorts(api, timers))
      await playCut(events, [cut])
    }
  }, 20_000)

  it('nor where it is cut often', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 8, max: 300 }), fc.array(fc.integer({ min: 2, max: 299 }), { maxLength: 8 }), async (count, cuts) => {
        chat = new ConversationStore(conversationPorts(api, timers))
        await playCut(
          turnOf(count),
          cuts.filter((cut) => cut < count).sort((a, b) => a - b),
        )
      }),
      { numRuns: 60 },
    )
  }, 20_000)

  it('takes each of the example events once, in whatever pieces and however often they are given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: EXAMPLES.length - 1 }), { maxLength: 6 }), async (starts) => {
        const frames = framesOf(EXAMPLES.filter(({ type }) => type !== 'reset'))
        chat = new ConversationStore(conversationPorts(api, timers, () => 'c1'))
        void chat.send('What is 2+2?')
        await settle()
        let seen = 0
        for (const start of [...starts, 0]) {
          const from = Math.min(start, seen)
          api.stream.give(...frames.slice(from, from + 5 + start))
          seen = Math.max(seen, Math.min(frames.length, from + 5 + start))
        }
        expect(chat.view.value).toEqual(all(frames.slice(0, seen), 'c1'))
      }),
      { numRuns: 100 },
    )
  })

  it('waits 250 ms, then twice as long each time, up to 5 s, and begins anew once something came', async () => {
    const frames = framesOf(answering('id1', turnOf(30)))
    void chat.send('Question 1')
    await settle()
    api.stream.give(...frames.slice(0, 6))
    api.stream.end(CUT)
    await settle()
    expect(api.stream).toMatchObject({ kind: 'events', after: 'e1.6' })
    const cutAt = timers.now()
    for (const pause of [RESUME_FIRST_MS, 500, 1_000, 2_000, 4_000, RESUME_MAX_MS, RESUME_MAX_MS]) {
      const before = api.streams.length
      api.stream.end(UNREACHABLE)
      await timers.advance(pause - 1)
      expect(chat.link.value).toBe('lost')
      expect(chat.lostAt.value).toBe(cutAt)
      expect(api.streams).toHaveLength(before)
      await timers.advance(1)
      expect(api.streams).toHaveLength(before + 1)
    }
    api.stream.open()
    expect(chat.link.value).toBe('live')
    api.stream.give(frames[6]!)
    api.stream.end(CUT)
    const before = api.streams.length
    await timers.advance(RESUME_FIRST_MS)
    expect(api.streams).toHaveLength(before + 1)
    expect(api.stream.after).toBe('e1.7')
  })

  it('does not wait when the page wakes', async () => {
    void chat.send('Question 1')
    await settle()
    api.stream.give(...framesOf(answering('id1', turnOf(30))).slice(0, 6))
    api.stream.end(CUT)
    await settle()
    api.stream.end(UNREACHABLE)
    await settle()
    const before = api.streams.length
    chat.wake()
    await settle()
    expect(api.streams).toHaveLength(before + 1)
    expect(timers.pending()).toBe(0)
  })

  it('does not trust a stream that was quiet when the page wakes', async () => {
    void chat.send('Question 1')
    await settle()
    api.stream.open()
    api.stream.give(...framesOf(answering('id1', turnOf(30))).slice(0, 6))
    await timers.advance(QUIET_MS)
    chat.wake()
    expect(api.streams).toHaveLength(1)
    await timers.advance(1)
    chat.wake()
    await settle()
    expect(api.streams[0]?.signal.aborted).toBe(true)
    expect(api.stream).toMatchObject({ kind: 'events', after: 'e1.6' })
  })

  it('takes a view in the place of a tail that cannot be given', async () => {
    const frames = framesOf(answering('id1', turnOf(30)))
    void chat.send('Question 1')
    await settle()
    api.stream.give(...frames.slice(0, 10))
    api.stream.end(CUT)
    await settle()
    const view = all(frames, 'id2')
    api.stream.give({ id: 'e2.40', event: { type: 'reset', view } })
    expect(chat.view.value).toEqual(view)
    expect(chat.finished.value?.id).toBe('t1')
    api.stream.give(...framesOf([{ type: 'conversation.renamed', title: 'Anew' }], 'e2', 41))
    expect(chat.view.value.title).toBe('Anew')
  })

  it('asks for the view where events of another log come without one', async () => {
    await opened(framesOf(turnOf(12)))
    api.stream.give(...framesOf(turnOf(12, '2', 't1'), 'e1', 13).slice(0, 5))
    const view = all(framesOf(turnOf(12)), 'c1')
    api.session_ = () => page(view, 'e2.12')
    api.stream.give(...framesOf([{ type: 'conversation.renamed', title: 'Anew' }], 'e2', 3))
    expect(chat.view.value.title).not.toBe('Anew')
    await settle()
    expect(chat.view.value).toEqual(view)
    expect(api.stream).toMatchObject({ kind: 'events', after: 'e2.12' })
  })

  it('counts events that it does not know', async () => {
    await opened(framesOf(turnOf(12).slice(0, 6)))
    api.stream.give({ id: 'e1.7', event: null })
    api.stream.end(CUT)
    await timers.advance(RESUME_FIRST_MS)
    expect(api.stream.after).toBe('e1.7')
  })
})

describe('a second page', () => {
  it('follows a turn that runs when the chat is opened', async () => {
    const frames = framesOf(turnOf(40))
    await opened(frames.slice(0, 20))
    expect(api.stream).toMatchObject({ kind: 'events', session: 'c1', after: 'e1.20' })
    api.stream.give(...frames.slice(20))
    expect(chat.view.value).toEqual(all(frames, 'c1'))
    api.stream.end({ kind: 'closed' })
    await settle()
    expect(api.streams).toHaveLength(1)
  })

  it('looks again when the list tells of news, and only then', async () => {
    const frames = framesOf(turnOf(12))
    await opened(frames)
    api.stream.end({ kind: 'closed' })
    await settle()
    const seen = summary('c1', { title: 'Question 1', updated: chat.view.value.messages[1]!.at + 1_000 })
    for (const same of [seen, summary('c2', { updated: seen.updated + 9 })]) chat.heard(same)
    expect(api.streams).toHaveLength(1)
    chat.heard({ ...seen, updated: seen.updated + 60_000, state: 'running' })
    await settle()
    expect(api.stream).toMatchObject({ kind: 'events', after: 'e1.12' })
    api.stream.give(...framesOf(turnOf(12, '2', 't1'), 'e1', 13))
    api.stream.end({ kind: 'closed' })
    await settle()
    chat.heard({ ...seen, updated: seen.updated + 60_000 })
    expect(api.streams).toHaveLength(2)
    expect(chat.view.value.messages).toHaveLength(4)
  })

  it('learns that the chat was deleted', async () => {
    await opened(framesOf(turnOf(12)))
    api.stream.end({ kind: 'closed' })
    await settle()
    chat.heard(null)
    await settle()
    api.stream.end(refusal('gone'))
    await settle()
    expect(chat.reach.value).toMatchObject({ kind: 'absent', failure: { problem: { error: 'gone' } } })
  })
})
