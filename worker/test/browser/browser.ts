// A Chromium for a file of tests. Each test opens its pages by it; what goes wrong in any of them fails the test.
import type { Browser, BrowserContext, BrowserContextOptions } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { builtPage } from '../../../scripts/prepare.ts'
import { startChromium } from '../../../scripts/quiet-chromium.ts'
import { Chat, PATIENT } from './chat.ts'
import { Watch } from './watch.ts'

/** How long the page may take to be built, in milliseconds. */
const BUILD_MS = 60_000

export interface Visit {
  readonly chat: Chat
  readonly watch: Watch
  readonly context: BrowserContext
  /** The same person opens another tab. */
  second(url: string): Promise<Chat>
}

export interface Visitors {
  /** A person at this address, who has never been there before. `url` may have a path. */
  visit(url: string, options?: BrowserContextOptions): Promise<Visit>
}

/** Call at the top of a file. */
export function visitors(): Visitors {
  let browser: Browser | null = null
  const visits: Pick<Visit, 'watch' | 'context'>[] = []
  beforeAll(async () => {
    await builtPage(AbortSignal.timeout(BUILD_MS))
    browser = await startChromium()
  })
  afterEach(async () => {
    const faults: string[] = []
    for (const { watch, context } of visits.splice(0)) {
      // What a test put between the page and the server may be at work.
      await context.unrouteAll({ behavior: 'ignoreErrors' })
      await context.close()
      faults.push(...watch.faults())
    }
    expect(faults).toEqual([])
  })
  afterAll(() => browser?.close())
  return {
    async visit(url, options = {}) {
      if (browser === null) throw new Error('the browser is not started')
      const context = await browser.newContext({ locale: 'en-GB', ...options })
      context.setDefaultTimeout(PATIENT.timeout)
      const watch = new Watch(new URL(url).origin)
      await watch.over(context)
      const second = async (address: string): Promise<Chat> => {
        const page = await context.newPage()
        await page.goto(address)
        return new Chat(page)
      }
      visits.push({ watch, context })
      return { chat: await second(url), watch, context, second }
    },
  }
}
