// bench render: a quick model on a slow phone, and a chat of ten thousand messages, in a real browser.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser } from 'playwright-core'
import { guardDirectory } from '../test/launch-guard.ts'
import { type Bench, type Ground, type Row, atLeast, atMost, figure } from './bench.ts'
import { FRAME_GAP_MAX_MS, LONG_CHAT_MESSAGES, LONG_TASKS_MAX, OPEN_MAX_MS, RENDER_RATE, RENDER_SLOWDOWN, SHOWN_AFTER_MAX_MS } from './budgets.ts'
import { PHONE, startChromium } from '../../scripts/quiet-chromium.ts'
import { LONG_CHAT, announceLongChat, writeLongChat } from './long-chat.ts'
import { longText, piecesIn } from './long-text.ts'
import { type LongTask, type Memory, Probe } from './page-probe.ts'
import { CATEGORIES, taskTimes } from './processor-time.ts'
import { type PreparedModel, startPreparedModel } from './prepared-model.ts'
import { median, percentile } from './stats.ts'

/** Characters of the streamed answer: about ten seconds at that rate. */
const STREAM_CHARACTERS = 38_000
/** Ends the text, so that it is known when all of it is shown. */
const LAST_WORDS = 'And that was all of it.'
/** After the message is written, and after the page is there: what it still does for itself is not the answer's. In milliseconds. */
const WARM_UP_MS = 2_000
/** After the answer's end: what it still causes is. In milliseconds. */
const COOL_DOWN_MS = 1_000
/** A task of the page that takes longer is felt, in milliseconds. */
const LONG_TASK_MS = 50
/** Nothing here may take longer, in milliseconds. */
const LIMIT_MS = 60_000

/** Answers, and openings of the long chat, of each kind. */
const STREAMS_EACH = 5
const OPENINGS = 5
/** Pages of older messages that are scrolled through. */
const SCROLLED_PAGES = 20
/** Pixels each frame: 12,000 a second, a hard flick. */
const SCROLL_STEP = 200
/** Frames at the top in which nothing comes, until there is nothing more. */
const SCROLL_PATIENCE = 300

const slowdownWords = (slowdown: number): string => (slowdown === 1 ? '' : `, ${slowdown}x slower`)
const longest = (tasks: readonly LongTask[]): number => Math.max(0, ...tasks.map(({ ms }) => ms))

interface Streamed {
  /** Of the text, in what is shown when the answer has ended. */
  readonly pieces: number
  readonly tasks: readonly LongTask[]
  /** Processor time of every task, in milliseconds: what they take on a machine that does nothing else. */
  readonly kept: readonly number[]
  /** From the model's last token until all is shown, in milliseconds. */
  readonly late: number
  readonly gaps: readonly number[]
  readonly before: Memory
  readonly after: Memory
}

/** One answer in a new chat of a new person. */
async function stream(browser: Browser, url: string, model: PreparedModel, slowdown: number): Promise<Streamed> {
  const context = await browser.newContext(PHONE)
  const page = await context.newPage()
  const probe = await Probe.of(page, slowdown)
  await page.goto(url)
  const field = page.getByRole('textbox', { name: 'Message', exact: true })
  await field.waitFor({ timeout: LIMIT_MS })
  await field.fill('Everything, please.')
  await sleep(WARM_UP_MS)
  const before = await probe.memory()
  await browser.startTracing(page, { categories: CATEGORIES })
  const from = await probe.now()
  await probe.watchFrames()
  await page.getByRole('button', { name: 'Send', exact: true }).tap()
  const shown = await probe.shows('done', LAST_WORDS, LIMIT_MS)
  const gaps = await probe.gaps()
  await sleep(COOL_DOWN_MS)
  const tasks = (await probe.tasks(from)).map(({ at, ms }) => ({ at: at - from, ms }))
  const kept = taskTimes(await browser.stopTracing())
  const after = await probe.memory()
  const pieces = new Set(piecesIn(await probe.shown())).size
  await context.close()
  return { pieces, tasks, kept, late: shown - (model.lastToken() ?? Number.NaN), gaps, before, after }
}

