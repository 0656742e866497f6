// What is done to a page before a picture is taken of it, and what stands behind it.
import type { Locator, Page, Request } from 'playwright-core'
import type { Simulator } from '../worker/sim/cli.ts'
import type { Launched } from '../worker/test/launch.ts'

/** What is there to be pressed may take so long, in milliseconds. */
const PRESS_MS = 3_000
/** Parts of the page come when they are first needed: for so long none may have come, in milliseconds. */
const STILL_MS = 600

/** What is done to a page, and what stands behind it. */
export class Sight {
  readonly page: Page
  readonly host: Launched
  readonly simulator: Simulator
  readonly thread: Locator
  readonly #phone: boolean
  #coming = 0
  #lastPart = 0

  constructor(page: Page, host: Launched, simulator: Simulator, phone: boolean) {
    this.page = page
    this.host = host
    this.simulator = simulator
    this.thread = page.getByRole('region', { name: 'Messages', exact: true })
    this.#phone = phone
    const part = (by: number) => (request: Request) => {
      if (!new URL(request.url()).pathname.startsWith('/assets/')) return
      this.#coming += by
      this.#lastPart = performance.now()
    }
    page.on('request', part(1))
    page.on('requestfinished', part(-1))
    page.on('requestfailed', part(-1))
  }

  /** Waits until every part of the page that was asked for is there, and drawn. */
  async still(): Promise<void> {
    while (this.#coming > 0 || performance.now() - this.#lastPart < STILL_MS) await this.page.waitForTimeout(STILL_MS / 4)
  }

  button(name: RegExp): Locator {
    return this.page.getByRole('button', { name })
  }

  /** `home`: waits until this is said of it. `there`: and until this is there; left out: a place to write. */
  async open(address: string, home: RegExp | null = null, there: Locator = this.page.getByRole('textbox', { name: 'Message', exact: true })): Promise<void> {
    await this.page.goto(`${this.host.url}${address}`)
    await there.waitFor()
    if (address !== '/') await this.until('done')
    // The words, or the name of a lamp without any.
    if (home !== null) await this.page.getByText(home).or(this.page.getByLabel(home)).or(this.page.getByTitle(home)).filter({ visible: true }).first().waitFor()
  }

  async say(text: string, status: string, shown: RegExp | null = null): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message', exact: true }).fill(text)
    await this.button(/^Send$/).click()
    await this.until(status)
    if (shown !== null) await this.thread.getByText(shown).filter({ visible: true }).first().waitFor()
  }

  until(status: string): Promise<void> {
    return this.thread.locator(`article.answer[data-status="${status}"]`).last().waitFor()
  }

  press(what: Locator): Promise<void> {
    return what.filter({ visible: true }).first().click({ timeout: PRESS_MS })
  }

  async key(key: string, then: Locator): Promise<void> {
    await this.page.locator('body').press(key)
    await then.filter({ visible: true }).first().waitFor({ timeout: PRESS_MS })
  }

  /** What is always there on a desktop. */
  async phoneOnly(name: RegExp): Promise<void> {
    if (this.#phone) await this.press(this.button(name))
  }

  /** Opens the panel, which stands there already on a desktop, and waits until it says this. */
  async panel(says: RegExp): Promise<void> {
    await this.phoneOnly(/: details$/)
    await this.page.getByText(says).filter({ visible: true }).first().waitFor()
  }

  /** Somebody else asks something, and does not wait for the answer. */
  ask(session: string, message: string): void {
    const body = JSON.stringify({ message, session_id: session })
    // What becomes of it is not in the picture.
    void fetch(`${this.host.url}/agent/message`, { method: 'POST', headers: { 'content-type': 'application/json' }, body }).catch(() => undefined)
  }

  /** Opens the doctor, from the panel. */
  async doctor(says: RegExp): Promise<void> {
    await this.phoneOnly(/^Home .*: details$/)
    await this.press(this.button(/^Why can't I reach my model\?$/))
    await this.page.getByRole('dialog').getByText(says).waitFor()
  }

  /** A button in the list of chats, which a phone opens first. */
  async inList(name: RegExp): Promise<void> {
    await this.phoneOnly(/^Chats$/)
    await this.press(this.button(name).or(this.page.getByRole('link', { name })))
  }

  scrollTo(top: number): Promise<void> {
    return this.thread.evaluate((box, top) => void Object.assign(box, { scrollTop: top }), top)
  }
}
