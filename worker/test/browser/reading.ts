// Suite: what is done with an answer, by keyboard and by touch. Reading back while it grows, taking it along, looking behind it, asking again.
import type { Locator } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visit, Visitors } from './browser.ts'
import { type Chat, PATIENT } from './chat.ts'
import { comes, type Hand, HANDS, isForEveryone, reach } from './hands.ts'

/** Pixels that count as the end of the messages, and how far a thumb swipes. */
const NEAR = 48
const SWIPE = 500
/** How often a chat is opened to see where it stands: a browser does not move it each time. */
const OPENINGS = 4

const CODE = `const lamp = '${'light '.repeat(40)}'\nlamp.split(' ')\n`
const WITH_CODE = `Some code:\n\n\`\`\`js\n${CODE}\`\`\`\n\nThat is all.`

/** All blocks in Hebrew, and one in English. The `h` of code and the word that a ticked box is read as are not what they begin with. */
const HEBREW = `# אור

\`h\` שלום

- [x] נר
  1. עוד

> ציטוט

| שם | b |
|---|---|
| a | ב |

\`\`\`
א
\`\`\`

Light`

/** Whether the messages stand still for three frames. */
const RESTS = `(() => {
  const box = document.getElementById('thread')
  const { scrollTop } = box
  const frame = () => new Promise((done) => requestAnimationFrame(done))
  return frame().then(frame).then(frame).then(() => box.scrollTop === scrollTop)
})()`

/** The reader moves the messages back, and in the same task words come, before anybody has heard of it. */
const MOVED_AS_WORDS_COME = `(() => {
  const box = document.getElementById('thread')
  const words = document.createTreeWalker([...box.querySelectorAll('.words')].at(-1), NodeFilter.SHOW_TEXT).nextNode()
  box.scrollTop -= ${SWIPE}
  words.data = words.data
})()`

/** The reader moves the messages back with a slow thumb: a little in each frame, and all in all not far. */
const MOVED_SLOWLY = `(async () => {
  const box = document.getElementById('thread')
  for (let frame = 0; frame < 10; frame += 1) {
    await new Promise((done) => requestAnimationFrame(done))
    box.scrollTop -= 4
  }
})()`

const fromEnd = (chat: Chat): Promise<number> => chat.thread.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)
const top = (chat: Chat): Promise<number> => chat.thread.evaluate((box) => box.scrollTop)
const stops = ({ page, stop }: Chat, { touch, press }: Hand): Promise<void> => (touch ? press(stop) : page.keyboard.press('Escape'))

async function readsBack({ chat, context }: Visit, { touch }: Hand): Promise<void> {
  if (touch) {
    const session = await context.newCDPSession(chat.page)
    const thumb = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number): Promise<unknown> =>
      session.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: 195, y }] })
    await thumb('touchStart', 150)
    for (let moved = 50; moved <= SWIPE; moved += 50) await thumb('touchMove', 150 + moved)
    await thumb('touchEnd')
    return session.detach()
  }
  await reach(chat.thread)
  await chat.page.keyboard.press('PageUp')
}