async function streaming(ground: Ground, browser: Browser): Promise<Row[]> {
  const { text, pieces } = longText(STREAM_CHARACTERS)
  const model = await startPreparedModel({ model: 'quick', answer: () => ({ text: `${text}\n\n${LAST_WORDS}`, rate: RENDER_RATE }) })
  ground.atEnd(() => model.stop())
  const server = await ground.launch('node', { llm: `${model.url}/v1`, env: { LLM_MODEL: 'auto' } })
  const rows: Row[] = []
  for (const slowdown of [RENDER_SLOWDOWN, 1]) {
    const all: Streamed[] = []
    for (let time = 0; time < STREAMS_EACH; time += 1) all.push(await stream(browser, server.url, model, slowdown))
    rows.push(...streamRows(all, slowdown, pieces))
  }
  await server.stop()
  await model.stop()
  return rows
}

function streamRows(all: readonly Streamed[], slowdown: number, pieces: number): Row[] {
  const name = `${RENDER_RATE} tok/s${slowdownWords(slowdown)}`
  const tasks = all.flatMap((one) => one.tasks)
  const worst = tasks.toSorted((a, b) => b.ms - a.ms)[0]
  const gaps = all.flatMap((one) => one.gaps)
  const samples = all.length
  // What was promised is of the slow processor.
  const bounded = slowdown === RENDER_SLOWDOWN ? atMost : (_: number, measured: Parameters<typeof figure>[0]): Row => figure(measured)
  return [
    atLeast(pieces, { what: `${name}: pieces of the text that are shown, fewest`, value: Math.min(...all.map((one) => one.pieces)), unit: '', samples }),
    bounded(LONG_TASKS_MAX, { what: `${name}: tasks over 50 ms in one answer, p50`, value: median(all.map((one) => one.tasks.length)), unit: '', samples }),
    figure({ what: `${name}: tasks over 50 ms in one answer, most`, value: Math.max(...all.map((one) => one.tasks.length)), unit: '', samples }),
    bounded(LONG_TASKS_MAX, {
      what: `${name}: tasks over 50 ms of processor time in one answer, p50`,
      value: median(all.map(({ kept }) => kept.filter((ms) => ms > LONG_TASK_MS).length)),
      unit: '',
      samples,
    }),
    figure({ what: `${name}: longest task, processor time`, value: Math.max(...all.map(({ kept }) => Math.max(...kept))), unit: 'ms', samples }),
    figure({ what: `${name}: longest task`, value: worst?.ms ?? 0, unit: 'ms', samples: tasks.length }),
    figure({ what: `${name}: when that one began, after sending`, value: worst?.at ?? null, unit: 'ms', samples: tasks.length }),
    bounded(SHOWN_AFTER_MAX_MS, {
      what: `${name}: all of it shown, after the last token, longest`,
      value: Math.max(...all.map(({ late }) => late)),
      unit: 'ms',
      samples,
    }),
    figure({ what: `${name}: time between frames, p95`, value: percentile(gaps, 95), unit: 'ms', samples: gaps.length }),
    figure({ what: `${name}: heap of the page before`, value: median(all.map(({ before }) => before.heapMb)), unit: 'MB', samples }),
    figure({ what: `${name}: heap of the page after`, value: median(all.map(({ after }) => after.heapMb)), unit: 'MB', samples }),
    figure({ what: `${name}: nodes of the page after`, value: median(all.map(({ after }) => after.nodes)), unit: '', samples }),
  ]
}

interface Opened {
  readonly cold: number[]
  readonly warm: number[]
}

/** Each time a person who has never been there, and once more the same person. */
async function opening(browser: Browser, url: string, slowdown: number): Promise<Opened> {
  const opened: Opened = { cold: [], warm: [] }
  for (let time = 0; time < OPENINGS; time += 1) {
    const context = await browser.newContext(PHONE)
    for (const times of [opened.cold, opened.warm]) {
      const page = await context.newPage()
      const probe = await Probe.of(page, slowdown)
      times.push(await probe.open(url, `This is message ${LONG_CHAT_MESSAGES}.`, LIMIT_MS))
      await page.close()
    }
    await context.close()
  }
  return opened
}

