// Suite: a reader who leaves takes nothing along; a stop reaches home.
import { describe, expect, it } from 'vitest'
import { textOf } from '../../../shared/conversation.ts'
import { lastText } from './client.ts'
import { eventually } from './eventually.ts'
import { type Stage, fresh } from './stage.ts'
import { isText } from './stream.ts'

/** From the stop to the closed connection at home, in milliseconds. */
const STOP_MS = 1_000

export function leaving(stage: Stage): void {
  describe('leaving and stopping', () => {
    it.each(['before the first word', 'in the middle'])('a reader leaves %s: the model writes to its end, and all of it is stored', async (when) => {
      const chat = fresh('left')
      const message = `${chat} [[tokens=80]] ${when.startsWith('before') ? '[[delay=500]]' : ''}`
      const stream = await stage.client.ask(chat, message)
      await stream.until(when.startsWith('before') ? () => true : isText)
      stream.leave()
      await stream.closed
      expect(stream.ended).toBe(false)
      const answer = await stage.client.settled(chat)
      const [record] = stage.asked(message)
      expect(record).toMatchObject({ finished: true, aborted: false, cut: false })
      expect(record?.written.length).toBeGreaterThan(100)
      expect([answer.state, textOf(answer)]).toEqual([{ status: 'done', finish_reason: 'stop' }, record?.written])
    })

    it('a stop closes the connection to the model within a second, and what was written stays', async () => {
      const chat = fresh('stopped')
      const message = `${chat} [[tokens=4000]]`
      const stream = await stage.client.ask(chat, message)
      const { event } = await stream.until(isText)
      const at = Date.now()
      const told = await stage.client.post(`/agent/sessions/${chat}/stop`, {})
      expect([told.status, told.body]).toEqual([200, { stopped: event.type === 'text' ? event.turn : null }])
      await eventually(
        () => stage.asked(message)[0]?.aborted,
        (aborted) => expect(aborted).toBe(true),
      )
      const [record] = stage.asked(message)
      expect((record?.abortedAt ?? Infinity) - at).toBeLessThan(STOP_MS)
      await stream.closed
      expect(stream.frames.at(-1)?.event).toMatchObject({ type: 'turn.ended', outcome: { status: 'stopped' } })
      const answer = await stage.client.answer(chat)
      expect(answer.state).toEqual({ status: 'stopped' })
      expect(textOf(answer).length).toBeGreaterThan(0)
      expect(record?.written.startsWith(textOf(answer))).toBe(true)
      expect(lastText(stream.view(chat))).toBe(textOf(answer))
    })

    it('a stop before the first word too', async () => {
      const chat = fresh('early')
      const message = `${chat} [[delay=60000]]`
      const stream = await stage.client.ask(chat, message)
      await eventually(
        () => stage.asked(message).length,
        (times) => expect(times).toBe(1),
      )
      const at = Date.now()
      await stage.client.post(`/agent/sessions/${chat}/stop`)
      await stream.closed
      await eventually(
        () => stage.asked(message)[0]?.aborted,
        (aborted) => expect(aborted).toBe(true),
      )
      expect((stage.asked(message)[0]?.abortedAt ?? Infinity) - at).toBeLessThan(STOP_MS)
      expect((await stage.client.answer(chat)).state).toEqual({ status: 'stopped' })
    })

    it('a stop where nothing runs says so', async () => {
      const chat = fresh('quiet')
      await stage.client.say(chat, 'What is 2+2?')
      const { status, body } = await stage.client.post(`/agent/sessions/${chat}/stop`, {})
      expect([status, body]).toMatchObject([409, { detail: { error: 'nothing_running' } }])
    })
  })
}
