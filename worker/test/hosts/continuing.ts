// Suite: an answer that was cut goes on.
import { describe, expect, it } from 'vitest'
import { type Answer, textOf } from '../../../shared/conversation.ts'
import { answerTokens } from '../../sim/cases-text.ts'
import { fieldOf, textIn } from './client.ts'
import { type Stage, fresh } from './stage.ts'
import { isText } from './stream.ts'

export function continuing(stage: Stage): void {
  const goOn = (session_id: string, turn: string, more: object = {}) => stage.client.post('/agent/message', { continue: turn, session_id, ...more })
  /** A chat whose answer, of 100 tokens, has reached its length at 40. */
  async function cut(more = ''): Promise<{ chat: string; turn: string; begun: string; whole: string }> {
    const chat = fresh('cut')
    const message = `${chat} [[tokens=100]] [[limit=40]] [[rate=500]] ${more}`
    const { body } = await stage.client.say(chat, message)
    expect(body).toMatchObject({ status: 'done', metadata: { finish_reason: 'length' } })
    return { chat, turn: textIn(body, 'metadata', 'turn_id'), begun: textIn(body, 'reply'), whole: answerTokens(message, 1, 100).join('') }
  }

  describe('continue', () => {
    it('one that reached its length goes on, as often as it does, to the text that it would have had', async () => {
      const { chat, turn, begun, whole } = await cut()
      const second = await goOn(chat, turn)
      expect([second.status, second.body]).toMatchObject([200, { status: 'done', metadata: { finish_reason: 'length' } }])
      const third = await goOn(chat, textIn(second.body, 'metadata', 'turn_id'))
      expect(third.body).toMatchObject({ status: 'done', reply: whole, metadata: { finish_reason: 'stop' } })
      expect(textIn(second.body, 'reply').startsWith(begun)).toBe(true)
      // The model got each character once.
      expect(stage.sim.records().at(-1)?.messages.at(-1)).toEqual({ role: 'assistant', content: textIn(second.body, 'reply') })
      const next = await stage.client.say(chat, 'What is 2+2?')
      expect(next.body).toMatchObject({ reply: '4' })
      expect(stage.sim.records().at(-1)?.messages[1]).toEqual({ role: 'assistant', content: whole })
      expect(await goOn(chat, textIn(third.body, 'metadata', 'turn_id'))).toMatchObject({ status: 409, body: { detail: { error: 'not_continuable' } } })
    })

    it('one that was stopped goes on as a stream, with its text first', async () => {
      const chat = fresh('stopped')
      const message = `${chat} [[tokens=90]] [[rate=60]]`
      const stream = await stage.client.ask(chat, message)
      await stream.until(isText)
      await stage.client.post(`/agent/sessions/${chat}/stop`, {})
      const stopped = await stage.client.settled(chat)
      expect(stopped.state.status).toBe('stopped')
      const answer = await stage.client.open('POST', '/agent/message', { continue: stopped.id, session_id: chat })
      await answer.closed
      const whole = answerTokens(message, 1, 90).join('')
      expect(answer.view(chat).messages.map((one) => (one.role === 'assistant' ? textOf(one) : ''))).toEqual([whole])
      expect(textOf(await stage.client.answer(chat))).toBe(whole)
    })

    it('what it says once more is cut', async () => {
      const { chat, turn, whole } = await cut('[[seam=overlap]]')
      let told = await goOn(chat, turn)
      while (fieldOf(told.body, 'metadata', 'finish_reason') === 'length') told = await goOn(chat, textIn(told.body, 'metadata', 'turn_id'))
      expect(told.body).toMatchObject({ status: 'done', reply: whole })
    })

    it('one that begins anew stands beside the first', async () => {
      const { chat, turn, begun } = await cut('[[seam=anew]]')
      const { body } = await goOn(chat, turn)
      expect(body).toMatchObject({ status: 'done', reply: expect.stringMatching(/^.{30}, in other words\. /) })
      expect(textIn(body, 'reply').slice(0, 30)).toBe(begun.slice(0, 30))
      const answers = (await stage.client.view(chat)).messages.filter((message): message is Answer => message.role === 'assistant')
      expect(answers.map(({ continues }) => continues)).toEqual([null, { turn, parts: 0 }])
    })

    it('the same one twice is one turn, and what is not there cannot go on', async () => {
      const { chat, turn } = await cut()
      const [one, other] = await Promise.all([goOn(chat, turn, { message_id: 'same' }), goOn(chat, turn, { message_id: 'same' })])
      expect([one.status, other.status]).toEqual([200, 200])
      expect(fieldOf(one.body, 'metadata', 'turn_id')).toBe(fieldOf(other.body, 'metadata', 'turn_id'))
      expect(await stage.client.post('/agent/message', { retry: turn, session_id: chat, message_id: 'same' })).toMatchObject({
        status: 409,
        body: { detail: { error: 'id_reused' } },
      })
      expect((await goOn(chat, 'none')).status).toBe(404)
      expect((await goOn(fresh('never'), turn)).status).toBe(404)
    })
  })
}
