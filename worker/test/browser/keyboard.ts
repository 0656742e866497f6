// Suite: the page without a mouse. Everything is reached, and the focus is always somewhere.
import type { Locator } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SIM_RATE } from '../../sim/cases-world.ts'
import { fieldOf } from '../hosts/client.ts'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { type Chat, PATIENT } from './chat.ts'

/** More than the page has places for the focus. */
const STEPS_MAX = 400

/** Looks at every frame, from the first focus on, whether it is still anywhere. */
const WATCH_FOCUS = `
  window.focusLost = []
  let begun = false
  const look = () => {
    const nowhere = document.activeElement === null || document.activeElement === document.body
    begun ||= !nowhere
    if (begun && nowhere) focusLost.push(performance.now())
    requestAnimationFrame(look)
  }
  look()`

/** Where the focus can stop, without what is hidden. */
const STOPS = `[...document.querySelectorAll('a[href], button, input, textarea, summary, [tabindex]')].filter((e) => e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }))`
const NAME = `(e) => e.getAttribute('aria-label') || e.id || e.textContent`

const isFocused = (locator: Locator): Promise<boolean> => locator.evaluate((element) => element === element.ownerDocument.activeElement)

/** Presses the key until this has the focus. */
async function go(chat: Chat, to: Locator, key = 'Tab'): Promise<void> {
  for (let step = 0; step < STEPS_MAX; step += 1) {
    if (await isFocused(to)) return
    await chat.page.keyboard.press(key)
  }
  throw new Error(`${key} does not reach ${String(to)}`)
}

