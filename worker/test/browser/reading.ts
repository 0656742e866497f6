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

const CODE = `const lamp = '${'light '.repeat(40)}'\nlamp.split(' ')\n`
const WITH_CODE = `Some code:\n\n\`\`\`js\n${CODE}\`\`\`\n\nThat is all.`

/** Whether the messages stand still for three frames. */
const RESTS = `(() => {
  const box = document.getElementById('thread')
  const { scrollTop } = box
  const frame = () => new Promise((done) => requestAnimationFrame(done))
  return frame().then(frame).then(frame).then(() => box.scrollTop === scrollTop)
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
  describe.each(HANDS)('reading, $name', (hand) => {
    const { press, mark, leave, list } = hand

    it('the end stays in sight until the reader goes back; then what is read stays, and one press leads to the latest', async () => {
      const visited = await comes(visitors, there.host.url, hand)
      const { chat } = visited
      await chat.say('Tell me of the sea [[tokens=9000]] [[rate=300]]')
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
      await chat.page.getByRole('status', { name: 'What happened' }).getByText('Copied.').waitFor()
      expect(await chat.copied(() => press(tool('Copy')))).toBe(CODE.trimEnd())
      await tool('Copied').waitFor()
      const wide = (): Promise<boolean> => figure.locator('pre').evaluate((pre) => pre.scrollWidth > pre.clientWidth)
      expect(await wide()).toBe(true)
      await press(tool('Wrap'))
      await expect.poll(wide, PATIENT).toBe(false)
      await isForEveryone(chat.page)
      await press(tool('Wrap'))
      await expect.poll(wide, PATIENT).toBe(true)
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

      await press((await list(chat)).getByRole('button', { name: 'Settings' }))
      const settings = chat.page.getByRole('dialog', { name: 'Settings' })
      await mark(settings.getByRole('checkbox', { name: 'Show reasoning while it is being written' }))
      await leave(settings)
      await chat.say('And why? [[reasoning=60]] [[rate=60]] [[tokens=10]]')
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

      await there.sim.set({ failures: ['jinja-error'] })
      await retries()
      await chat.until('failed')
      const told = await chat.copied(() => press(chat.answers.getByRole('button', { name: 'Copy details' })))
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