export function reading(there: Stage, visitors: Visitors): void {
  it.each([
    ['in the moment in which words come', MOVED_AS_WORDS_COME],
    ['slowly, and not far', MOVED_SLOWLY],
  ])('a reader who goes back %s is not brought to the end again', async (_how, moves) => {
    const { chat } = await visitors.visit(there.host.url)
    await chat.say('Tell me of the sky [[tokens=9000]] [[rate=300]]')
    await expect.poll(() => top(chat), PATIENT).toBeGreaterThan(2 * SWIPE)
    await chat.page.evaluate(moves)
    await chat.thread.getByRole('button', { name: 'Jump to latest' }).waitFor()
    await chat.stop.click()
    await chat.until('stopped')
  })

  it('a chat of a few screens opens at its very end on a low screen, each time', async () => {
    const { chat } = await visitors.visit(there.host.url, { viewport: { width: 390, height: 500 } })
    await chat.say('Tell me of the sky [[tokens=200]]')
    await chat.until('done')
    await chat.say('And of the sea [[tokens=60]]')
    await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
    await chat.until('done')
    await chat.page.waitForURL(/\/c\//)
    for (let time = 0; time < OPENINGS; time += 1) {
      await chat.page.reload()
      await chat.until('done')
      await expect.poll(async () => [await chat.page.evaluate(RESTS), await fromEnd(chat)], PATIENT).toEqual([true, 0])
      expect(await chat.thread.getByRole('button', { name: 'Jump to latest' }).count()).toBe(0)
    }
  })

  it.each([
    ['thinks and does not write', 'Think of it [[reasoning=60]] [[tokens=0]]', null],
    ['writes white space', 'Think of nothing', '   \n\n '],
  ])('an answer in which the model %s says so', async (_what, question, says) => {
    const { chat } = await visitors.visit(there.host.url)
    await there.sim.set({ says })
    await chat.say(question)
    await chat.until('done')
    await there.sim.set({ says: null })
    await chat.answers.getByText('The model ended without writing an answer.').waitFor()
  })

  it('a text runs the way its own first words do, wherever it stands, and code from left to right', async () => {
    const { chat } = await visitors.visit(there.host.url)
    const { page } = chat
    await there.sim.set({ says: HEBREW })
    await chat.say('מה זה? [[rate=1000]]')
    await chat.until('done')
    await there.sim.set({ says: null })
    // Drawn, and not as it was written.
    await chat.answers.getByRole('heading', { level: 3 }).waitFor()
    const ways = async (all: Locator): Promise<unknown> => {
      await all.first().waitFor()
      return all.evaluateAll((found) => found.map((one) => `${one.tagName} ${one.ownerDocument.defaultView?.getComputedStyle(one).direction}`.toLowerCase()))
    }
    expect(await ways(chat.answers.locator('.words :is(h3, p, code, ul, ol, blockquote, table, th)'))).toEqual([
      'h3 rtl',
      'p rtl',
      'code ltr',
      'ul rtl',
      'ol rtl',
      'blockquote rtl',
      'p rtl',
      'table rtl',
      'th rtl',
      'th rtl',
      'code ltr',
      'p ltr',
    ])
    expect(await ways(chat.questions.locator('.bubble p'))).toEqual(['p rtl'])
    expect(await ways(page.getByRole('heading', { level: 1 }))).toEqual(['h1 rtl'])
    expect(await ways(page.getByRole('link', { name: 'מה זה?' }).locator('.title'))).toEqual(['span rtl'])
    await chat.field.fill('נר')
    expect(await ways(chat.field)).toEqual(['textarea rtl'])
    await chat.field.fill('A light')
    expect(await ways(chat.field)).toEqual(['textarea ltr'])
    await chat.questions.getByRole('button', { name: 'Edit', exact: true }).click()
    expect(await ways(chat.thread.getByRole('textbox', { name: 'Edit your message' }))).toEqual(['textarea rtl'])
    await page.getByRole('button', { name: 'Options for “מה זה?' }).click()
    expect(await ways(page.getByRole('dialog').getByRole('textbox', { name: 'Title' }))).toEqual(['input rtl'])
  })

  it('what has the focus is not under the way to the latest', async () => {
    const { chat } = await visitors.visit(there.host.url, { viewport: { width: 390, height: 600 } })
    const { keyboard } = chat.page
    await there.sim.set({ says: Array.from({ length: 12 }, (_, index) => `[${index}](https://example.org/${index})\n\nA line.`).join('\n\n') })
    await chat.say('Show me links [[rate=1000]]')
    await chat.until('done')
    await there.sim.set({ says: null })
    const latest = chat.thread.getByRole('button', { name: 'Jump to latest' })
    await reach(chat.thread)
    await keyboard.press('Home')
    await latest.waitFor()
    /** How far above it is what has the focus; null: it is the way itself, or there is none any more. */
    const above = (): Promise<number | null> =>
      chat.thread.evaluate((box) => {
        const [way, has] = [box.querySelector('.to-end > .button'), box.ownerDocument.activeElement]
        return way === null || has === null || has === way ? null : way.getBoundingClientRect().top - has.getBoundingClientRect().bottom
      })
    const met: number[] = []
    for (let room = await above(); room !== null; room = await above()) {
      await keyboard.press('Tab')
      met.push((await above()) ?? 0)
    }
    expect(met.filter((room) => room < 0)).toEqual([])
    expect(met.length).toBeGreaterThan(5)
  })

  it('a chat is printed whole, black on white, without what surrounds it', async () => {
    const { chat } = await visitors.visit(there.host.url, { colorScheme: 'dark' })
    const { page } = chat
    await there.sim.set({
      says: Array.from({ length: 60 }, (_, index) => `Paragraph ${index}. ${'Of the sea. '.repeat(5)}`)
        .join('\n\n')
        .concat(`\n\n\`\`\`js\n${CODE}\`\`\``),
    })
    await chat.say(`Tell me all [[rate=1000]] [[reasoning=5]]${'\n.'.repeat(30)}\nThe last of it`)
    await chat.until('done')
    await there.sim.set({ says: null })
    const paper = (await page.pdf({ format: 'A4' })).toString('latin1')
    expect(paper.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(2)

    await page.emulateMedia({ media: 'print' })
    for (const gone of [page.getByRole('navigation'), page.getByRole('complementary'), page.getByRole('button'), chat.field, chat.status])
      await expect.poll(() => gone.filter({ visible: true }).count(), PATIENT).toBe(0)
    await page.getByRole('heading', { level: 1 }).waitFor()
    // Nothing is cut off, above the end of the first page or beside it.
    const cut =
      "[...document.querySelectorAll('#thread, .bubble p, pre')].filter((e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1).map((e) => e.outerHTML.slice(0, 80))"
    expect(await page.evaluate(cut)).toEqual([])
    const colours = (one: Locator): Promise<unknown> => one.evaluate((e) => e.ownerDocument.defaultView?.getComputedStyle(e).color)
    expect([await colours(page.locator('body')), await colours(chat.answers.locator('code').last())]).toEqual(['rgb(0, 0, 0)', 'rgb(0, 0, 0)'])
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)')
  })

  describe.each(HANDS)('reading, $name', (hand) => {
    const { press, mark, leave, list } = hand

    it('the end stays in sight until the reader goes back; then what is read stays, and one press leads to the latest', async () => {
      const visited = await comes(visitors, there.host.url, hand)
      const { chat } = visited
      await chat.say('Tell me of the sea [[tokens=20000]] [[rate=300]]')
      await expect.poll(() => top(chat), PATIENT).toBeGreaterThan(2 * SWIPE)
      await expect.poll(() => fromEnd(chat), PATIENT).toBeLessThan(NEAR)
      await readsBack(visited, hand)
      const latest = chat.thread.getByRole('button', { name: 'Jump to latest' })
      await latest.waitFor()
      // A swipe goes on for a while after the thumb.
      await expect.poll(() => chat.page.evaluate(RESTS), PATIENT).toBe(true)
      const [before, left] = [await top(chat), await fromEnd(chat)]
      await expect.poll(() => fromEnd(chat), PATIENT).toBeGreaterThan(left + 2 * NEAR)
      expect(await top(chat)).toBe(before)
      await isForEveryone(chat.page)
      await press(latest)
      await latest.waitFor({ state: 'detached' })
      await chat.grows(3)
      await expect.poll(() => fromEnd(chat), PATIENT).toBeLessThan(NEAR)
      await stops(chat, hand)
      await chat.until('stopped')
    })

    it('an answer is copied, and its code; long lines of it break where the reader wants them to', async () => {
      const { chat } = await comes(visitors, there.host.url, hand)
      await there.sim.set({ says: WITH_CODE })
      await chat.say('Show me code [[rate=1000]]')
      await chat.until('done')
      await there.sim.set({ says: null })
      const figure = chat.answers.getByRole('figure', { name: 'Code, js' })
      const tool = (name: string): Locator => figure.getByRole('button', { name, exact: true })
      expect(await chat.copied(() => press(chat.copy))).toBe(WITH_CODE)
      const told = chat.page.getByRole('status', { name: 'What happened' })
      await told.getByText('Copied.').waitFor()
      await press(told.getByRole('button', { name: 'Dismiss' }))
      await told.getByText('Copied.').waitFor({ state: 'detached' })
      expect(await chat.copied(() => press(tool('Copy')))).toBe(CODE.trimEnd())
      await tool('Copied').waitFor()
      await told.getByText('Copied.').waitFor()
      const wide = (): Promise<boolean> => figure.locator('pre').evaluate((pre) => pre.scrollWidth > pre.clientWidth)
      expect(await wide()).toBe(true)
      await press(tool('Wrap'))
      await expect.poll(wide, PATIENT).toBe(false)
      // Not by its colour alone.
      const line = (): Promise<unknown> => tool('Wrap').evaluate((one) => one.ownerDocument.defaultView?.getComputedStyle(one).textDecorationLine)
      expect(await line()).toBe('underline')
      await isForEveryone(chat.page)
      await press(tool('Wrap'))
      await expect.poll(wide, PATIENT).toBe(true)
      expect(await line()).toBe('none')
    })

    it('reasoning is folded, opened by hand, and open by itself where the person wants it so', async () => {
      const { chat } = await comes(visitors, there.host.url, hand)
      const fold = chat.answers.last().locator('.reasoning').getByRole('button')
      const thoughts = chat.answers.last().locator('[data-part="reasoning"]')
      await chat.say('Why? [[reasoning=150]] [[rate=60]] [[tokens=10]]')
      await fold.waitFor()
      expect(await thoughts.count()).toBe(0)
      await press(fold)
      await thoughts.getByText('First').waitFor()
      await isForEveryone(chat.page)
      await chat.until('done')
      expect(await fold.innerText()).toMatch(/^Thought for \d/)
      expect((await thoughts.innerText()).length).toBeGreaterThan(300)
      await press(fold)
      await thoughts.waitFor({ state: 'detached' })
      const over = await fold.innerText()
      await chat.page.reload()
      await fold.waitFor()
      expect(await fold.innerText()).toBe(over)

      await press((await list(chat)).getByRole('button', { name: 'Settings' }))
      const settings = chat.page.getByRole('dialog', { name: 'Settings' })
      await mark(settings.getByRole('checkbox', { name: 'Show reasoning while it is being written' }))
      await leave(settings)
      await chat.say('And why? [[reasoning=400]] [[rate=60]] [[tokens=10]]')
      await expect.poll(() => chat.answers.count(), PATIENT).toBe(2)
      await thoughts.getByText('First').waitFor()
      await chat.until('done')
      await thoughts.waitFor({ state: 'detached' })
      await press(chat.answers.last().getByRole('button', { name: 'Details', exact: true }))
      await chat.answers.last().getByText('tok/s').waitFor()
      await isForEveryone(chat.page)
    })

    it('what was stopped, broke off or failed is asked again, and what went wrong is copied', async () => {
      const { chat } = await comes(visitors, there.host.url, hand)
      const retries = async (): Promise<void> => {
        const before = await chat.answers.getAttribute('data-turn')
        await press(chat.retry)
        await expect.poll(() => chat.answers.getAttribute('data-turn'), PATIENT).not.toBe(before)
      }
      await chat.say('Tell me of the winds [[tokens=4000]]')
      await chat.grows(2)
      await stops(chat, hand)
      await chat.until('stopped')

      await retries()
      await chat.grows(2)
      await there.sim.set({ cut: true })
      await chat.until('interrupted')
      await chat.thread.getByText('2 of 2').waitFor()
      await isForEveryone(chat.page)
      const copy = chat.answers.getByRole('button', { name: 'Copy details' })
      const turn = await chat.answers.getAttribute('data-turn')
      expect((await chat.copied(() => press(copy))).split('\n')).toEqual([
        'Interrupted: the connection to home broke off.',
        expect.stringMatching(/^Time: \d{4}-/),
        `Turn: ${turn}`,
      ])

      await there.sim.set({ failures: ['jinja-error'] })
      await retries()
      await chat.until('failed')
      const told = await chat.copied(() => press(copy))
      const id = await chat.answers.locator('.facts code').innerText()
      expect(told).toMatch(/^.+\n1\. /)
      expect(told.split('\n')).toEqual(expect.arrayContaining([expect.stringMatching(/^Time: \d{4}-/), `Request: ${id}`]))
      await isForEveryone(chat.page)

      await there.sim.set({ says: 'The wind is air that moves.' })
      await retries()
      expect(await chat.until('done')).toBe('The wind is air that moves.')
      await there.sim.set({ says: null })
    })
  })
}
