// Suite: what the person chooses. How the page looks on this device, how a chat is asked, how new ones are.
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PATIENT } from './chat.ts'
import { PHONE } from '../../../scripts/quiet-chromium.ts'

export function choosing(there: Stage, { visit }: Visitors): void {
  describe('what the person chooses', () => {
    it('the look of the page holds at once, and at the next visit', async () => {
      const { chat } = await visit(there.host.url)
      const { page } = chat
      await page.getByRole('navigation', { name: 'Chats' }).getByRole('button', { name: 'Settings' }).click()
      const dialog = page.getByRole('dialog', { name: 'Settings' })
      const ground = (): Promise<unknown> => page.evaluate('getComputedStyle(document.body).backgroundColor')
      const light = await ground()
      await dialog.getByRole('radio', { name: 'Dark', exact: true }).check()
      await dialog.getByRole('radio', { name: 'Larger', exact: true }).check()
      await expect.poll(ground, PATIENT).not.toBe(light)
      const dark = await ground()
      expect(await page.evaluate('getComputedStyle(document.documentElement).fontSize')).toBe('20px')
      await page.reload()
      await expect.poll(ground, PATIENT).toBe(dark)
      expect(await page.evaluate('getComputedStyle(document.documentElement).fontSize')).toBe('20px')
    })

    it('a system prompt, a temperature and a model reach home, chat by chat', async () => {
      const { chat } = await visit(there.host.url)
      const { page } = chat
      await page.getByRole('button', { name: /^Model: / }).click()
      const dialog = page.getByRole('dialog', { name: 'How this chat is asked' })
      await dialog.getByRole('textbox', { name: 'System prompt' }).fill('You are a lighthouse.')
      await dialog.getByRole('checkbox', { name: 'As the model has it' }).uncheck()
      await dialog.getByRole('slider', { name: 'Temperature' }).fill('0.3')
      await dialog.getByRole('button', { name: 'Save', exact: true }).click()
      await dialog.waitFor({ state: 'hidden' })
      await chat.say('Who are you? [[tokens=5]]')
      await chat.until('done')
      expect(there.asked('Who are you? [[tokens=5]]').at(-1)).toMatchObject({
        temperature: 0.3,
        messages: [
          { role: 'system', content: 'You are a lighthouse.' },
          { role: 'user', content: 'Who are you? [[tokens=5]]' },
        ],
      })

      // It can be changed while the chat goes on, and stays with it.
      await page.getByRole('button', { name: /^Model: / }).click()
      await dialog.getByRole('textbox', { name: 'System prompt' }).fill('')
      await dialog.getByRole('button', { name: 'Save', exact: true }).click()
      await dialog.waitFor({ state: 'hidden' })
      await page.reload()
      await chat.say('And now? [[tokens=5]]')
      await expect.poll(() => there.asked('And now? [[tokens=5]]').at(-1)?.messages[0]?.role, PATIENT).toBe('user')
      expect(there.asked('And now? [[tokens=5]]').at(-1)?.temperature).toBe(0.3)
      await chat.until('done')
      await page.getByRole('button', { name: 'New chat' }).click()
      await chat.say('Somebody else? [[tokens=5]]')
      await chat.until('done')
      expect(there.asked('Somebody else? [[tokens=5]]').at(-1)).toMatchObject({ temperature: null, messages: [{ role: 'user' }] })
    })

    it('defaults hold for new chats on every device', async () => {
      const { chat } = await visit(there.host.url, PHONE)
      const { page } = chat
      const main = page.getByRole('main')
      await main.getByRole('button', { name: 'Chats' }).tap()
      await page.getByRole('navigation', { name: 'Chats' }).getByRole('button', { name: 'Settings' }).tap()
      const dialog = page.getByRole('dialog', { name: 'Settings' })
      await dialog.getByRole('textbox', { name: 'System prompt' }).fill('Answer in verse.')
      await dialog.getByRole('button', { name: 'Save for new chats' }).tap()
      await expect.poll(async () => (await there.client.get('/settings')).body, PATIENT).toMatchObject({ system: 'Answer in verse.' })
      const other = await visit(there.host.url)
      await other.chat.field.waitFor()
      await other.chat.say('In verse? [[tokens=5]]')
      await other.chat.until('done')
      expect(there.asked('In verse? [[tokens=5]]').at(-1)?.messages[0]).toEqual({ role: 'system', content: 'Answer in verse.' })
      await there.client.request('PUT', '/settings', { model: null, system: '', temperature: null })
    })
  })
}
