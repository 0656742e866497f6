// What is measured from within the page: long tasks, gaps between frames, when the last message is there. As text, for it runs in the browser.
import type { CDPSession, Page } from 'playwright-core'

/** A task of the main thread that took over 50 ms. Milliseconds since the navigation began. */
export interface LongTask {
  readonly at: number
  readonly ms: number
}

export interface Scrolled {
  /** Between frames, in milliseconds. */
  readonly gaps: readonly number[]
  /** Pages of older messages that came. */
  readonly pages: number
  /** The number of the message that stands highest. */
  readonly top: number | null
  readonly tasks: readonly LongTask[]
}

export interface Memory {
  readonly heapMb: number
  readonly nodes: number
}

const ANSWERS = `document.querySelectorAll('#thread article.answer[data-turn]')`
const TEXT = `[data-part="text"]`

/** Runs before the page's own scripts. */
const INSTALL = `(() => {
  const tasks = []
  const keep = (list) => { for (const { startTime, duration } of list) tasks.push({ at: startTime, ms: duration }) }
  const observer = new PerformanceObserver((list) => keep(list.getEntries()))
  observer.observe({ type: 'longtask', buffered: true })
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  /** Milliseconds since the navigation until the last message, which says this, is seen. */
  const seen = async (text) => {
    for (;;) {
      await frame()
      const last = [...${ANSWERS}].at(-1)
      const box = last?.textContent.includes(text) ? last.getBoundingClientRect() : null
      if (box && box.height > 0 && box.bottom > 0 && box.top < innerHeight) break
    }
    // What this frame draws is there by the next one.
    return frame()
  }
  window.bench = {
    tasks: () => (keep(observer.takeRecords()), tasks),
    /** Milliseconds between frames from now on, until it is called. */
    gaps() {
      const gaps = []
      let going = true
      let before = null
      const next = (at) => {
        if (before !== null) gaps.push(at - before)
        before = at
        if (going) requestAnimationFrame(next)
      }
      requestAnimationFrame(next)
      return () => ((going = false), gaps)
    },
    async shows(status, text, timeout) {
      const deadline = performance.now() + timeout
      for (;;) {
        await frame()
        const last = [...${ANSWERS}].at(-1)
        if (last?.dataset.status === status && last.textContent.includes(text)) return Date.now()
        if (performance.now() > deadline) throw new Error('the answer is ' + last?.dataset.status + ' and says ' + last?.textContent.slice(-200))
      }
    },
    watch(text) { this.opened = seen(text) },
    frame,
  }
})()`

/** Scrolls up by a thumb's length each frame, and ends after so many pages, or when nothing comes any more. */
const scroll = (pages: number, step: number, patience: number): string => `(async () => {
  const box = document.querySelector('#thread')
  const came = () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('before=')).length
  const from = performance.now()
  const gaps = bench.gaps()
  for (let still = 0; came() < ${pages} && still < ${patience}; ) {
    await bench.frame()
    if (box.scrollTop > 0) {
      box.scrollTop -= ${step}
      still = 0
      continue
    }
    still += 1
  }
  const numbers = [...${ANSWERS}].map(({ textContent }) => Number(/This is message (\\d+)/.exec(textContent)?.[1] ?? NaN)).filter((n) => n > 0)
  const tasks = bench.tasks().filter(({ at }) => at >= from)
  return { gaps: gaps(), pages: came(), top: numbers.length > 0 ? Math.min(...numbers) : null, tasks }
})()`

export class Probe {
  readonly #page: Page
  readonly #browser: CDPSession

  private constructor(page: Page, browser: CDPSession) {
    this.#page = page
    this.#browser = browser
  }

  /** For a page that has not been anywhere yet. `slowdown`: how many times slower its processor is made. */
  static async of(page: Page, slowdown: number): Promise<Probe> {
    await page.addInitScript(INSTALL)
    const browser = await page.context().newCDPSession(page)
    await browser.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
    await browser.send('Performance.enable')
    return new Probe(page, browser)
  }

  now(): Promise<number> {
    return this.#page.evaluate<number>('performance.now()')
  }

  /** Those that began at `from` or later. */
  async tasks(from: number): Promise<LongTask[]> {
    const tasks = await this.#page.evaluate<LongTask[]>('bench.tasks()')
    return tasks.filter(({ at }) => at >= from)
  }

  /** Begins to watch frames. */
  watchFrames(): Promise<void> {
    return this.#page.evaluate('void (bench.stopFrames = bench.gaps())')
  }

  gaps(): Promise<number[]> {
    return this.#page.evaluate<number[]>('bench.stopFrames()')
  }

  /** Opens an address; milliseconds from the navigation's start until its last message, which says `text`, is seen. */
  async open(url: string, text: string, timeout: number): Promise<number> {
    await this.#page.addInitScript(`bench.watch(${JSON.stringify(text)})`)
    await this.#page.goto(url, { timeout, waitUntil: 'commit' })
    return this.#page.evaluate<number>('bench.opened')
  }

  /** Waits until the last answer is in this state and shows this text; the system's clock in milliseconds then. */
  shows(status: string, text: string, timeout: number): Promise<number> {
    return this.#page.evaluate<number>(`bench.shows(${JSON.stringify(status)}, ${JSON.stringify(text)}, ${timeout})`)
  }

  /** The text of the last answer, as it is shown. */
  shown(): Promise<string> {
    return this.#page.evaluate<string>(`[...([...${ANSWERS}].at(-1)?.querySelectorAll('${TEXT}') ?? [])].map(({ textContent }) => textContent).join('')`)
  }

  scroll(pages: number, step: number, patience: number): Promise<Scrolled> {
    return this.#page.evaluate<Scrolled>(scroll(pages, step, patience))
  }

  /** What the page has in memory, garbage not counted. */
  async memory(): Promise<Memory> {
    await this.#browser.send('HeapProfiler.collectGarbage')
    const { metrics } = await this.#browser.send('Performance.getMetrics')
    const value = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN
    return { heapMb: value('JSHeapUsedSize') / 1_000_000, nodes: value('Nodes') }
  }
}
