// The two ways to work the page: keys alone at a desk, or a thumb on a phone. What a person does is written once, for both.
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { PHONE } from '../../../scripts/quiet-chromium.ts'
import { faultsOf } from './axe.ts'
import type { Visit, Visitors } from './browser.ts'
import type { Chat } from './chat.ts'
import { fits, STILL } from './fitting.ts'

export interface Hand {
  readonly name: string
  readonly touch: boolean
  readonly options: BrowserContextOptions
  /** A button, a link, a fold. */
  press(control: Locator): Promise<void>
  /** A box, or one of several choices. */
  mark(choice: Locator): Promise<void>
  /** In place of what is in the field. */
  write(field: Locator, text: string): Promise<void>
  /** The list of chats, in sight. */
  list(chat: Chat): Promise<Locator>
  /** Closes what is open over the page. */
  leave(dialog: Locator): Promise<void>
}

/** More than the page has places for the focus. */
const STEPS_MAX = 400

const chats = (page: Page): Locator => page.getByRole('navigation', { name: 'Chats' })

/** Presses Tab until this has the focus, backwards where it stands before what has it now: that never leads out of the page. */
export async function reach(to: Locator): Promise<void> {
  await to.waitFor()
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const key = await to.evaluate((element) => {
      const has = element.ownerDocument.activeElement
      if (has === element) return element.matches(':focus-visible') ? null : 'unseen'
      // What has the focus comes after it.
      return has !== null && (has.compareDocumentPosition(element) & 2) !== 0 ? 'Shift+Tab' : 'Tab'
    })
    if (key === null) return
    if (key === 'unseen') throw new Error(`nobody sees that the focus is at ${String(to)}`)
    await to.page().keyboard.press(key)
  }
  throw new Error(`Tab does not reach ${String(to)}`)
}

const KEYBOARD: Hand = {
  name: 'by keyboard',
  touch: false,
  options: { viewport: { width: 1280, height: 800 } },
  async press(control) {
    await reach(control)
    await control.page().keyboard.press('Enter')
  },
  async mark(choice) {
    const { keyboard } = choice.page()
    if ((await choice.getAttribute('type')) !== 'radio') {
      await reach(choice)
      return keyboard.press('Space')
    }
    const group = choice.page().locator(`input[name="${await choice.getAttribute('name')}"]`)
    await reach(group.and(choice.page().locator(':checked')))
    for (let left = await group.count(); left > 0 && !(await choice.isChecked()); left -= 1) await keyboard.press('ArrowDown')
    expect(await choice.isChecked()).toBe(true)
  },
  async write(field, text) {
    await reach(field)
    await field.page().keyboard.press('ControlOrMeta+A')
    await field.page().keyboard.press('Delete')
    await field.page().keyboard.type(text)
  },
  list: async ({ page }) => chats(page),
  async leave(dialog) {
    await dialog.page().keyboard.press('Escape')
    // Gone, and not only hidden: the page hears of it with the next frame.
    await dialog.page().locator('dialog').first().waitFor({ state: 'detached' })
  },
}

const TOUCH: Hand = {
  name: 'by touch',
  touch: true,
  options: PHONE,
  press: (control) => control.tap(),
  mark: (choice) => choice.tap(),
  async write(field, text) {
    await field.tap()
    await field.selectText()
    await field.page().keyboard.press('Delete')
    await field.page().keyboard.type(text)
  },
  async list({ page }) {
    if (!(await chats(page).isVisible())) await page.getByRole('main').getByRole('button', { name: 'Chats' }).tap()
    return chats(page)
  },
  async leave(dialog) {
    await dialog.getByRole('button', { name: 'Close', exact: true }).tap()
    await dialog.waitFor({ state: 'hidden' })
  },
}

export const HANDS: readonly Hand[] = [KEYBOARD, TOUCH]

/** Somebody's pointer is on the notices: none of them goes by itself. Until a box is closed, or all of them were dismissed. */
export const holdsNotices = (page: Page): Promise<void> => page.getByRole('main').locator('.pile').dispatchEvent('pointerenter')

/** From the first focus on, the focus is always somewhere: once per frame. What is said fails the test. */
const KEPT = `(() => {
  let begun = false
  const look = () => {
    const lost = document.activeElement === null || document.activeElement === document.body
    if (lost && begun) console.error('the focus is lost')
    begun = !lost
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()`

/** Comes to this address with that hand. */
export async function comes({ visit }: Visitors, url: string, hand: Hand): Promise<Visit> {
  const visited = await visit(url, hand.options)
  if (!hand.touch) {
    await visited.context.addInitScript(KEPT)
    await visited.chat.page.evaluate(KEPT)
  }
  return visited
}

/** The page as it stands, in light and in dark: it keeps nobody out, and on a phone nothing reaches over the edge and every target is large. */
export async function isForEveryone(page: Page): Promise<void> {
  const faults: Record<string, string[]> = {}
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.evaluate(STILL)
    faults[colorScheme] = await faultsOf(page)
  }
  expect(faults).toEqual({ dark: [], light: [] })
  if (page.viewportSize()?.width === PHONE.viewport.width) await fits(page)
}
