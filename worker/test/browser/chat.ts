// The page as a person uses it, found by its roles and its states.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'

/** What the page waits for comes within this, in milliseconds. */
export const PATIENT = { timeout: 20_000, interval: 20 } as const

interface Shown {
  /** The answer's `data-status`; null: there is no answer. */
  readonly status: string | null
  readonly text: string
}

export class Chat {
  readonly page: Page
  readonly field: Locator
  readonly send: Locator
  readonly stop: Locator
  readonly retry: Locator
  readonly questions: Locator
  readonly answers: Locator
  /** How home is, or the way to the server. */
  readonly status: Locator
  /** Where the messages stand. */
  readonly thread: Locator

  constructor(page: Page) {
    this.page = page
    this.thread = page.getByRole('region', { name: 'Messages', exact: true })
    this.field = page.getByRole('textbox', { name: 'Message', exact: true })
    this.send = page.getByRole('button', { name: 'Send', exact: true })
    this.stop = page.getByRole('button', { name: 'Stop', exact: true })
    this.retry = this.thread.getByRole('button', { name: 'Retry', exact: true })
    this.answers = this.thread.locator('article[data-turn]')
    this.questions = this.thread.locator('article[data-status]:not([data-turn])')
    this.status = page.locator('main .status')
  }

  /** The name of the chat; throws where it has none yet. */
  get id(): string {
    const id = /\/c\/([A-Za-z0-9_-]+)$/.exec(this.page.url())?.[1]
    if (id === undefined) throw new Error(`no chat at ${this.page.url()}`)
    return id
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text)
    // On a phone the Enter key breaks the line.
    if ((await this.page.evaluate("matchMedia('(pointer: coarse)').matches")) === true) await this.send.tap()
    else await this.field.press('Enter')
  }

  /** The last answer to the letter, as its Copy button gives it. */
  async copied(): Promise<string> {
    await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(this.page.url()).origin })
    await this.page.bringToFront()
    await this.page.evaluate("navigator.clipboard.writeText('nothing yet')")
    await this.answers.last().locator('.message-tools').getByRole('button', { name: 'Copy', exact: true }).click()
    for (const deadline = performance.now() + PATIENT.timeout; ;) {
      const text: unknown = await this.page.evaluate('navigator.clipboard.readText()')
      if (typeof text === 'string' && text !== 'nothing yet') return text
      if (performance.now() > deadline) throw new Error('nothing was copied')
      await sleep(PATIENT.interval)
    }
  }

  /** Waits until the browser keeps the shell: from then on the page opens without a network. */
  async kept(): Promise<void> {
    await this.page.evaluate('navigator.serviceWorker.ready.then(() => null)')
  }

  /** The last answer as it stands at this moment. */
  async shown(): Promise<Shown> {
    const [last] = (await this.#read()).slice(-1)
    return last ?? { status: null, text: '' }
  }

  /** Waits until the last answer is in this state, and gives its text. */
  async until(status: string): Promise<string> {
    return (await this.#look((shown) => shown.status === status, `an answer that is ${status}`)).text
  }

  /** Waits for so many lengths of the text, each greater than the one before, while it is being written. */
  async grows(times: number): Promise<void> {
    let [length, seen] = [0, 0]
    const grew = ({ status, text }: Shown): boolean => {
      if (status !== 'running' && status !== null) throw new Error(`the answer is ${status} after ${seen} lengths: ${text}`)
      if (text.length > length) [length, seen] = [text.length, seen + 1]
      return seen >= times
    }
    await this.#look(grew, `a text that grows ${times} times`)
  }

  async #look(fits: (shown: Shown) => boolean, what: string): Promise<Shown> {
    for (const deadline = performance.now() + PATIENT.timeout; ;) {
      const shown = await this.shown()
      if (fits(shown)) return shown
      if (performance.now() > deadline) throw new Error(`${what} did not come; the last: ${JSON.stringify(shown)}\n${await this.thread.innerText()}`)
      await sleep(PATIENT.interval)
    }
  }

  #read(): Promise<Shown[]> {
    return this.answers.evaluateAll((articles) =>
      articles.map((article) => ({
        status: article.getAttribute('data-status'),
        text: [...article.querySelectorAll('[data-part="text"] > *')]
          .map((block) => {
            // The language and the buttons above code are the page's own words.
            const bars = [...block.querySelectorAll('.bar')].map((bar) => bar.textContent)
            return bars.reduce((text, bar) => text.replace(bar, ''), block.textContent)
          })
          .join('\n\n'),
      })),
    )
  }
}

/** What is left of a text without white space and the marks of Markdown: the same as it was written and as it is drawn. */
export const letters = (text: string): string => text.replace(/[\s*_#>`|~[\]()!\\-]/g, '')
