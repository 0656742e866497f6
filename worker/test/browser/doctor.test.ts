// "Why can't I reach my model?" as a person meets it: from the panel and from a failed answer, with a mouse, a thumb and keys.
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterEach, describe, expect, it } from 'vitest'
import { DOCTOR_STEPS, stepName } from '../../../shared/doctor.ts'
import { PHONE } from '../../../scripts/quiet-chromium.ts'
import { stage } from '../hosts/stage.ts'
import { faultsOf } from './axe.ts'
import { visitors } from './browser.ts'
import { type Chat, PATIENT } from './chat.ts'
import { fits, STILL } from './fitting.ts'

const TITLE = "Why can't I reach my model?"
const { visit } = visitors()

const LOOKS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['a phone in light', { ...PHONE, colorScheme: 'light' }],
  ['a phone in dark', { ...PHONE, colorScheme: 'dark' }],
  ['a desk in light', { viewport: { width: 1280, height: 800 }, colorScheme: 'light' }],
  ['a desk in dark', { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' }],
]

const doctorOf = (page: Page): Locator => page.getByRole('dialog', { name: TITLE })
const isFocused = (locator: Locator): Promise<boolean> => locator.evaluate((element) => element === element.ownerDocument.activeElement)
const results = (page: Page): Promise<(string | null)[]> =>
  doctorOf(page)
    .locator('li[data-step]')
    .evaluateAll((steps) => steps.map((step) => step.getAttribute('data-result')))
/** What stands over the steps; toasts are said within the same box. */
const verdictOf = (page: Page): Locator => doctorOf(page).locator('output')
const says = (page: Page, words: string): Promise<void> => verdictOf(page).getByText(words).waitFor()

/** From the panel, which a phone has behind the lamp. */
async function fromPanel({ page }: Chat, phone: boolean): Promise<void> {
  if (phone) await page.getByRole('button', { name: /^Home .*: details$/ }).tap()
  const button = page.getByRole('button', { name: TITLE })
  await (phone ? button.tap() : button.click())
  await doctorOf(page).waitFor()
}

/** What ended a moment ago is the answer to who asks at once: asked until it is another. */
async function again(page: Page, words: string): Promise<void> {
  const button = doctorOf(page).getByRole('button', { name: 'Look again' })
  await expect
    .poll(async () => {
      await button.click()
      await expect.poll(() => button.getAttribute('aria-disabled'), PATIENT).toBe('false')
      return verdictOf(page).innerText()
    }, PATIENT)
    .toBe(words)
}

const settled = (page: Page): Promise<unknown> => page.evaluate(STILL)

describe('a home that comes and goes', () => {
  const there = stage('node', { env: { LLM_MAX_RETRIES: '0' } })
  // The next one finds home as it should be, whatever became of this one.
  afterEach(() => there.sim.set({ token: null, first_token_ms: 50, down: 'no' }))

  it.each(LOOKS)('%s: nothing keeps anybody out, well, half way and failed', async (name, look) => {
    const phone = name.includes('phone')
    const { chat } = await visit(there.host.url, look)
    const { page } = chat
    const judge = async (): Promise<void> => {
      await settled(page)
      expect(await faultsOf(page)).toEqual([])
      if (phone) await fits(page)
    }
    await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
    await there.sim.set({ first_token_ms: 4_000 })
    await fromPanel(chat, phone)
    // Live: what is known stands there while the model is asked.
    const live = [...DOCTOR_STEPS.slice(0, -2).map(() => expect.stringMatching(/ok|skipped/)), 'looking', 'waiting']
    const button = doctorOf(page).getByRole('button', { name: 'Look again', disabled: false })
    const seen = async (): Promise<unknown> => {
      if ((await button.count()) > 0) await button.click()
      return results(page)
    }
    await expect.poll(seen, PATIENT).toEqual(live)
    await judge()
    await there.sim.set({ first_token_ms: 50 })
    await says(page, 'Your model answers.')
    await judge()

    await there.sim.set({ token: 'another' })
    await again(page, 'It fails at: Key.')
    await doctorOf(page).getByText('The model server asks for a key').scrollIntoViewIfNeeded()
    await judge()
    await page.keyboard.press('Escape')
    await doctorOf(page).waitFor({ state: 'hidden' })
  })

  it('copies as text, and gives the focus back', async () => {
    const { chat, context } = await visit(there.host.url)
    const { page } = chat
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(there.host.url).origin })
    await fromPanel(chat, false)
    await again(page, 'Your model answers.')
    await doctorOf(page).getByRole('button', { name: 'Copy as text' }).click()
    const text = (): Promise<string> => page.evaluate<string>('navigator.clipboard.readText()')
    await expect.poll(text, PATIENT).toContain('Your model answers.')
    const copied = (await text()).split('\n')
    for (const step of DOCTOR_STEPS) expect(copied.some((line) => line.slice(2).startsWith(`${stepName(step)}: `))).toBe(true)
    await page.keyboard.press('Escape')
    await doctorOf(page).waitFor({ state: 'hidden' })
    expect(await isFocused(page.getByRole('button', { name: TITLE }))).toBe(true)
  })

  it('from every answer that failed, by keys', async () => {
    const { chat, watch } = await visit(there.host.url)
    const { page } = chat
    const offers = chat.answers.getByRole('button', { name: TITLE })
    const offer = offers.last()
    await expect.poll(() => chat.status.innerText(), PATIENT).toMatch(/^Home is on/)
    await chat.say('Break [[case=jinja-error]]')
    await chat.until('failed')
    await offer.waitFor()

    await there.sim.set({ down: 'refuse' })
    await chat.say('Are you there?')
    await expect.poll(() => offers.count(), PATIENT).toBe(2)
    await offer.focus()
    await page.keyboard.press('Enter')
    await again(page, 'It fails at: Connection or tunnel.')
    expect((await results(page)).filter((result) => result === 'failed').length).toBe(1)
    await doctorOf(page).getByRole('list', { name: 'What to do' }).waitFor()
    await there.sim.set({ down: 'no' })
    await again(page, 'Your model answers.')
    await page.keyboard.press('Escape')
    await doctorOf(page).waitFor({ state: 'hidden' })
    expect(await isFocused(offer)).toBe(true)
    watch.may(/^console: .*status of 503/)
  })

  it('a server that is gone is said, and asked again', async () => {
    const { chat, context, watch } = await visit(there.host.url)
    const { page } = chat
    await context.route('**/doctor', (route) => route.abort())
    watch.allow(/^console: Failed to load resource/)
    await fromPanel(chat, false)
    await doctorOf(page).getByRole('alert').getByText('Porchlight does not answer.').waitFor()
    await context.unroute('**/doctor')
    await again(page, 'Your model answers.')
  })
})
