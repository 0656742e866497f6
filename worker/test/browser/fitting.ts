// What fits on a phone: nothing over an edge of the screen, and targets for a thumb.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { PHONE } from '../../../scripts/quiet-chromium.ts'

/** Pixels of a target, at least. */
export const TARGET = 44

const SEEN = `(e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.unseen')`

/** What moves and comes to an end has done so. */
export const STILL =
  'Promise.allSettled(document.getAnimations().filter((a) => a.effect.getTiming().iterations !== Infinity).map((a) => a.finished)).then(() => null)'

/** What reaches over an edge of the screen, or holds more than it is wide: that is cut off or scrolls. Code and tables may, and the shade beside the list, which moves with it. */
const sideways = (page: Page): Promise<unknown> =>
  page.evaluate(`(() => {
    const width = ${PHONE.viewport.width}
    const page = Math.max(document.scrollingElement.scrollWidth, innerWidth) > width ? ['the page itself'] : []
    const reaches = (e) => e.getBoundingClientRect().right > width + 0.5 || e.getBoundingClientRect().left < -0.5
    // A field of one line holds more than it shows, and an ellipsis says that there is more.
    const holds = (e) => e.matches('input') || getComputedStyle(e).textOverflow === 'ellipsis'
    const bursts = (e) => e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1 && !holds(e)
    const may = (e) => e.closest('pre, .table') || e.matches('.backdrop, :has(> .backdrop)')
    const wide = [...document.querySelectorAll('body *')].filter(${SEEN}).filter((e) => !may(e) && (reaches(e) || bursts(e)))
    return [...page, ...wide.map((e) => e.outerHTML.slice(0, 120))]
  })()`)

/** What is too small for a thumb. A field and a line of text may be narrow, and a link in a text as high as its line; of a box to mark the label is the target too. */
export const small = (page: Page): Promise<unknown> =>
  page.evaluate(`[...document.querySelectorAll('button, a[href], summary, input, textarea, select')].filter(${SEEN}).filter((e) => !e.matches('.skip, [data-part] a'))
    .map((e) => (e.matches('[type=checkbox], [type=radio]') ? { e: e.closest('label') ?? e, wide: true } : { e, wide: e.matches('button') }))
    .map(({ e, wide }) => ({ e, wide, box: e.getBoundingClientRect() }))
    .filter(({ wide, box }) => box.height < ${TARGET} - 0.5 || (wide && box.width < ${TARGET} - 0.5))
    .map(({ e, box }) => (e.getAttribute('aria-label') || e.textContent || e.id) + ': ' + box.width + ' x ' + box.height)`)

/** Nothing reaches over the edge, and every target is large, once what moves stands still. */
export async function fits(page: Page): Promise<void> {
  await page.evaluate(STILL)
  expect({ sideways: await sideways(page), small: await small(page) }).toEqual({ sideways: [], small: [] })
}
