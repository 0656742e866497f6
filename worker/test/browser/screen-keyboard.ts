// Suite: the keyboard of a phone. A browser that lays it over the page tells what is left; one that makes the window smaller itself needs nothing.
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PHONE } from '../../../scripts/quiet-chromium.ts'
import { PATIENT } from './chat.ts'
import { TARGET } from './fitting.ts'

/** Letters of a field, at least, so that no phone zooms in. In pixels. */
const LETTERS = 16
/** What a keyboard leaves of this phone, in pixels. */
const LEFT = 500

const LONG = Array.from({ length: 20 }, (_, line) => `Line ${line} of a long message`).join('\n')

/** Has the browser say that so much of the page is seen. */
const isSeen = (page: Page, height: number, scale = 1): Promise<unknown> =>
  page.evaluate(`(() => {
    Object.defineProperties(visualViewport, { height: { value: ${height}, configurable: true }, scale: { value: ${scale}, configurable: true } })
    visualViewport.dispatchEvent(new Event('resize'))
  })()`)

const tooSmall = (page: Page): Promise<unknown> =>
  page.evaluate(`[...document.querySelectorAll('input:not([type="checkbox"], [type="radio"]), select, textarea')]
    .filter((e) => parseFloat(getComputedStyle(e).fontSize) < ${LETTERS}).map((e) => e.outerHTML)`)

export function screenKeyboard(there: Stage, { visit }: Visitors): void {
  describe('the keyboard of a phone', () => {
    it('is over the page: what is written, its button and the end of the messages are above it', async () => {
      const { chat } = await visit(there.host.url, PHONE)
      await chat.say('Tell me of the sky [[tokens=300]] [[rate=1000]]')
      await chat.until('done')
      const bottom = (): Promise<number> => chat.send.evaluate((button) => button.getBoundingClientRect().bottom)
      const before = await bottom()
      await chat.field.tap()
      await isSeen(chat.page, LEFT)
      expect(await bottom()).toBeLessThan(LEFT)
      await expect.poll(() => chat.thread.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight), PATIENT).toBeLessThan(1)
      await isSeen(chat.page, PHONE.viewport.height)
      expect(await bottom()).toBe(before)
      await isSeen(chat.page, LEFT, 1.7)
      expect(await bottom()).toBe(before)
    })

    it.each([
      [320, 568, 315],
      [320, 568, 260],
      [667, 375, 190],
      [844, 390, 200],
    ])('is over the page, and the message is long: its button is in sight on %i x %i where %i are left', async (width, height, left) => {
      const { chat } = await visit(there.host.url, { ...PHONE, viewport: { width, height } })
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
      await chat.field.tap()
      await isSeen(chat.page, left)
      await chat.field.fill(LONG)
      expect(await chat.send.evaluate((button) => button.getBoundingClientRect().bottom)).toBeLessThanOrEqual(left)
      expect((await chat.field.boundingBox())?.y).toBeLessThan(left - TARGET)
    })

    it('is over the page: so long a message leaves its last line in sight', async () => {
      const { chat } = await visit(there.host.url, PHONE)
      await chat.field.tap()
      await isSeen(chat.page, LEFT)
      await chat.field.fill(LONG)
      await chat.field.pressSequentially('\nThe end')
      const grow = chat.page.locator('.grow')
      expect(await grow.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)).toBeLessThan(TARGET)
    })

    it('does not zoom in on a field: letters are large enough, also where the text is small', async () => {
      const { chat } = await visit(there.host.url, PHONE)
      const { page } = chat
      await page.evaluate(`document.documentElement.dataset.textSize = 'small'`)
      await chat.say('What is 2+2?')
      await chat.until('done')
      await chat.answers.first().waitFor()
      await page.getByRole('button', { name: 'Edit' }).tap()
      await page.getByRole('textbox', { name: 'Edit your message' }).waitFor()
      expect(await tooSmall(page)).toEqual([])
      await page.getByRole('main').getByRole('button', { name: 'Chats' }).tap()
      const list = page.getByRole('navigation', { name: 'Chats' })
      await list
        .getByRole('button', { name: /^Options for/ })
        .first()
        .tap()
      await page.getByRole('dialog').getByRole('textbox').first().waitFor()
      expect(await tooSmall(page)).toEqual([])
      await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).tap()
      await list.getByRole('button', { name: 'Settings' }).tap()
      await page.getByRole('dialog', { name: 'Settings' }).locator('select').first().waitFor()
      expect(await tooSmall(page)).toEqual([])
    })
  })
}
