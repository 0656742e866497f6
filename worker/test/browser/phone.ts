// Suite: the page on a phone. A list that opens and closes, nothing that scrolls sideways, targets for a thumb.
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PATIENT } from './chat.ts'

/** The context of a phone. */
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
/** Pixels of a target, at least. */
const TARGET = 44
/** A thing without a place to break. */
const UNBROKEN = 'https://a-very-long-name-without-any-place-to-break.example/'.repeat(4)

const SEEN = `(e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.unseen')`

/** What reaches over the edge, though nothing that scrolls by itself holds it. */
const sideways = (page: Page): Promise<unknown> =>
  page.evaluate(`(() => {
    const wide = Math.max(document.scrollingElement.scrollWidth, innerWidth) > ${PHONE.viewport.width} ? ['the page itself'] : []
    const over = [...document.querySelectorAll('main *')].filter(${SEEN}).filter((e) => !e.closest('pre') && e.getBoundingClientRect().right > ${PHONE.viewport.width} + 0.5)
    return [...wide, ...over.map((e) => e.outerHTML.slice(0, 120))]
  })()`)

/** What is too small for a thumb. */
const small = (page: Page): Promise<unknown> =>
  page.evaluate(`[...document.querySelectorAll('button, a[href], summary, input, textarea')].filter(${SEEN}).filter((e) => !e.matches('.skip'))
    .map((e) => ({ name: e.getAttribute('aria-label') || e.textContent || e.id, height: e.getBoundingClientRect().height }))
    .filter(({ height }) => height < ${TARGET} - 0.5)`)

/** Nothing reaches over the edge, and every target is large. */
export async function fits(page: Page): Promise<void> {
  expect({ sideways: await sideways(page), small: await small(page) }).toEqual({ sideways: [], small: [] })
}

export function phone(there: Stage, { visit }: Visitors): void {
  describe('on a phone', () => {
    it('the list opens and closes, sending works, nothing scrolls sideways, every target is large', async () => {
      const { chat } = await visit(there.host.url, PHONE)
      const { page } = chat
      await chat.field.waitFor()
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
      await fits(page)

      await chat.field.tap()
      await page.keyboard.type(`Write of ${UNBROKEN} [[tokens=240]] [[rate=60]] [[reasoning=10]]`)
      await chat.send.tap()
      await chat.grows(3)
      await fits(page)
      const { text } = await chat.shown()
      await chat.stop.tap()
      expect((await chat.until('stopped')).startsWith(text)).toBe(true)
      await fits(page)

      const list = page.getByRole('navigation', { name: 'Chats' })
      const open = page.getByRole('main').getByRole('button', { name: 'Chats' })
      expect(await list.isVisible()).toBe(false)
      await open.tap()
      await list.waitFor()
      await fits(page)
      // Beside it.
      await page.touchscreen.tap(380, 400)
      await list.waitFor({ state: 'hidden' })
      await open.tap()
      await list.getByRole('button', { name: 'New chat' }).tap()
      await list.waitFor({ state: 'hidden' })
      await page.getByRole('heading', { name: 'What shall it be?' }).waitFor()
      await open.tap()
      await list.getByRole('link', { name: /^Write of/ }).tap()
      await list.waitFor({ state: 'hidden' })
      await chat.until('stopped')
      await open.tap()
      await list.getByRole('button', { name: 'Rename or delete "Write of' }).tap()
      await page.getByRole('dialog').waitFor()
      await fits(page)
      await page.getByRole('dialog').getByRole('button', { name: 'Delete chat' }).tap()
      await fits(page)
      await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).tap()
      await expect.poll(() => list.getByRole('link', { name: /^Write of/ }).count(), PATIENT).toBe(0)
    })

    it('a message that failed, with its steps, fits too', async () => {
      const { chat } = await visit(there.host.url, PHONE)
      await chat.say('Hello [[case=jinja-error]]')
      await chat.until('failed')
      await fits(chat.page)
    })
  })
}
