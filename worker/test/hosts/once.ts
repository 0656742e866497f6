// Suite: a message is one turn, however often it is sent (L6).
import { describe, expect, it } from 'vitest'
import { fieldOf } from './client.ts'
import { type Stage, fresh } from './stage.ts'
import { isEnd } from './stream.ts'

const TIMES = 20

export function once(stage: Stage): void {
  describe('L6: a message is one turn', () => {
    it('twenty posts at once: one turn, one request to the model, twenty equal answers', async () => {
      const chat = fresh('twenty')
      const message = `${chat} [[tokens=40]]`
      const sent = await Promise.all(Array.from({ length: TIMES }, () => stage.client.say(chat, message, { message_id: `${chat}-m` })))
      expect(sent.map(({ status }) => status)).toEqual(Array.from({ length: TIMES }, () => 200))
      const without = sent.map(({ body }) => JSON.stringify({ ...Object(body), metadata: { ...Object(fieldOf(body, 'metadata')), request_id: null } }))
      expect(new Set(without).size).toBe(1)
      const [record, ...others] = stage.asked(message)
      expect([record?.finished, others]).toEqual([true, []])
      expect(fieldOf(sent[0]?.body, 'reply')).toBe(record?.written)
      expect((await stage.client.view(chat)).messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
    })

    it('twenty streams at once: the same bytes', async () => {
      const chat = fresh('streams')
      const message = `${chat} [[tokens=40]]`
      const streams = await Promise.all(Array.from({ length: TIMES }, () => stage.client.ask(chat, message, { message_id: `${chat}-m` })))
      await Promise.all(streams.map(({ closed }) => closed))
      expect(streams.map(({ ended }) => ended)).toEqual(Array.from({ length: TIMES }, () => true))
      expect(new Set(streams.map(({ bytes }) => bytes)).size).toBe(1)
      expect(streams[0]?.frames.filter(isEnd).length).toBe(1)
      expect(stage.asked(message).length).toBe(1)
    })

    it('also when it is sent again later', async () => {
      const chat = fresh('later')
      const first = await stage.client.say(chat, 'What is 2+2?', { message_id: `${chat}-m` })
      const second = await stage.client.say(chat, 'What is 2+2?', { message_id: `${chat}-m` })
      expect(fieldOf(second.body, 'metadata', 'turn_id')).toBe(fieldOf(first.body, 'metadata', 'turn_id'))
      expect((await stage.client.view(chat)).messages.length).toBe(2)
    })

    it('the same name with other words is refused', async () => {
      const chat = fresh('reused')
      await stage.client.say(chat, 'What is 2+2?', { message_id: `${chat}-m` })
      const { status, body } = await stage.client.say(chat, 'What is 3+3?', { message_id: `${chat}-m` })
      expect([status, body]).toMatchObject([409, { detail: { error: 'id_reused', session_id: chat } }])
      expect((await stage.client.view(chat)).messages.length).toBe(2)
    })

    it('a second message while one runs is refused, and the first goes on', async () => {
      const chat = fresh('running')
      const first = await stage.client.ask(chat, `${chat} [[tokens=60]]`)
      const { status, body } = await stage.client.say(chat, 'and this')
      expect([status, body]).toMatchObject([409, { detail: { error: 'turn_running', session_id: chat, turn_id: expect.any(String) } }])
      await first.closed
      expect(first.frames.at(-1)?.event).toMatchObject({ type: 'turn.ended', outcome: { status: 'done' } })
      expect((await stage.client.view(chat)).messages.length).toBe(2)
    })
  })
}
