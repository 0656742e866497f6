// Suite: the page on a phone. A list that opens and closes, nothing that scrolls sideways, targets for a thumb.
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PHONE } from '../../../scripts/quiet-chromium.ts'
import { PATIENT } from './chat.ts'

/** Pixels of a target, at least. */
const TARGET = 44
/** A thing without a place to break. */
const UNBROKEN = 'Donaudampfschifffahrt'.repeat(12)

const SEEN = `(e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.unseen')`

/** What reaches over the edge, or is wider than the box that it is in, though nothing that scrolls by itself holds it. */
const sideways = (page: Page): Promise<unknown> =>
  page.evaluate(`(() => {
    const width = ${PHONE.viewport.width}
    const page = Math.max(document.scrollingElement.scrollWidth, innerWidth) > width ? ['the page itself'] : []
    const reaches = (e) => e.getBoundingClientRect().right > width + 0.5
    const bursts = (e) => e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'visible'
    const cuts = (e) => e.matches('section') && e.scrollWidth > e.clientWidth + 1
    const wide = [...document.querySelectorAll('main *')].filter(${SEEN}).filter((e) => !e.closest('pre') && (reaches(e) || bursts(e) || cuts(e)))
    return [...page, ...wide.map((e) => e.outerHTML.slice(0, 120))]
  })()`)

/** What is too small for a thumb. A field and a line of text may be narrow, and a link in a text as high as its line. */
const small = (page: Page): Promise<unknown> =>
  page.evaluate(`[...document.querySelectorAll('button, a[href], summary, input, textarea')].filter(${SEEN}).filter((e) => !e.matches('.skip, [data-part] a'))
    .map((e) => ({ e, box: e.getBoundingClientRect() }))
    .filter(({ e, box }) => box.height < ${TARGET} - 0.5 || (e.matches('button') && box.width < ${TARGET} - 0.5))
    .map(({ e, box }) => (e.getAttribute('aria-label') || e.textContent || e.id) + ': ' + box.width + ' x ' + box.height)`)

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
      await page.keyboard.type(`Write of ${UNBROKEN} [[tokens=400]] [[rate=80]] [[reasoning=10]]`)
      await chat.send.tap()
      await chat.grows(3)
      await chat.answers.getByText(UNBROKEN).waitFor()
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
      await list.getByRole('button', { name: 'Options for “Write of' }).tap()
      await page.getByRole('dialog').waitFor()
      await fits(page)
      await page.getByRole('dialog').getByRole('button', { name: 'Delete chat' }).tap()
      await page.getByRole('button', { name: 'Undo' }).waitFor()
      await fits(page)
      await expect.poll(() => list.getByRole('link', { name: /^Write of/ }).count(), PATIENT).toBe(0)
    })

    it('a message that failed, with its steps, fits too', async () => {
      const { chat } = await visit(there.host.url, PHONE)
      await chat.field.fill('Hello [[case=jinja-error]]')
      await chat.send.tap()
      await chat.until('failed')
      await fits(chat.page)
    })
  })
}
