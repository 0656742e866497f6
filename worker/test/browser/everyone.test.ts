// For everyone: axe finds nothing on any state of the page, on a phone and on a desk, in light and in dark.
import type { BrowserContextOptions } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { stage } from '../hosts/stage.ts'
import { faultsOf } from './axe.ts'
import { visitors } from './browser.ts'
import { PATIENT } from './chat.ts'
import { PHONE } from '../../../scripts/quiet-chromium.ts'
import { fits, STILL } from './fitting.ts'

const { visit } = visitors()

/** Everything that an answer can be made of. */
const RICH = `# One

Two **strong** and *soft* words, \`code\`, ~~gone~~, [a link](https://example.org/), ![a picture](https://example.org/a.png).

### Three

1. first
   - nested
   - [x] done
   - [ ] not done
2. second

> A quote

| | light | hours |
|---|---|---:|
| a | 40 lm | 12 |

\`\`\`ts
const total = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0)
\`\`\`

---

The end.`

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['a phone in light', { ...PHONE, colorScheme: 'light' }],
  ['a phone in dark', { ...PHONE, colorScheme: 'dark' }],
  ['a desk in light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
  ['a desk in dark', { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' }],
]

describe.each(LOOKS)('on %s', (name, look) => {
  const there = stage('node')
  const phone = name.includes('phone')

  it('nothing keeps anybody out', async () => {
    const { chat, context, watch } = await visit(there.host.url, look)
    const { page } = chat
    const found: Record<string, string[]> = {}
    const judge = async (state: string): Promise<void> => {
      // What moves is judged where it stands still.
      await page.evaluate(STILL)
      const faults = await faultsOf(page)
      if (faults.length > 0) found[state] = faults
      if (phone) await fits(page)
    }
    const openList = async (): Promise<void> => {
      if (phone && !(await page.getByRole('navigation', { name: 'Chats' }).isVisible()))
        await page.getByRole('main').getByRole('button', { name: 'Chats' }).tap()
    }

    await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
    await judge('empty')
    await chat.say('Tell me of the sea [[tokens=4000]] [[reasoning=10]]')
    await chat.grows(2)
    await judge('streaming')
    await chat.stop.click()
    await chat.until('stopped')
    await judge('stopped')
    await there.sim.set({ says: RICH })
    await chat.say('Show me all of it')
    await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
    await chat.until('done')
    await there.sim.set({ says: null })
    await chat.answers.last().getByRole('figure').first().waitFor()
    await chat.answers.last().getByText('Details').click()
    await chat.thread.getByRole('button', { name: 'Ask again' }).last().click()
    await chat.thread.getByText('2 of 2').waitFor()
    await chat.until('done')
    await chat.thread.getByRole('button', { name: 'Previous version' }).click()
    await judge('everything in an answer')
    await chat.thread.getByRole('button', { name: 'Edit' }).last().click()
    await chat.thread.getByRole('textbox', { name: 'Edit your message' }).waitFor()
    await judge('editing')
    await page.keyboard.press('Escape')
    await chat.say('Break [[case=jinja-error]]')
    await chat.until('failed')
    await judge('failed')
    await openList()
    await judge('the list')
    const nav = page.getByRole('navigation', { name: 'Chats' })
    await nav
      .getByRole('button', { name: /^Options for/ })
      .first()
      .click()
    await page.getByRole('dialog').getByRole('textbox', { name: 'Title' }).waitFor()
    await judge('options of a chat')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await openList()
    await nav.getByRole('button', { name: 'Settings' }).click()
    await page.getByRole('dialog', { name: 'Settings' }).waitFor()
    await judge('settings')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await openList()
    await nav.getByRole('button', { name: 'Help' }).click()
    await page.getByRole('dialog', { name: 'Keys, and where things are' }).waitFor()
    await judge('help')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: /^Model: / }).click()
    await page.getByRole('dialog', { name: 'How this chat is asked' }).waitFor()
    await judge('how the chat is asked')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    if (phone) {
      await page.getByRole('button', { name: 'Home is on: details' }).tap()
      await page.getByRole('dialog').getByRole('button', { name: 'Refresh' }).waitFor()
      await judge('the panel')
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
    watch.allow(/^console: Failed to load resource: net::ERR_INTERNET_DISCONNECTED/)
    await context.setOffline(true)
    await chat.say('Not now')
    await chat.thread.getByText('Waits to be sent.').waitFor()
    await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Offline/)
    await judge('offline')
    await context.setOffline(false)
    expect(found).toEqual({})
  }, 120_000)
})
