// Suite: how home is, at a glance and in full. The lamp, the tab, the panel; home goes and comes; a server of another version.
import { describe, expect, it } from 'vitest'
import type { Stage } from '../hosts/stage.ts'
import type { Visitors } from './browser.ts'
import { PATIENT } from './chat.ts'
import { PHONE } from '../../../scripts/quiet-chromium.ts'

/** A home that refuses, and one that says nothing: the page knows of its return within this, in milliseconds. */
const BACK_REFUSED_MS = 10_000
const BACK_SILENT_MS = 15_000

export function lamp(there: Stage, { visit }: Visitors): void {
  describe('the lamp', () => {
    it('the panel says what is known, and looks again when it is asked', async () => {
      const { chat, watch } = await visit(there.host.url)
      const panel = chat.page.getByRole('complementary', { name: 'Details' })
      await panel.getByRole('heading', { name: 'Home is on' }).waitFor()
      const row = (name: string): Promise<string> =>
        panel
          .locator('dl > div')
          .filter({ has: chat.page.locator('dt').getByText(name, { exact: true }) })
          .locator('dd')
          .first()
          .innerText()
      expect(await row('Model')).toContain('mixtral')
      expect(await row('Loaded')).toBe('yes')
      expect(await row('Context')).toBe('4,096')
      expect(await row('Orchestrator')).toBe('ready')
      expect(await row('Mode')).toBe('chat')
      expect(await row('Round trip to here')).toMatch(/ms$/)
      await chat.say('What is 2+2?')
      await chat.until('done')
      await expect.poll(() => row('Last action'), PATIENT).toMatch(/^answered/)
      expect(await row('Steps taken')).toBe('1')
      const asked = (): number => watch.requests.filter((request) => request === 'GET /health').length
      const before = asked()
      await panel.getByRole('button', { name: 'Refresh' }).click()
      await expect.poll(asked, PATIENT).toBeGreaterThan(before)
    })

    it.each([
      ['refuses', { down: 'refuse' }, /^Home is off\./, 'lamp-out', BACK_REFUSED_MS],
      ['says nothing', { down: 'hang' }, /^Home does not answer yet\./, 'lamp-dim', BACK_SILENT_MS],
    ] as const)('a home that %s goes out and comes back by itself: lamp, title, favicon and words', async (_, down, words, lit, backMs) => {
      const { chat } = await visit(there.host.url)
      const { page } = chat
      const icon = page.locator('link#lamp')
      await expect.poll(() => icon.getAttribute('href'), PATIENT).toContain('lamp-on')
      const on = await page.title()
      await there.sim.set(down)
      await expect.poll(() => chat.status.innerText(), { ...PATIENT, timeout: 40_000 }).toMatch(words)
      expect(await icon.getAttribute('href')).toContain(lit)
      expect(await page.title()).not.toBe(on)
      await there.sim.set({ down: 'no' })
      const back = performance.now()
      await expect.poll(() => chat.status.innerText(), { ...PATIENT, timeout: 2 * backMs }).toMatch(/^Home is on/)
      expect(performance.now() - back).toBeLessThan(backMs)
      expect(await icon.getAttribute('href')).toContain('lamp-on')
      expect(await page.title()).toBe(on)
    })

    it('on a phone the panel is a sheet behind the lamp', async () => {
      const { chat } = await visit(there.host.url, PHONE)
      const lamp = chat.page.getByRole('button', { name: 'Home is on: details' })
      await lamp.tap()
      const sheet = chat.page.getByRole('dialog')
      await sheet.getByRole('heading', { name: 'Home is on' }).waitFor()
      await sheet.getByRole('button', { name: 'Close' }).tap()
      await sheet.waitFor({ state: 'hidden' })
    })
  })

  describe('a server of another version', () => {
    it('the page asks to be loaded again, and what was written stays', async () => {
      const { chat, context } = await visit(there.host.url)
      await chat.field.fill('Half a thou')
      await context.route('**/health', async (route) => {
        const response = await route.fetch()
        await route.fulfill({ response, headers: { ...response.headers(), 'x-porchlight-version': '9.9.9' } })
      })
      await chat.page.getByText('A new version is here. Your text is kept.').waitFor()
      // Until then: the next word of the server would take the notice away.
      await chat.page.getByRole('button', { name: 'Reload' }).click()
      await context.unrouteAll({ behavior: 'wait' })
      await expect.poll(() => chat.field.inputValue(), PATIENT).toBe('Half a thou')
      await expect.poll(() => chat.page.getByText('A new version is here.').count(), PATIENT).toBe(0)
    })
  })
}
