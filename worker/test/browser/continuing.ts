// Suite: an answer that was cut goes on, by keyboard and by touch.
import { describe, expect, it } from 'vitest'
import { PHONE } from '../../../scripts/quiet-chromium.ts'
import { textOf } from '../../../shared/conversation.ts'
import { answerTokens } from '../../sim/cases-text.ts'
import type { Stage } from '../hosts/stage.ts'
import { button } from './branching.ts'
import type { Visitors } from './browser.ts'
import { type Chat, letters, PATIENT } from './chat.ts'
import { HANDS } from './hands.ts'
import { fits } from './fitting.ts'

/** Looks at every frame how much of the answer is shown, and keeps the least. */
const WATCH_TEXT = `
  window.leastShown = Infinity
  const look = () => {
    const texts = [...document.querySelectorAll('article[data-turn]')].map((e) => e.querySelector('[data-part="text"]')?.textContent.length ?? 0)
    leastShown = Math.min(leastShown, Math.max(0, ...texts))
    requestAnimationFrame(look)
  }
  look()`

export function continuing(there: Stage, { visit }: Visitors): void {
  const stored = async (chat: Chat): Promise<string> => textOf(await there.client.answer(chat.id))
  /** Another answer than this one, in that state. */
  async function next(chat: Chat, turn: string, status: string): Promise<string> {
    await expect.poll(() => chat.answers.last().getAttribute('data-turn'), PATIENT).not.toBe(turn)
    return chat.until(status)
  }

  describe.each(HANDS)('Continue, $name', ({ options, press }) => {
    it('an answer that was interrupted goes on to the text that it would have had, and nothing of it goes meanwhile', async () => {
      const { chat } = await visit(there.host.url, options)
      const message = 'Tell me of the sea [[tokens=400]] [[rate=60]] [[delay=300]]'
      await chat.say(message)
      await chat.grows(3)
      await there.sim.set({ cut: true })
      const cut = await chat.until('interrupted')
      const first = await there.client.answer(chat.id)
      if (options === PHONE) await fits(chat.page)
      await chat.page.evaluate(WATCH_TEXT)
      const before = Number(await chat.page.evaluate('leastShown'))
      await press(button(chat, 'Continue'))
      const whole = await next(chat, first.id, 'done')
      expect(Number(await chat.page.evaluate('leastShown'))).toBeGreaterThanOrEqual(before)
      expect(letters(whole).startsWith(letters(cut))).toBe(true)
      expect(await stored(chat)).toBe(answerTokens(message, 1, 400).join(''))
      expect(await chat.copied()).toBe(await stored(chat))
      await chat.answers.getByText('Continued.', { exact: true }).waitFor()
      // It is one answer, and not a version beside another.
      expect([await chat.answers.count(), await button(chat, 'Continue').count(), await chat.retry.count()]).toEqual([1, 0, 0])
      expect(await button(chat, 'Previous version').count()).toBe(0)
      await chat.page.reload()
      expect(letters(await chat.until('done'))).toBe(letters(await stored(chat)))
      expect(await chat.answers.count()).toBe(1)
    })

    it('one that reached its length says so, and goes on', async () => {
      const { chat } = await visit(there.host.url, options)
      const message = 'Tell me of the hills [[tokens=60]] [[limit=40]] [[rate=500]]'
      await chat.say(message)
      await chat.until('done')
      await chat.answers.getByText('it reached the length that the model allows').waitFor()
      const first = await there.client.answer(chat.id)
      await press(button(chat, 'Continue'))
      await next(chat, first.id, 'done')
      expect(await stored(chat)).toBe(answerTokens(message, 1, 60).join(''))
      expect([await button(chat, 'Continue').count(), await button(chat, 'Ask again').count()]).toEqual([0, 1])
    })
  })

  describe('Continue', () => {
    it('where it cannot go on the text stays, with the reason, and it can be tried again', async () => {
      const { chat } = await visit(there.host.url)
      const message = 'Tell me of the roads [[tokens=4000]] [[rate=60]]'
      await chat.say(message)
      await chat.grows(3)
      await chat.stop.click()
      const text = await chat.until('stopped')
      const first = await there.client.answer(chat.id)
      await there.sim.set({ failures: ['jinja-error'] })
      await button(chat, 'Continue').click()
      expect(await next(chat, first.id, 'failed')).toBe(text)
      await chat.answers.getByText("The model's prompt template rejects this chat.").waitFor()
      expect(await chat.answers.getByText('Continued.', { exact: true }).count()).toBe(0)
      const second = await there.client.answer(chat.id)
      await button(chat, 'Continue').click()
      await expect.poll(() => chat.answers.last().getAttribute('data-turn'), PATIENT).not.toBe(second.id)
      await expect.poll(async () => (await chat.shown()).text.length, PATIENT).toBeGreaterThan(text.length)
      await chat.stop.click()
      expect((await chat.until('stopped')).startsWith(text)).toBe(true)
    })

    it('one that begins anew stands beside the first, which is a step away', async () => {
      const { chat } = await visit(there.host.url)
      await chat.say('Tell me of the winds [[tokens=60]] [[limit=40]] [[rate=500]] [[seam=anew]]')
      await chat.until('done')
      const first = await there.client.answer(chat.id)
      await button(chat, 'Continue').click()
      expect(await next(chat, first.id, 'done')).toContain(', in other words.')
      await chat.answers.getByText('The model began anew instead of going on').waitFor()
      await chat.thread.getByText('2 of 2').waitFor()
      await button(chat, 'Previous version').click()
      await expect.poll(() => chat.answers.last().getAttribute('data-turn'), PATIENT).toBe(first.id)
    })
  })
}