async function scrolling(browser: Browser, url: string): Promise<Row[]> {
  const context = await browser.newContext(PHONE)
  const page = await context.newPage()
  const probe = await Probe.of(page, 1)
  await probe.open(url, `This is message ${LONG_CHAT_MESSAGES}.`, LIMIT_MS)
  await sleep(WARM_UP_MS)
  const { gaps, pages, top, tasks } = await probe.scroll(SCROLLED_PAGES, SCROLL_STEP, SCROLL_PATIENCE)
  const { heapMb, nodes } = await probe.memory()
  await context.close()
  const samples = gaps.length
  return [
    atLeast(SCROLLED_PAGES, { what: 'scrolling up: pages of older messages', value: pages, unit: '', samples: 1 }),
    figure({ what: 'scrolling up: messages from the end that were reached', value: top === null ? null : LONG_CHAT_MESSAGES - top, unit: '', samples: 1 }),
    atMost(FRAME_GAP_MAX_MS, { what: 'scrolling up: time between frames, p95', value: percentile(gaps, 95), unit: 'ms', samples }),
    figure({ what: 'scrolling up: longest time between frames', value: Math.max(...gaps), unit: 'ms', samples }),
    figure({ what: 'scrolling up: tasks over 50 ms', value: tasks.length, unit: '', samples }),
    figure({ what: 'scrolling up: longest of these tasks', value: longest(tasks), unit: 'ms', samples: tasks.length }),
    figure({ what: 'scrolling up: heap of the page, after', value: heapMb, unit: 'MB', samples: 1 }),
    figure({ what: 'scrolling up: nodes of the page, after', value: nodes, unit: '', samples: 1 }),
  ]
}

async function longChat(ground: Ground, browser: Browser): Promise<Row[]> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'porchlight-render-'))
  guardDirectory(dataDir)
  ground.atEnd(() => rmSync(dataDir, { recursive: true, force: true }))
  writeLongChat(dataDir, LONG_CHAT_MESSAGES, Date.now())
  const simulator = await ground.simulator()
  const server = await ground.launch('node', { llm: `${simulator.url}/v1`, dataDir })
  await announceLongChat(server.url)
  const url = `${server.url}/c/${LONG_CHAT}`
  const rows: Row[] = []
  for (const slowdown of [1, RENDER_SLOWDOWN]) {
    for (const [cache, times] of Object.entries(await opening(browser, url, slowdown))) {
      const name = `${LONG_CHAT_MESSAGES} messages${slowdownWords(slowdown)}, ${cache} cache: last one seen`
      const half = { what: `${name}, p50`, value: median(times), unit: 'ms', samples: OPENINGS }
      rows.push(slowdown === 1 ? atMost(OPEN_MAX_MS, half) : figure(half), figure({ ...half, what: `${name}, longest`, value: Math.max(...times) }))
    }
  }
  rows.push(...(await scrolling(browser, url)))
  await server.stop()
  return rows
}

/** 4x slower is another processor on each machine: by this number the figures of two can be compared. */
async function speed(browser: Browser): Promise<Row> {
  const { pageFunctions } = await import('lighthouse/core/lib/page-functions.js')
  const page = await browser.newPage()
  const value = await page.evaluate<number>(`(${pageFunctions.computeBenchmarkIndex})()`)
  await page.close()
  return figure({ what: 'speed of this machine, as Lighthouse counts it', value, unit: '', samples: 1 })
}

async function run(ground: Ground): Promise<Row[]> {
  const browser = await startChromium()
  ground.atEnd(() => browser.close())
  return [await speed(browser), ...(await streaming(ground, browser)), ...(await longChat(ground, browser))]
}

export const render: Bench = {
  name: 'render',
  about: `in Chromium, 390 x 844: mixed Markdown at ${RENDER_RATE} tokens a second (counted from sending on, ${WARM_UP_MS} ms after the message was written, to ${COOL_DOWN_MS} ms after the end), and a chat of ${LONG_CHAT_MESSAGES} messages opened and scrolled`,
  limitMs: 420_000,
  run,
}
