// Suite: what the person chooses. How the page looks on this device, how a chat is asked, how new ones are.
import { describe, expect, it } from 'vitest'
import { fresh, type Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PATIENT } from './chat.ts'
import { STILL, TARGET } from './fitting.ts'
import { isForEveryone } from './hands.ts'
import { PHONE } from '../../../scripts/quiet-chromium.ts'

/** What has the focus, where something else lies over it; null: it can be seen. */
const COVERED = `(() => {
  const e = document.activeElement
  const { left, top, width, height } = e.getBoundingClientRect()
  const hit = (part) => document.elementFromPoint(left + width / 2, top + height * part)
  const isSeen = (at) => at !== null && (e.contains(at) || (at.contains(e) && !at.matches('.row')))
  return e === document.body || [0.15, 0.5, 0.85].every((part) => isSeen(hit(part))) ? null : e.parentElement.textContent
})()`

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
      const happened = page.getByRole('main').getByRole('status', { name: 'What happened' })
      await happened.getByText('The new chat will be asked so.').waitFor()
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
      await happened.getByText('Saved for this chat.').waitFor()
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

    it('a system prompt that is being written is kept, and says that it is not saved; the button that saves it stays in sight', async () => {
      const { chat } = await visit(there.host.url, PHONE)
      const { page } = chat
      const opener = page.getByRole('button', { name: /^Model: / })
      const dialog = page.getByRole('dialog', { name: 'How this chat is asked' })
      const prompt = dialog.getByRole('textbox', { name: 'System prompt' })
      const unsaved = dialog.getByText('Not saved yet.')
      const save = dialog.getByRole('button', { name: 'Save', exact: true })
      const long = 'You are a lamp.\n'.repeat(200)
      const leaves = [
        () => dialog.getByRole('button', { name: 'Close', exact: true }).tap(),
        () => page.touchscreen.tap(200, 10),
        () => page.keyboard.press('Escape'),
        () => page.reload(),
      ]
      await opener.tap()
      expect(await unsaved.count()).toBe(0)
      await prompt.fill(long)
      for (const leave of leaves) {
        await leave()
        await dialog.waitFor({ state: 'hidden' })
        await opener.tap()
        await unsaved.waitFor()
        expect(await prompt.inputValue()).toBe(long)
        // The box comes up from below.
        await expect.poll(async () => (await save.boundingBox())?.y, PATIENT).toBeLessThan(PHONE.viewport.height - TARGET)
      }
      await isForEveryone(page)
      await dialog.getByRole('button', { name: 'Discard changes' }).tap()
      await dialog.waitFor({ state: 'hidden' })
      await opener.tap()
      expect([await prompt.inputValue(), await unsaved.count()]).toEqual(['', 0])
      await dialog.getByRole('button', { name: 'Close', exact: true }).tap()

      await page.getByRole('main').getByRole('button', { name: 'Chats' }).tap()
      const open = page.getByRole('navigation', { name: 'Chats' }).getByRole('button', { name: 'Settings' })
      const settings = page.getByRole('dialog', { name: 'Settings' })
      await open.tap()
      await settings.getByRole('textbox', { name: 'System prompt' }).fill('Rhyme')
      await page.keyboard.press('Escape')
      await settings.waitFor({ state: 'hidden' })
      await page.getByRole('main').getByRole('button', { name: 'Chats' }).tap()
      await open.tap()
      await settings.getByText('Not saved yet.').waitFor()
      expect(await settings.getByRole('textbox', { name: 'System prompt' }).inputValue()).toBe('Rhyme')
    })

    it.each(['16px', '32px'])('on the smallest screen the fields are not behind what saves them, with letters of %s', async (letters) => {
      const { chat } = await visit(there.host.url, { ...PHONE, viewport: { width: 195, height: 422 } })
      const { page } = chat
      await page.evaluate(`document.documentElement.style.fontSize = '${letters}'`)
      await page.getByRole('button', { name: /^Model: / }).tap()
      const dialog = page.getByRole('dialog', { name: 'How this chat is asked' })
      const prompt = dialog.getByRole('textbox', { name: 'System prompt' })
      await prompt.fill('You are a lamp.')
      await page.evaluate(STILL)
      await prompt.evaluate((field) => field.scrollIntoView({ block: 'nearest' }))
      const [row, content] = [await dialog.locator('.row').boundingBox(), await dialog.locator('.content').boundingBox()]
      expect(Math.min(row?.y ?? 0, (content?.y ?? 0) + (content?.height ?? 0)) - (content?.y ?? 0)).toBeGreaterThan(2 * TARGET)
    })

    it('what has the focus in the settings is not behind what saves them', async () => {
      const { chat } = await visit(there.host.url, { viewport: { width: 1280, height: 500 } })
      const { page } = chat
      await page.getByRole('navigation', { name: 'Chats' }).getByRole('button', { name: 'Settings' }).click()
      const dialog = page.getByRole('dialog', { name: 'Settings' })
      await dialog.getByRole('textbox', { name: 'System prompt' }).fill('Rhyme')
      await dialog.getByRole('checkbox', { name: 'As the model has it' }).uncheck()
      await page.evaluate(STILL)
      const first = dialog.getByRole('button', { name: 'Close', exact: true })
      for (const key of ['Tab', 'Shift+Tab']) {
        await first.focus()
        do {
          await page.keyboard.press(key)
          expect(await page.evaluate(COVERED)).toBeNull()
        } while (!(await first.evaluate((button) => button === button.ownerDocument.activeElement)))
      }
    })

    it('how a chat is asked is not offered for change before it is known', async () => {
      const id = fresh('asked')
      await there.client.say(id, 'What is 2+2?')
      await there.client.request('PATCH', `/agent/sessions/${id}`, { settings: { model: null, system: '', temperature: 0.3 } })
      const { chat, context, watch } = await visit(`${there.host.url}/health`)
      const { page } = chat
      const dialog = page.getByRole('dialog', { name: 'How this chat is asked' })
      let broken = (): void => undefined
      const held = new Promise<void>((resolve) => (broken = resolve))
      await context.route(`**/agent/sessions/${id}`, async (route) => {
        await held
        await route.abort()
      })
      await page.goto(`${there.host.url}/c/${id}`)
      await page.getByRole('button', { name: /^Model: / }).click()
      await dialog.getByText('Opening the chat').waitFor()
      watch.allow(/^console: Failed to load resource: net::ERR_FAILED/)
      broken()
      await dialog.getByText('Porchlight does not answer.').waitFor()
      expect(await dialog.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0)
      await isForEveryone(page)
      await context.unroute(`**/agent/sessions/${id}`)
      await dialog.getByRole('button', { name: 'Close', exact: true }).click()
      await page.getByRole('button', { name: 'Try again' }).click()
      await chat.until('done')
      await page.getByRole('button', { name: /^Model: / }).click()
      await dialog.getByRole('textbox', { name: 'System prompt' }).fill('Rhyme')
      await dialog.getByRole('button', { name: 'Save', exact: true }).click()
      await dialog.waitFor({ state: 'hidden' })
      expect((await there.client.view(id)).settings).toEqual({ model: null, system: 'Rhyme', temperature: 0.3 })
    })

    it('defaults that cannot be read: the page says why, and asks again when it is told to, and by itself once the server answers', async () => {
      const { chat, context, watch } = await visit(`${there.host.url}/health`)
      const { page } = chat
      const dialog = page.getByRole('dialog', { name: 'Settings' })
      const prompt = dialog.getByRole('textbox', { name: 'System prompt' })
      const again = dialog.getByRole('button', { name: 'Try again' })
      const comesUnread = async (): Promise<void> => {
        await context.route('**/settings', (route) => route.abort())
        await page.goto(there.host.url)
        await page.getByRole('navigation', { name: 'Chats' }).getByRole('button', { name: 'Settings' }).click()
        await dialog.getByRole('alert').getByText('How new chats are asked could not be read. Porchlight does not answer.').waitFor()
        await again.waitFor()
        expect(await prompt.count()).toBe(0)
        // Nor can the new chat be asked otherwise than by them.
        await page.keyboard.press('Escape')
        await page.getByRole('button', { name: /^Model/ }).click()
        await page.getByRole('alert').getByText('How new chats are asked could not be read.').waitFor()
        expect(await page.getByRole('textbox', { name: 'System prompt' }).count()).toBe(0)
        await page.keyboard.press('Escape')
        await page.getByRole('navigation', { name: 'Chats' }).getByRole('button', { name: 'Settings' }).click()
        await again.waitFor()
      }
      watch.allow(/^console: Failed to load resource: net::ERR_FAILED .*\/settings/)
      // Nothing is heard of the server, so it is not asked again by itself: only the person asks.
      await context.route('**/health', () => undefined)
      await comesUnread()
      await isForEveryone(page)
      await context.unroute('**/settings')
      await again.click()
      await prompt.waitFor()
      expect(await page.evaluate('document.activeElement.textContent')).toBe('New chats')

      await context.unroute('**/health')
      await comesUnread()
      await context.unroute('**/settings')
      await prompt.waitFor()
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
      const verse = { role: 'system', content: 'Answer in verse.' }
      await other.chat.say('In verse? [[tokens=5]]')
      await other.chat.until('done')
      expect(there.asked('In verse? [[tokens=5]]').at(-1)?.messages[0]).toEqual(verse)
      // Also where somebody writes before they are known there.
      const known = Promise.withResolvers<void>()
      await other.context.route('**/settings', (route) => known.promise.then(() => route.continue()))
      await other.chat.page.goto(there.host.url)
      await other.chat.say('At once? [[tokens=5]]')
      await other.chat.until('done')
      expect(there.asked('At once? [[tokens=5]]').at(-1)?.messages[0]).toEqual(verse)
      known.resolve()
      await there.client.request('PUT', '/settings', { model: null, system: '', temperature: null })
    })
  })
}
