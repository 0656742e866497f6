// Suite: the button that brings older messages, by keyboard and by touch. It says why they did not come, and is pressed again.
import { describe, expect, it } from 'vitest'
import { VIEW_MESSAGES } from '../../../shared/limits.ts'
import { fresh, type Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PATIENT } from './chat.ts'
import { comes, HANDS } from './hands.ts'
import { fits } from './fitting.ts'

/** Questions, each with its answer: so many that the server gives the last of them first. */
const QUESTIONS = VIEW_MESSAGES / 2 + 2
/** What a browser says of a connection that broke. */
const BROKEN = /^console: Failed to load resource: net::ERR_CONNECTION_RESET/

export function earlier(there: Stage, visitors: Visitors): void {
  describe.each(HANDS)('older messages, $name', (hand) => {
    const { touch, press } = hand

    it('come when the button is pressed; where they do not, it says why, and is pressed again', async () => {
      const id = fresh('older')
      for (let n = 1; n <= QUESTIONS; n += 1) await there.client.say(id, `What is 2+2? Number ${n}.`)
      const { chat, context, watch } = await comes(visitors, there.host.url, hand)
      watch.allow(BROKEN)
      let asked = 0
      await context.route(`**/agent/sessions/${id}?before=*`, (route) => {
        asked += 1
        return route.abort('connectionreset')
      })
      await chat.page.goto(`${there.host.url}/c/${id}`)
      await chat.thread.getByText(`Number ${QUESTIONS}.`).waitFor()
      const oldest = chat.questions.first()
      const button = chat.thread.getByRole('button', { name: 'Older messages', exact: true })
      const why = chat.thread.locator('[aria-live="polite"]').getByText('Porchlight does not answer.')
      const presses = async (): Promise<void> => {
        const before = asked
        await press(button)
        await expect.poll(() => asked, PATIENT).toBeGreaterThan(before)
      }
      // Those that the page has already come first, and by themselves.
      while (!(await why.isVisible())) await press(button)
      expect(await oldest.textContent()).toContain(`Number ${QUESTIONS - VIEW_MESSAGES / 2 + 1}.`)
      if (touch) await fits(chat.page)

      await presses()
      await why.waitFor()
      const tried = asked
      await context.unroute(`**/agent/sessions/${id}?before=*`)
      await press(button)
      await button.waitFor({ state: 'detached' })
      await expect.poll(() => oldest.textContent(), PATIENT).toContain('Number 1.')
      expect([asked, await why.count(), await chat.questions.count()]).toEqual([tried, 0, QUESTIONS])
      if (!touch) expect(await chat.thread.evaluate((box) => box === box.ownerDocument.activeElement)).toBe(true)
    })
  })
}
