// Suite: what stands around the chat, by keyboard and by touch. The list, the settings, the panel, the help, what is taken away.
import { readFile } from 'node:fs/promises'
import type { Locator } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { fieldOf } from '../hosts/client.ts'
import { fresh, type Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { type Chat, PATIENT } from './chat.ts'
import { comes, HANDS, holdsNotices, isForEveryone, reach } from './hands.ts'

const DAY_MS = 86_400_000

export function around(there: Stage, visitors: Visitors): void {
  describe.each(HANDS)('around the chat, $name', (hand) => {
    const { touch, press, mark, write, leave, list } = hand
    const options = async (chat: Chat, title: string): Promise<Locator> => {
      await press((await list(chat)).getByRole('button', { name: `Options for “${title}”` }))
      return chat.page.getByRole('dialog', { name: 'This chat' })
    }

    /** A thumb cannot reach what lies under a notice, and a notice stays for a while. */
    const heard = async ({ page }: Chat, words: string | RegExp): Promise<void> => {
      // The same may have been said just before.
      const notice = page.getByRole('main').locator('.toast', { hasText: words }).last()
      await notice.waitFor()
      if (touch) await press(notice.getByRole('button', { name: 'Dismiss' }))
    }

    it('the list says the day and what failed; a chat is found, renamed, deleted, taken back, and deleted for good', async () => {
      const [id, failed, old] = [fresh('line'), fresh('line'), fresh('line')]
      const [title, other] = [`Quinces of ${id}`, `Medlars of ${id}`]
      await there.client.say(old, `Apples of ${old}`)
      await there.client.say(failed, `Pears of ${failed} [[case=jinja-error]]`)
      await there.client.say(id, title)
      const { chat, context } = await comes(visitors, `${there.host.url}/health`, hand)
      // One chat of them is as old as a test cannot wait.
      await context.route('**/agent/sessions', async (route) => {
        const response = await route.fetch()
        const body = (await response.text()).replaceAll(
          new RegExp(`("id":"${old}"[^}]*"updated":)(\\d+)`, 'g'),
          (_, before, at) => before + (Number(at) - 3 * DAY_MS),
        )
        await route.fulfill({ response, body })
      })
      await chat.page.goto(`${there.host.url}/c/${id}`)
      await chat.until('done')
      const nav = await list(chat)
      const line = (name: string): Locator => nav.getByRole('link', { name })
      await nav
        .getByRole('region', { name: 'Today' })
        .getByRole('link', { name: `Pears of ${failed} [[case=jinja-error]] failed` })
        .waitFor()
      await nav
        .getByRole('region', { name: 'Last seven days' })
        .getByRole('link', { name: `Apples of ${old}` })
        .waitFor()
      await isForEveryone(chat.page)

      await write(nav.getByRole('searchbox', { name: 'Find a chat' }), id)
      await expect.poll(() => nav.getByRole('link').count(), PATIENT).toBe(1)
      const dialog = await options(chat, title)
      await write(dialog.getByRole('textbox', { name: 'Title' }), other)
      await press(dialog.getByRole('button', { name: 'Save title' }))
      await heard(chat, `Renamed to “${other}”`)
      await list(chat)
      await line(other).waitFor()

      await options(chat, other)
      await isForEveryone(chat.page)
      await press(dialog.getByRole('button', { name: 'Delete chat' }))
      await line(other).waitFor({ state: 'detached' })
      await press(chat.page.getByRole('button', { name: 'Undo' }))
      await heard(chat, 'It is back.')
      await list(chat)
      await line(other).waitFor()
      await options(chat, other)
      await press(dialog.getByRole('button', { name: 'Delete chat' }))
      const toast = chat.page.locator('.toast', { hasText: `Deleted “${other}”` })
      await holdsNotices(chat.page)
      await isForEveryone(chat.page)
      await press(toast.getByRole('button', { name: 'Dismiss' }))
      await expect.poll(async () => (await there.client.get(`/agent/sessions/${id}`)).status, PATIENT).toBe(410)
      await list(chat)
      expect(await line(other).count()).toBe(0)
    })

    it('a chat, and all of them, are taken away', async () => {
      const id = fresh('take')
      await there.client.say(id, `What is 2+2, of ${id}?`)
      const { chat, watch } = await comes(visitors, `${there.host.url}/c/${id}`, hand)
      await chat.until('done')
      watch.allow(/^download: blob:/)
      const taken = async (from: Locator, name: string): Promise<string> => {
        const [download] = await Promise.all([chat.page.waitForEvent('download'), press(from.getByRole('button', { name }))])
        if (name !== 'Export all chats') await heard(chat, /exported/)
        return readFile(await download.path(), 'utf8')
      }
      expect(await taken(await options(chat, `What is 2+2, of ${id}?`), 'Export as Markdown')).toContain(`# What is 2+2, of ${id}?`)
      const one: unknown = JSON.parse(await taken(await options(chat, `What is 2+2, of ${id}?`), 'Export as JSON'))
      expect(fieldOf(one, 'conversations', '0', 'id')).toBe(id)
      await press((await list(chat)).getByRole('button', { name: 'Settings' }))
      const settings = chat.page.getByRole('dialog', { name: 'Settings' })
      const all: unknown = JSON.parse(await taken(settings, 'Export all chats'))
      expect(all).toMatchObject({ porchlight: 1, conversations: expect.arrayContaining([expect.objectContaining({ id })]) })
      await isForEveryone(chat.page)
      await leave(settings)
    })

    it('the look of the page, the language of its dates and how new chats are asked are chosen; the help stands beside', async () => {
      const { chat } = await comes(visitors, there.host.url, hand)
      const { page } = chat
      onTestFinished(async () => void (await there.client.request('PUT', '/settings', { model: null, system: '', temperature: null })))
      const look = (): Promise<unknown> =>
        page.evaluate("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.documentElement).fontSize].join(' ')")
      await press((await list(chat)).getByRole('button', { name: 'Settings' }))
      const settings = page.getByRole('dialog', { name: 'Settings' })
      await settings.waitFor()
      const light = await look()
      await mark(settings.getByRole('radio', { name: 'Dark', exact: true }))
      await mark(settings.getByRole('radio', { name: 'Larger', exact: true }))
      await expect.poll(look, PATIENT).toMatch(/ 20px$/)
      expect(String(await look()).split(' 20px')[0]).not.toBe(String(light).split(' 16px')[0])
      // A list of choices is the browser's own on a phone, and of the device.
      const dates = settings.getByRole('combobox', { name: 'Dates and times' })
      if (touch) await dates.selectOption('de')
      else {
        await press(settings.getByRole('radio', { name: 'Larger', exact: true }))
        await page.keyboard.press('Tab')
        for (let left = 20; left > 0 && (await dates.inputValue()) !== 'de'; left -= 1) await page.keyboard.press('ArrowDown')
      }
      await settings.getByText(/^\S+tag, \d+\. /).waitFor()
      await isForEveryone(page)
      await write(settings.getByRole('textbox', { name: 'System prompt' }), 'Answer in verse.')
      await press(settings.getByRole('button', { name: 'Save for new chats' }))
      await settings.getByText('Saved for new chats.').waitFor()
      expect((await there.client.get('/settings')).body).toMatchObject({ system: 'Answer in verse.' })

      await press(settings.getByRole('button', { name: 'Keys and help' }))
      const help = page.getByRole('dialog', { name: 'Keys, and where things are' })
      await help.waitFor()
      await isForEveryone(page)
      await leave(help)
      const again = (await list(chat)).getByRole('button', { name: 'Help' })
      if (touch) await press(again)
      else {
        // Where the focus is not in a field.
        await reach(again)
        await page.keyboard.press('?')
      }
      await help.waitFor()
      await leave(help)
    })

    it('the panel is behind the lamp, looks again when it is asked; the list folds; a new version keeps what is written', async () => {
      const { chat, context, watch } = await comes(visitors, there.host.url, hand)
      const { page } = chat
      const lamp = page.getByRole('button', { name: 'Home is on: details' })
      const panel = touch ? page.getByRole('dialog', { name: 'Details' }) : page.getByRole('complementary', { name: 'Details' })
      if (touch) await press(lamp)
      await panel.getByRole('heading', { name: 'Home is on' }).waitFor()
      await press(panel.getByText(/^Models that home has/))
      await panel.getByRole('listitem').getByText('mixtral').waitFor()
      await isForEveryone(page)
      const asked = (): number => watch.requests.filter((request) => request === 'GET /health').length
      const before = asked()
      await press(panel.getByRole('button', { name: 'Refresh' }))
      await expect.poll(asked, PATIENT).toBeGreaterThan(before)
      if (touch) await leave(panel)
      else {
        await press(lamp)
        await panel.waitFor({ state: 'hidden' })
        const fold = page.getByRole('main').getByRole('button', { name: /^(Close the list|Chats)$/ })
        await press(fold)
        await page.getByRole('navigation', { name: 'Chats' }).waitFor({ state: 'hidden' })
        await isForEveryone(page)
        await press(fold)
        await press(lamp)
        await panel.waitFor()
      }
      await write(chat.field, 'Half a thou')
      await context.route('**/health', async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, headers: { ...response.headers(), 'x-porchlight-version': '9.9.9' } })
      })
      const reload = page.getByRole('button', { name: 'Reload' })
      await reload.waitFor()
      await isForEveryone(page)
      // Until then: the next word of the server would take the notice away.
      await press(reload)
      await context.unrouteAll({ behavior: 'wait' })
      await reload.waitFor({ state: 'detached' })
      await expect.poll(() => chat.field.inputValue(), PATIENT).toBe('Half a thou')
    })
  })
}
