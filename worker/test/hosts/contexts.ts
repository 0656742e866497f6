// Suite: a chat that is longer than what the model can read at once.
import { describe, expect, it } from 'vitest'
import { textOf } from '../../../shared/conversation.ts'
import { promptTokens } from '../../sim/cases-text.ts'
import { SIM_CONTEXT } from '../../sim/cases-world.ts'
import { type Stage, fresh } from './stage.ts'

/** Each makes a question and an answer. */
const ROUNDS = 100
const LONG = 'The lamp in the porch is lit and the kettle is on; '.repeat(16)

export function contexts(stage: Stage): void {
  describe('context', () => {
    it(`a chat of ${ROUNDS * 2} long messages is cut to fit ${SIM_CONTEXT} tokens, and says so`, { timeout: 90_000 }, async () => {
      const chat = fresh('long')
      const question = (n: number): string => `${n}. ${LONG} [[tokens=100]] [[rate=1000000]] [[delay=0]]`
      for (let n = 0; n < ROUNDS; n += 1) {
        const { status, body } = await stage.client.say(chat, question(n))
        expect([status, body]).toMatchObject([200, { status: 'done' }])
      }
      const view = await stage.client.view(chat)
      expect([view.messages.length, view.earlier]).toEqual([50, true])
      const last = view.messages.at(-1)
      if (last?.role !== 'assistant') throw new Error('the last message is no answer')

      const records = Array.from({ length: ROUNDS }, (_, n) => stage.asked(question(n)))
      // Never too long for the model, so never asked twice.
      expect(records.map(({ length }) => length)).toEqual(records.map(() => 1))
      const sent = records.map(([record]) => record?.messages ?? [])
      expect(Math.max(...sent.map((messages) => promptTokens(messages.map(({ content }) => content))))).toBeLessThan(SIM_CONTEXT)
      const kept = sent.at(-1) ?? []
      expect(kept.length).toBeGreaterThanOrEqual(5)
      expect(last.trimmed).toEqual({ dropped: ROUNDS * 2 - 1 - kept.length, context: SIM_CONTEXT })
      // What is left are the newest, in their order, whole.
      const newest = view.messages.slice(-kept.length - 1, -1).map((message) => (message.role === 'user' ? message.text : textOf(message)))
      expect(kept.map(({ content }) => content)).toEqual(newest)

      const stream = await stage.client.ask(chat, question(ROUNDS))
      await stream.closed
      const trimmed = stream.frames.find(({ event }) => event.type === 'context.trimmed')
      expect(trimmed?.event).toMatchObject({ context: SIM_CONTEXT })
    })
  })
}