export function keyboard(there: Stage, { visit }: Visitors): void {
  describe('keyboard', () => {
    it('Enter sends, Shift+Enter breaks the line, and the focus is never lost', async () => {
      const { chat } = await visit(there.host.url)
      const { keyboard } = chat.page
      await chat.field.waitFor()
      await chat.page.evaluate(WATCH_FOCUS)
      await keyboard.press('Tab')
      expect(await isFocused(chat.page.getByRole('link', { name: 'Go to the message field' }))).toBe(true)
      await keyboard.press('Enter')
      expect(await isFocused(chat.field)).toBe(true)

      await keyboard.type('What is 2+2?')
      await keyboard.press('Shift+Enter')
      await keyboard.type('In one word.')
      expect([await chat.field.inputValue(), await chat.questions.count()]).toEqual(['What is 2+2?\nIn one word.', 0])
      await keyboard.press('Enter')
      expect(await chat.until('done')).toBe('4')
      expect(await chat.questions.getByRole('paragraph').innerText()).toBe('What is 2+2?\nIn one word.')
      expect([await isFocused(chat.field), await chat.field.inputValue()]).toEqual([true, ''])
      // An empty field sends nothing.
      await keyboard.press('Enter')

      // What is written meanwhile waits. So slow that it does not end before it is stopped.
      onTestFinished(() => there.sim.set({ rate: SIM_RATE }))
      await there.sim.set({ rate: 2 })
      await keyboard.type('Tell me of the sea [[tokens=80]]')
      await keyboard.press('Enter')
      await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
      await chat.grows(2)
      await keyboard.type('And then?')
      await keyboard.press('Enter')
      expect([await isFocused(chat.field), await chat.field.inputValue()]).toEqual([true, 'And then?'])
      await go(chat, chat.stop)
      await keyboard.press('Enter')
      await chat.until('stopped')
      await there.sim.set({ rate: SIM_RATE })
      expect([await isFocused(chat.field), await chat.field.inputValue()]).toEqual([true, 'And then?'])
      await go(chat, chat.retry, 'Shift+Tab')
      await keyboard.press('Space')
      expect(await isFocused(chat.thread)).toBe(true)
      await chat.thread.getByText('2 of 2').waitFor()
      await chat.until('done')
      expect(await isFocused(chat.thread)).toBe(true)
      expect(await chat.questions.count()).toBe(2)

      await go(chat, chat.page.getByRole('button', { name: 'New chat' }), 'Shift+Tab')
      await keyboard.press('Enter')
      expect([await isFocused(chat.field), await chat.field.inputValue()]).toEqual([true, ''])
      const first = chat.page.getByRole('region', { name: 'Three things to try' }).getByRole('button').first()
      await go(chat, first, 'Shift+Tab')
      await keyboard.press('Enter')
      await chat.until('done')
      expect(await isFocused(chat.thread)).toBe(true)
      expect(await chat.page.evaluate('focusLost.length')).toBe(0)
    })

    it('Tab reaches everything in a circle, and what has the focus is seen', async () => {
      const { chat } = await visit(there.host.url)
      await chat.say('Tell me of the sea [[tokens=30]] [[rate=1000]] [[reasoning=20]] [[cut=40]]')
      await chat.until('interrupted')
      await chat.page.evaluate('window.met = new Set()')
      // At the end of the page the focus leaves it for one step.
      const look = `(() => {
      const e = document.activeElement
      if (e === document.body) return { around: false, hidden: null }
      const { top, left, bottom, right } = e.getBoundingClientRect()
      const inside = top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth
      const seen = inside && e.matches(':focus-visible') && e.checkVisibility({ opacityProperty: true, visibilityProperty: true })
      const around = met.has(e)
      met.add(e)
      return { around, hidden: seen ? null : (${NAME})(e) }
    })()`
      const hidden: unknown[] = []
      for (let step = 0, around: unknown = false; step < STEPS_MAX && around !== true; step += 1) {
        await chat.page.keyboard.press('Tab')
        const told = await chat.page.evaluate(look)
        around = fieldOf(told, 'around')
        if (fieldOf(told, 'hidden') !== null) hidden.push(fieldOf(told, 'hidden'))
      }
      expect(hidden).toEqual([])
      expect(await chat.page.evaluate(`${STOPS}.filter((e) => !met.has(e)).map(${NAME})`)).toEqual([])
      const names = await chat.page.evaluate(`[...met].map(${NAME})`)
      expect(names).toEqual(expect.arrayContaining(['Go to the message field', 'New chat', 'Messages', 'Reasoning', 'Retry', 'message', 'Send']))
    })

    it('a chat is renamed and deleted, and the focus comes back', async () => {
      const { chat } = await visit(there.host.url)
      const { keyboard } = chat.page
      await chat.say('What is 2+2, by hand?')
      await chat.until('done')
      await chat.page.evaluate(WATCH_FOCUS)
      const more = chat.page.getByRole('button', { name: 'Options for “What is 2+2, by hand?”' })
      await go(chat, more, 'Shift+Tab')
      await keyboard.press('Enter')
      const dialog = chat.page.getByRole('dialog', { name: 'This chat' })
      await dialog.waitFor()
      await keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
      // The page hears of it with the next frame.
      await chat.page.locator('dialog').first().waitFor({ state: 'detached' })
      expect(await isFocused(more)).toBe(true)

      await keyboard.press('Enter')
      await go(chat, dialog.getByRole('textbox', { name: 'Title' }))
      await keyboard.press('ControlOrMeta+A')
      await keyboard.type(' ')
      await keyboard.press('Enter')
      await dialog.getByText('A title has at least one letter or sign.').waitFor()
      const title = dialog.getByRole('textbox', { name: 'Title' })
      expect([await isFocused(title), await title.getAttribute('aria-invalid')]).toEqual([true, 'true'])
      await keyboard.press('ControlOrMeta+A')
      await keyboard.type('Sums')
      expect(await title.getAttribute('aria-invalid')).toBe('false')
      await keyboard.press('Enter')
      await chat.page.getByRole('heading', { level: 1, name: 'Sums' }).waitFor()
      const renamed = chat.page.getByRole('button', { name: 'Options for “Sums”' })
      expect(await isFocused(renamed)).toBe(true)

      await keyboard.press('Enter')
      await go(chat, dialog.getByRole('button', { name: 'Delete chat' }))
      await keyboard.press('Enter')
      await expect.poll(() => renamed.count(), PATIENT).toBe(0)
      // It can be taken back, and is not gone before.
      const undo = chat.page.getByRole('button', { name: 'Undo' })
      await expect.poll(() => isFocused(undo), PATIENT).toBe(true)
      await keyboard.press('Enter')
      await expect.poll(() => renamed.count(), PATIENT).toBe(1)
      await expect.poll(() => isFocused(chat.thread), PATIENT).toBe(true)
      await chat.questions.getByText('What is 2+2, by hand?').waitFor()

      await go(chat, renamed, 'Shift+Tab')
      await keyboard.press('Enter')
      await go(chat, dialog.getByRole('button', { name: 'Delete chat' }))
      await keyboard.press('Enter')
      await expect.poll(() => renamed.count(), PATIENT).toBe(0)
      await expect.poll(() => isFocused(undo), PATIENT).toBe(true)
      await keyboard.press('Tab')
      await keyboard.press('Enter')
      await expect.poll(() => isFocused(chat.thread), PATIENT).toBe(true)
      await chat.page.waitForURL((url) => url.pathname === '/')
      expect(await chat.page.evaluate('focusLost.length')).toBe(0)
    })

    it('one key finds a chat, begins one, goes to the next, stops an answer, tells the keys', async () => {
      const { chat } = await visit(there.host.url)
      const { page } = chat
      const { keyboard } = page
      const title = page.getByRole('heading', { level: 1 })
      const titled = (name: string): Promise<void> => title.filter({ hasText: name }).waitFor()
      const lines = page.getByRole('navigation', { name: 'Chats' }).getByRole('link')
      await chat.say('A first question of keys')
      await chat.until('done')
      await page.evaluate(WATCH_FOCUS)
      await keyboard.press('Alt+n')
      await titled('New chat')
      await chat.say('Another question of keys [[tokens=400]] [[rate=40]]')
      await chat.grows(2)
      await keyboard.press('Escape')
      await chat.until('stopped')
      expect(await isFocused(chat.field)).toBe(true)

      await lines.filter({ hasText: 'A first question of keys' }).waitFor()
      await keyboard.press('Alt+ArrowDown')
      await titled('A first question of keys')
      await keyboard.press('Alt+ArrowUp')
      await titled('Another question of keys')

      const find = page.getByRole('searchbox', { name: 'Find a chat' })
      await keyboard.press('Control+k')
      await expect.poll(() => isFocused(find), PATIENT).toBe(true)
      await keyboard.type('first keys')
      await expect.poll(() => lines.allInnerTexts(), PATIENT).toEqual(['A first question of keys'])
      await keyboard.press('Enter')
      await titled('A first question of keys')
      expect([await isFocused(chat.field), await find.inputValue()]).toEqual([true, ''])

      // In a field it is a question mark.
      await keyboard.type('?')
      expect(await chat.field.inputValue()).toBe('?')
      await keyboard.press('Backspace')
      await go(chat, chat.thread, 'Shift+Tab')
      await keyboard.press('?')
      const help = page.getByRole('dialog', { name: 'Keys, and where things are' })
      await help.waitFor()
      await keyboard.press('Escape')
      await help.waitFor({ state: 'hidden' })
      await expect.poll(() => isFocused(chat.thread), PATIENT).toBe(true)
      expect(await page.evaluate('focusLost.length')).toBe(0)
    })

    it('Escape closes what is open first, and stops the answer from wherever the focus is', async () => {
      const { chat } = await visit(there.host.url)
      const { page } = chat
      const { keyboard } = page
      const lamp = page.getByRole('button', { name: 'Home is on: details' })
      const runs = async (): Promise<void> => {
        const before = await chat.answers.count()
        await chat.say('A long story of keys [[tokens=4000]] [[rate=40]]')
        await expect.poll(() => chat.answers.count(), PATIENT).toBe(before + 1)
        await chat.grows(2)
      }
      await runs()
      await go(chat, page.getByRole('button', { name: /^Model: / }), 'Shift+Tab')
      await keyboard.press('Enter')
      const asked = page.getByRole('dialog', { name: 'How this chat is asked' })
      await asked.waitFor()
      // The key stays down for a while: it comes again when nothing is open any more.
      await keyboard.down('Escape')
      await asked.waitFor({ state: 'hidden' })
      await keyboard.down('Escape')
      await keyboard.up('Escape')
      await chat.questions.first().getByRole('button', { name: 'Edit' }).click()
      const editor = page.getByRole('textbox', { name: 'Edit your message' })
      await editor.waitFor()
      await go(chat, lamp, 'Shift+Tab')
      await keyboard.press('Escape')
      await go(chat, editor)
      await keyboard.press('Escape')
      const find = page.getByRole('searchbox', { name: 'Find a chat' })
      await keyboard.press('Control+k')
      await expect.poll(() => isFocused(find), PATIENT).toBe(true)
      await keyboard.press('Escape')
      await chat.grows(2)

      await go(chat, lamp)
      await keyboard.press('Escape')
      await chat.until('stopped')
      expect(await isFocused(lamp)).toBe(true)

      await runs()
      await page.evaluate('document.activeElement.blur()')
      await keyboard.press('Escape')
      await chat.until('stopped')
    })
  })
}
