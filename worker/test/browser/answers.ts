// Suite: an answer on the page. It grows, it goes on over a reload and in a second tab, it can be stopped.
import { describe, expect, it } from 'vitest'
import { textOf } from '../../../shared/conversation.ts'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { letters, PATIENT } from './chat.ts'
import { endsWhole } from './whole.ts'

/** From when the page asks for the stop to the closed connection at home, in milliseconds. */
const STOP_MS = 1_000

export function answers(there: Stage, { visit }: Visitors): void {
  describe('an answer', () => {
    it('a message is sent, its text grows and ends, and is what is stored', async () => {
      const { chat } = await visit(there.host.url)
      const message = 'Tell me of the sea [[tokens=300]] [[rate=60]]'
      await chat.say(message)
      await chat.grows(3)
      expect(await chat.field.inputValue()).toBe('')
      await endsWhole(chat, there, message)
      expect(await chat.questions.allInnerTexts()).toEqual([expect.stringContaining(message)])
      await expect.poll(() => chat.page.title(), PATIENT).toContain('Tell me of the sea')
      await chat.page.getByRole('navigation', { name: 'Chats' }).getByRole('link', { name: 'Tell me of the sea' }).waitFor()
    })

    it('a reload in the middle: it goes on and ends, and nothing is doubled', async () => {
      const { chat } = await visit(there.host.url)
      const message = 'Tell me of the hills [[tokens=480]] [[rate=60]]'
      await chat.say(message)
      await chat.grows(3)
      const before = (await chat.shown()).text
      await chat.page.reload()
      await chat.grows(3)
      expect(letters((await chat.shown()).text).startsWith(letters(before))).toBe(true)
      await endsWhole(chat, there, message)
    })

    it('a second tab follows, and both end with the same text', async () => {
      const { chat, second } = await visit(there.host.url)
      const message = 'Tell me of the roads [[tokens=320]] [[rate=60]]'
      await chat.say(message)
      await chat.grows(2)
      const other = await second(chat.page.url())
      await Promise.all([chat.grows(3), other.grows(3)])
      await endsWhole(chat, there, message)
      await endsWhole(other, there, message)
    })

    it('a stop: it is marked, and home sees the close', async () => {
      const { chat } = await visit(there.host.url)
      const message = 'Tell me of the winds [[tokens=4000]]'
      await chat.say(message)
      await chat.grows(2)
      const [asks] = await Promise.all([chat.page.waitForRequest('**/stop'), chat.stop.click()])
      await asks.response()
      const shown = await chat.until('stopped')
      await expect.poll(() => there.asked(message)[0]?.aborted, PATIENT).toBe(true)
      expect((there.asked(message)[0]?.abortedAt ?? Infinity) - asks.timing().startTime).toBeLessThan(STOP_MS)
      await chat.answers.getByText('Stopped.', { exact: true }).waitFor()
      await expect.poll(() => chat.stop.count(), PATIENT).toBe(0)
      const answer = await there.client.answer(chat.id)
      expect([answer.state, textOf(answer)]).toEqual([{ status: 'stopped' }, await chat.copied()])
      expect(letters(shown)).toBe(letters(textOf(answer)))
      expect(shown.length).toBeGreaterThan(0)
      // And the chat goes on.
      await chat.say('What is 2+2?')
      expect(await chat.until('done')).toBe('4')
    })
  })
}
