// Suite: the page on a phone. A list that opens and closes, nothing that scrolls sideways, targets for a thumb.
import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { fresh, type Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PHONE } from '../../../scripts/quiet-chromium.ts'
import { type Chat, letters, PATIENT } from './chat.ts'
import { fits, small, STILL, TARGET } from './fitting.ts'
import { holdsNotices, isForEveryone, reach } from './hands.ts'

/** A thing without a place to break. */
const UNBROKEN = 'Donaudampfschifffahrt'.repeat(12)

/** More than fits beside each other on a phone. */
const COLUMNS = Array.from({ length: 12 }, (_, column) => `Column-${column}`)
const WIDE_TABLE = [COLUMNS, COLUMNS.map(() => '---'), COLUMNS.map((name) => `of ${name}`)].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** Wider than the layout of a phone, and worked by a thumb all the same. */
const WIDE_TOUCH = [
  ['a large phone held sideways', { width: 932, height: 430 }],
  ['a tablet', { width: 1024, height: 768 }],
] as const

/** How far the page, its body and the messages have moved sideways. */
const MOVED = "[document.scrollingElement, document.body, document.getElementById('thread'), visualViewport].map((e) => e.scrollLeft ?? e.offsetLeft)"

/** A thumb takes hold of the middle of it, and pulls it to the left. */
async function swipesLeft({ page }: Chat, box: Locator): Promise<void> {
  const place = await box.boundingBox()
  if (place === null) throw new Error(`${String(box)} is not in sight`)
  const session = await page.context().newCDPSession(page)
  const y = place.y + place.height / 2
  const thumb = (type: 'touchStart' | 'touchMove' | 'touchEnd', x?: number): Promise<unknown> =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: x === undefined ? [] : [{ x, y }] })
  await thumb('touchStart', 300)
  for (let x = 280; x >= 100; x -= 20) await thumb('touchMove', x)
  await thumb('touchEnd')
  await session.detach()
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
      await page.keyboard.type(`Write of ${UNBROKEN} [[tokens=2000]] [[rate=40]] [[reasoning=10]]`)
      await chat.send.tap()
      await chat.grows(3)
      await chat.answers.getByText(UNBROKEN).waitFor()
      await fits(page)
      const { text } = await chat.shown()
      await chat.stop.tap()
      expect(letters(await chat.until('stopped')).startsWith(letters(text))).toBe(true)
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

    it('going back closes what is open, and only then leaves the chat', async () => {
      await there.client.say('back-1', 'The way there')
      await there.client.say('back-2', 'The way back')
      const { chat } = await visit(`${there.host.url}/c/back-1`, PHONE)
      const { page } = chat
      const list = page.getByRole('navigation', { name: 'Chats' })
      const dialog = page.getByRole('dialog')
      const title = page.getByRole('heading', { level: 1 })
      const menu = page.getByRole('main').getByRole('button', { name: 'Chats' })
      const openList = async (): Promise<void> => {
        await menu.tap()
        await list.waitFor()
      }
      const inHistory = (): Promise<unknown> => page.evaluate('history.length')
      /** So many boxes have an entry of their own, after so many steps back since `popped` was 0. */
      const opened = (boxes: number, backs = 0): Promise<void> =>
        expect.poll(() => page.evaluate('[history.state.open, popped]'), PATIENT).toEqual([boxes, backs])
      await page.evaluate("window.popped = 0; addEventListener('popstate', () => (popped += 1))")
      await chat.until('done')
      await openList()
      await list.getByRole('link', { name: 'The way back' }).tap()
      await title.filter({ hasText: 'The way back' }).waitFor()
      await list.waitFor({ state: 'hidden' })
      const before = await inHistory()

      await openList()
      await page.evaluate('popped = 0')
      await list.getByRole('button', { name: 'Options for “The way there”' }).tap()
      await dialog.waitFor()
      await opened(2)
      await page.goBack()
      await dialog.waitFor({ state: 'hidden' })
      expect(await list.isVisible()).toBe(true)
      await page.goBack()
      await list.waitFor({ state: 'hidden' })
      // The list closes before what is opened from it has come: the page goes back over its entry.
      for (const [open, backs] of [
        [() => page.getByRole('button', { name: /^Model: / }).tap(), 0],
        [() => page.getByRole('button', { name: 'Home is on: details' }).tap(), 0],
        [() => openList().then(() => list.getByRole('button', { name: 'Settings' }).tap()), 1],
        [() => openList().then(() => list.getByRole('button', { name: 'Help' }).tap()), 1],
      ] as const) {
        await page.evaluate('popped = 0')
        await open()
        await dialog.waitFor()
        await opened(1, backs)
        await page.goBack()
        await dialog.waitFor({ state: 'hidden' })
        expect([await list.isVisible(), await title.innerText()]).toEqual([false, 'The way back'])
      }
      // What is closed in another way leaves nothing to go back over.
      await openList()
      await page.touchscreen.tap(380, 400)
      await list.waitFor({ state: 'hidden' })
      await expect.poll(() => page.evaluate('history.state.open'), PATIENT).toBe(0)
      expect([await title.innerText(), new URL(page.url()).pathname]).toEqual(['The way back', '/c/back-2'])
      await page.goBack()
      await title.filter({ hasText: 'The way there' }).waitFor()
      expect(Number(await inHistory()) - Number(before)).toBeLessThanOrEqual(2)
    })

    it('a chat that was found and chosen leaves nothing in the field that found it', async () => {
      await there.client.say('found-1', 'Plums and damsons')
      const { chat } = await visit(there.host.url, PHONE)
      const { page } = chat
      const list = page.getByRole('navigation', { name: 'Chats' })
      const menu = page.getByRole('main').getByRole('button', { name: 'Chats' })
      const find = list.getByRole('searchbox', { name: 'Find a chat' })
      await menu.tap()
      await find.fill('damsons')
      await list.getByRole('link', { name: 'Plums and damsons' }).tap()
      await list.waitFor({ state: 'hidden' })
      await page.getByRole('heading', { level: 1, name: 'Plums and damsons' }).waitFor()
      await menu.tap()
      expect(await find.inputValue()).toBe('')
    })

    it('a wide table scrolls by itself, by thumb and by keys, and nothing around it moves', async () => {
      const { chat } = await visit(there.host.url, PHONE)
      await there.sim.set({ says: `A table:\n\n${WIDE_TABLE}\n\nThat is all.` })
      await chat.say('Show me a table [[rate=1000]]')
      await chat.until('done')
      await there.sim.set({ says: null })
      const table = chat.answers.getByRole('figure', { name: 'Table' })
      const left = (): Promise<number> => table.evaluate((box) => box.scrollLeft)
      const leftOver = (): Promise<number> => table.evaluate((box) => box.scrollWidth - box.clientWidth - box.scrollLeft)
      expect([await left(), (await leftOver()) > 2 * TARGET]).toEqual([0, true])
      await isForEveryone(chat.page)
      await swipesLeft(chat, table)
      await expect.poll(left, PATIENT).toBeGreaterThan(TARGET)

      await reach(table)
      const last = table.getByRole('cell', { name: `of ${COLUMNS.at(-1)}` })
      await expect
        .poll(async () => {
          await chat.page.keyboard.press('ArrowRight')
          return leftOver()
        }, PATIENT)
        .toBeLessThan(1)
      expect(await last.evaluate((cell) => cell.getBoundingClientRect().right)).toBeLessThanOrEqual(PHONE.viewport.width)
      expect(await chat.page.evaluate(MOVED)).toEqual([0, 0, 0, 0])
      await fits(chat.page)
    })

    it('with letters twice as large on a small screen, writing on while an answer comes fits', async () => {
      const { chat } = await visit(there.host.url, { ...PHONE, viewport: { width: 320, height: 568 } })
      const { page } = chat
      await page.evaluate("document.documentElement.style.fontSize = '32px'")
      await chat.say('Tell me of the sea [[tokens=4000]]')
      await chat.grows(2)
      await chat.field.fill('A text\nof three\nlines')
      await page.getByText('It can be sent when the answer has ended.').waitFor()
      expect(await page.locator('.composer').evaluate((box) => box.getBoundingClientRect().bottom)).toBeLessThanOrEqual(568)
      await chat.stop.tap()
      await chat.until('stopped')
    })

    it('three chats are deleted on a phone held sideways: each notice can be seen', async () => {
      for (const kind of ['Sloes', 'Rowans', 'Bilberries'])
        await there.client.say(fresh('fruit'), `${kind}, and a title that is longer than a line of a notice has room for`)
      const { chat } = await visit(there.host.url, { ...PHONE, viewport: { width: 568, height: 320 } })
      const { page } = chat
      const nav = page.getByRole('navigation', { name: 'Chats' })
      for (const kind of ['Sloes', 'Rowans', 'Bilberries']) {
        if (!(await nav.isVisible())) await page.getByRole('main').getByRole('button', { name: 'Chats' }).tap()
        await nav.getByRole('button', { name: `Options for “${kind}` }).focus()
        await page.keyboard.press('Enter')
        await page.getByRole('dialog').getByRole('button', { name: 'Delete chat' }).tap()
        await page.getByRole('dialog').waitFor({ state: 'hidden' })
      }
      const first = page.locator('main > .toasts .toast').first()
      await first.evaluate((notice) => notice.scrollIntoView({ block: 'nearest' }))
      expect((await first.boundingBox())?.y).toBeGreaterThanOrEqual(0)
    })

    it('a message that failed, with its steps, fits too', async () => {
      const { chat } = await visit(there.host.url, PHONE)
      await chat.field.fill('Hello [[case=jinja-error]]')
      await chat.send.tap()
      await chat.until('failed')
      await fits(chat.page)
    })
  })

  describe('where there is little room', () => {
    it.each([
      ['half as wide, with letters twice as large', 195, '32px'],
      ['half as wide', 195, '16px'],
      ['a phone with letters twice as large', 390, '32px'],
    ])('%s: what can be done with a chat, and what came of it, are within the screen', async (_name, width, letters) => {
      const id = fresh('narrow')
      await there.client.say(id, `Apples and pears and quinces and medlars of ${id}, and whatever else grows in the garden behind the house`)
      const { chat } = await visit(`${there.host.url}/c/${id}`, { ...PHONE, viewport: { width, height: width === 195 ? 422 : 844 } })
      const { page } = chat
      await chat.until('done')
      await page.evaluate(`document.documentElement.style.fontSize = '${letters}'`)
      // What an empty field says is to be read to its end, by scrolling where it is long.
      expect(await chat.field.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0)
      const cut = (box: Locator): Promise<unknown> =>
        box.evaluate((outer) => {
          const seen = outer.ownerDocument.documentElement
          return [...outer.querySelectorAll('*')]
            .filter((one) => {
              const { left, right } = one.getBoundingClientRect()
              return left < -0.5 || right > seen.clientWidth + 0.5
            })
            .map((one) => one.outerHTML.slice(0, 80))
        })
      await page.getByRole('main').getByRole('button', { name: 'Chats' }).tap()
      await page.getByRole('button', { name: 'Options for “Apples and pears' }).first().tap()
      const dialog = page.getByRole('dialog')
      await dialog.waitFor()
      await page.evaluate(STILL)
      expect(await cut(dialog)).toEqual([])
      await dialog.getByRole('button', { name: 'Delete chat' }).tap()
      const toast = page.getByRole('main').locator('.toast')
      await toast.waitFor()
      await page.evaluate(STILL)
      expect(await cut(toast)).toEqual([])
      // Not a letter to a line.
      expect((await toast.locator('p').boundingBox())?.width).toBeGreaterThan(3.5 * Number.parseFloat(letters))
      expect((await toast.boundingBox())?.y).toBeGreaterThanOrEqual(0)
      await toast.getByRole('button', { name: 'Undo' }).tap()
      await page.getByRole('main').getByText('It is back.').waitFor()
    })
  })

  it.each([280, 320, 390])('what was said just before covers nothing of a box that is opened over it, on a screen of %i', async (width) => {
    const id = fresh('covered')
    await there.client.say(id, `Plums of ${id}`)
    const { chat } = await visit(`${there.host.url}/c/${id}`, { ...PHONE, viewport: { width, height: 568 } })
    const { page } = chat
    await chat.until('done')
    const dialog = page.getByRole('dialog')
    const said = dialog.locator('.toast', { hasText: 'Copied.' }).first()
    const clear = async (last: Locator): Promise<void> => {
      await said.waitFor()
      await page.evaluate(STILL)
      await last.scrollIntoViewIfNeeded()
      const [box, over] = await Promise.all([last.boundingBox(), said.boundingBox()])
      expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(over?.y ?? 0)
    }
    const says = async (): Promise<void> => {
      await chat.copied()
      await page.getByRole('main').locator('.toast').last().waitFor()
      await holdsNotices(page)
    }
    await says()
    await page.getByRole('main').getByRole('button', { name: 'Chats' }).tap()
    await page.getByRole('button', { name: `Options for “Plums of ${id}”` }).tap()
    await clear(dialog.getByRole('button', { name: 'Delete chat' }))
    await dialog.getByRole('button', { name: 'Close', exact: true }).tap()
    await page.touchscreen.tap(width - 10, 300)
    await says()
    await page.getByRole('button', { name: /^Model: / }).tap()
    await clear(dialog.getByRole('checkbox', { name: 'As the model has it' }))
  })

  describe('a wide screen under a thumb', () => {
    it.each(WIDE_TOUCH)('%s: every target is large', async (_name, viewport) => {
      const { chat } = await visit(there.host.url, { ...PHONE, viewport })
      const { page } = chat
      const list = page.getByRole('navigation', { name: 'Chats' })
      await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
      const found: Record<string, unknown> = {}
      await there.sim.set({ says: '```js\nconst a = 1\n```' })
      await chat.say(`Many lines${'\n.'.repeat(20)}`)
      await chat.until('done')
      await chat.answers.getByRole('button', { name: 'Ask again' }).tap()
      await chat.answers.getByRole('button', { name: 'Previous version' }).waitFor()
      await chat.until('done')
      await there.sim.set({ says: null })
      await chat.answers.getByRole('figure', { name: 'Code, js' }).waitFor()
      found['code'] = await small(page)
      await chat.say('And now? [[reasoning=10]] [[tokens=20]]')
      await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
      await chat.until('done')
      found['chat'] = await small(page)
      await chat.questions.first().getByRole('button', { name: 'Edit' }).tap()
      await page.getByRole('textbox', { name: 'Edit your message' }).waitFor()
      found['editor'] = await small(page)
      const letters = await page.evaluate('getComputedStyle(document.activeElement).fontSize')
      await page.getByRole('button', { name: 'Cancel' }).tap()
      const dialog = page.getByRole('dialog')
      for (const button of [
        list.getByRole('button', { name: /^Options for / }).first(),
        list.getByRole('button', { name: 'Settings' }),
        list.getByRole('button', { name: 'Help' }),
        page.getByRole('button', { name: /^Model: / }),
        page.getByRole('button', { name: 'Home is on: details' }),
      ]) {
        await button.tap()
        const close = dialog.getByRole('button', { name: 'Close', exact: true })
        await close.waitFor()
        found[await dialog.getByRole('heading', { level: 2 }).innerText()] = await small(page)
        await close.tap()
        await dialog.waitFor({ state: 'hidden' })
      }
      expect(found).toEqual(Object.fromEntries(Object.keys(found).map((place) => [place, []])))
      // Smaller ones make a phone zoom in.
      expect(letters).toBe('16px')
    })
  })
}
