// Suite: the tree of a chat. Another answer, another wording, and the way between them; by keyboard and by touch.
import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { branch } from '../../../shared/conversation.ts'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { type Chat, PATIENT } from './chat.ts'
import { comes, HANDS, isForEveryone } from './hands.ts'

export const button = (chat: Chat, name: string): Locator => chat.thread.getByRole('button', { name, exact: true })

export function branching(there: Stage, visitors: Visitors): void {
  const { visit } = visitors
  describe.each(HANDS)('branches, $name', (hand) => {
    const { press, write } = hand
    it('another answer stands beside the first; what is said next follows the one that is shown', async () => {
      const { chat } = await comes(visitors, there.host.url, hand)
      await chat.say('Tell me of the sea [[tokens=12]] [[rate=500]]')
      const first = await chat.until('done')
      const others = ['A second answer, in other words.', 'A third one.']
      for (const says of others) {
        await there.sim.set({ says })
        await press(button(chat, 'Ask again'))
        await expect.poll(async () => (await chat.shown()).text, PATIENT).toBe(says)
        await chat.until('done')
      }
      await there.sim.set({ says: null })
      await chat.thread.getByText('3 of 3').waitFor()

      await press(button(chat, 'Previous version'))
      await chat.thread.getByText('2 of 3').waitFor()
      expect((await chat.shown()).text).toBe(others[0])
      await isForEveryone(chat.page)
      await press(button(chat, 'Previous version'))
      await chat.thread.getByText('1 of 3').waitFor()
      expect((await chat.shown()).text).toBe(first)
      await chat.say('And then? [[tokens=8]] [[rate=500]]')
      await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
      await chat.until('done')

      const { messages, head } = await there.client.view(chat.id)
      const way = branch(messages, head)
      expect(way.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant'])
      expect([messages.length, way[1]?.id]).toEqual([6, messages[1]?.id])
      const asked = there.asked('And then? [[tokens=8]] [[rate=500]]').at(-1)
      expect(asked?.messages.map(({ content }) => content).join('\n')).not.toContain('A second answer')
    })

    it('a question in other words is a branch of its own, and the first wording is a step away', async () => {
      const { chat } = await comes(visitors, there.host.url, hand)
      await chat.say('Tell me of the sea [[tokens=12]] [[rate=500]]')
      const first = await chat.until('done')
      await press(button(chat, 'Edit'))
      const editor = chat.thread.getByRole('textbox', { name: 'Edit your message' })
      await write(editor, 'What is 2+2?')
      // It is kept on this device until it is sent.
      await chat.page.reload()
      await press(button(chat, 'Edit'))
      await expect.poll(() => editor.inputValue(), PATIENT).toBe('What is 2+2?')
      await press(chat.thread.getByRole('button', { name: 'Send', exact: true }))
      await expect.poll(async () => (await chat.shown()).text, PATIENT).toBe('4')
      await chat.until('done')
      expect([await chat.questions.count(), await chat.answers.count()]).toEqual([1, 1])
      await chat.thread.getByText('2 of 2').waitFor()
      await press(button(chat, 'Previous version'))
      await expect.poll(async () => (await chat.shown()).text, PATIENT).toBe(first)
      const { messages } = await there.client.view(chat.id)
      expect(messages.filter(({ role }) => role === 'user').map(({ parent }) => parent)).toEqual([null, null])
      expect(there.asked('What is 2+2?').at(-1)?.messages).toEqual([{ role: 'user', content: 'What is 2+2?' }])
    })
  })

  describe('keys of the field', () => {
    it('Up edits the last question, Escape leaves it as it was; Escape stops an answer', async () => {
      const { chat } = await visit(there.host.url)
      await chat.say('What is 2+2?')
      await chat.until('done')
      await chat.field.press('ArrowUp')
      const editor = chat.thread.getByRole('textbox', { name: 'Edit your message' })
      await editor.waitFor()
      expect(await editor.inputValue()).toBe('What is 2+2?')
      await editor.fill('Something else')
      await editor.press('Escape')
      await editor.waitFor({ state: 'detached' })
      expect(await chat.questions.innerText()).toContain('What is 2+2?')
      await chat.say('Tell me of the winds [[tokens=4000]]')
      await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
      await chat.grows(2)
      await chat.field.press('Escape')
      await chat.until('stopped')
    })
  })
}
