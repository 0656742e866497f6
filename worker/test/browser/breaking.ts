// Suite: home breaks off in the middle of an answer.
import { describe, expect, it } from 'vitest'
import { textOf } from '../../../shared/conversation.ts'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { letters, PATIENT } from './chat.ts'

export function breaking(there: Stage, { visit }: Visitors): void {
  describe('home breaks off', () => {
    it('the answer is marked interrupted and keeps its text; Retry makes another one beside it', async () => {
      const { chat } = await visit(there.host.url)
      const message = 'Tell me of the tide pools [[tokens=400]] [[rate=60]]'
      await chat.say(message)
      await chat.grows(3)
      await there.sim.set({ cut: true })
      const cut = await chat.until('interrupted')
      await chat.answers.getByText('Interrupted: the connection to home broke off.').waitFor()
      const first = await there.client.answer(chat.id)
      expect([first.state, letters(cut)]).toEqual([{ status: 'interrupted', reason: 'stream_cut' }, letters(textOf(first))])
      expect(cut.length).toBeGreaterThan(0)
      expect(there.asked(message)[0]?.written.startsWith(textOf(first))).toBe(true)

      await chat.retry.click()
      await expect.poll(() => chat.answers.getAttribute('data-turn'), PATIENT).not.toBe(first.id)
      const whole = await chat.until('done')
      const { messages, head } = await there.client.view(chat.id)
      expect(messages.map(({ role, parent }) => [role, parent])).toEqual([
        ['user', null],
        ['assistant', messages[0]?.id],
        ['assistant', messages[0]?.id],
      ])
      expect([messages[1], messages[2]?.id]).toEqual([first, head])
      expect(await chat.copied()).toBe(textOf(await there.client.answer(chat.id)))
      expect(letters(whole)).toBe(letters(await chat.copied()))
      expect([await chat.questions.count(), await chat.answers.count(), await chat.retry.count()]).toEqual([1, 1, 0])
    })
  })
}
