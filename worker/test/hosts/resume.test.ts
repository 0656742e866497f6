// A stream that can be taken up anywhere, on both hosts (L1, L3, L4, L5).
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Launched, launch } from '../launch.ts'
import { Client, lastText } from './client.ts'
import { type Model, type Piece, saidBy, startModel } from './model.ts'
import { KINDS } from './stage.ts'
import { type Frame, type Stream, isEnd } from './stream.ts'

/** Events that the turn has at least. */
const EVENTS = 300
const PACE_MS = 8
/** It thinks and speaks by turns: what is alike is written together on a slow machine, this never is, so that each piece is an event of its own. */
const PIECES = Array.from({ length: EVENTS }, (_, at): Piece =>
  at % 2 === 0 ? { kind: 'reasoning', text: `hm ${at} ` } : { kind: 'text', text: `Zürich ${at} 🚢 ` },
)
/** Streams that are open at a time. A host notices a reader who left by a write only, so all of those count among its readers, 1,000 at the most. */
const AT_ONCE = 10
/** How many events a reader that keeps losing its connection sees between two losses. */
const PIECE = 9

// Both hosts at the same time; each in its order.
describe.concurrent.each(KINDS)('%s', (kind) => {
  describe('a turn of many events', { concurrent: false }, () => {
    const chat = 'resume'
    const command = { message_id: 'resume-1' }
    let model: Model
    let host: Launched
    let client: Client
    let frames: readonly Frame[] = []
    beforeAll(async () => {
      model = await startModel(PIECES, PACE_MS)
      host = await launch(kind, { llm: model.url, env: { LLM_MODEL: 'auto' } })
      client = new Client(host.url)
    })
    afterAll(async () => {
      await host?.stop()
      model?.close()
    })

    const joined = (some: readonly Frame[]): string => some.map(({ bytes }) => bytes).join('')
    /** Reads up to the end of the turn, then goes. */
    const tail = async (stream: Stream): Promise<string> => {
      await stream.until(isEnd)
      stream.leave()
      return stream.bytes
    }
    /** After each event but the last: what `read` gives is what the first reader had from there on. */
    const afterEach = async (read: (id: string) => Promise<string>): Promise<void> => {
      expect(frames.length).toBeGreaterThanOrEqual(EVENTS)
      const waiting = frames.slice(0, -1).map(({ id }, at) => ({ id, rest: joined(frames.slice(at + 1)) }))
      const work = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) expect(await read(next.id), `after ${next.id}`).toBe(next.rest)
      }
      await Promise.all(Array.from({ length: AT_ONCE }, work))
    }

    it(`a turn of ${EVENTS} events: a reader that loses its connection again and again has the bytes of one that stays`, async () => {
      const first = await client.ask(chat, 'Think and speak', command)
      const began = await first.until(() => true)
      const seen = [began]
      for (let last = began; !isEnd(last);) {
        const stream = await client.events(chat, last.id)
        await stream.until((frame, at) => at + 1 >= PIECE || isEnd(frame))
        stream.leave()
        seen.push(...stream.frames)
        last = stream.frames.at(-1) ?? last
      }
      await first.closed
      expect(first.ended).toBe(true)
      frames = first.frames
      expect(joined(seen)).toBe(first.bytes)
      const numbers = frames.map(({ id }) => Number(id.split('.')[1]))
      expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at))
      expect(lastText(first.view(chat))).toBe(saidBy(PIECES))
    })

    it('after each of them by POST', { timeout: 60_000 }, () => afterEach(async (id) => tail(await client.events(chat, id))))
    it('after each of them by GET', { timeout: 60_000 }, () => afterEach(async (id) => tail(await client.eventsByGet(chat, id))))

    it('after each of them by sending the message again, whose stream then ends by itself', { timeout: 60_000 }, () =>
      afterEach(async (id) => {
        const stream = await client.ask(chat, 'Think and speak', command, { 'last-event-id': id })
        await stream.closed
        return stream.bytes
      }),
    )

    it('from the beginning by sending the message again, and the model was asked once', async () => {
      const stream = await client.ask(chat, 'Think and speak', command)
      await stream.closed
      expect(stream.bytes).toBe(joined(frames))
      expect(model.asked()).toBe(1)
    })

    it.each([
      ['of another epoch', () => `other.${frames[5]?.id.split('.')[1]}`],
      ['beyond the head', () => `${frames[0]?.id.split('.')[0]}.999999`],
      ['that is none', () => 'nonsense'],
    ])('after an id %s comes the view', async (_what, id) => {
      const stream = await client.events(chat, id())
      const { event, id: cursor } = await stream.until(() => true)
      stream.leave()
      expect(event.type === 'reset' && event.view).toEqual(await client.view(chat))
      expect(cursor).toBe(frames.at(-1)?.id)
    })
  })
})
