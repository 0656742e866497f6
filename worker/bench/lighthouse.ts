// bench lighthouse: what Lighthouse thinks of the built page on a phone, and what it takes points for.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { guardDirectory, guardGroup, unguardGroup } from '../test/launch-guard.ts'
import { type Bench, type Ground, type Row, atLeast, atMost, figure } from './bench.ts'
import { LIGHTHOUSE_MIN } from './budgets.ts'
import { QUIET, executable } from '../../scripts/quiet-chromium.ts'
import { median } from './stats.ts'

type Lighthouse = typeof import('lighthouse').default
type Judgement = NonNullable<Awaited<ReturnType<Lighthouse>>>['lhr']

const TIMES = 3
/** How often it is run again where it saw nothing. */
const AGAIN = 2
const CATEGORIES = ['performance', 'accessibility', 'best-practices']
const METRICS = ['first-contentful-paint', 'largest-contentful-paint', 'total-blocking-time', 'cumulative-layout-shift', 'speed-index']
/** How long the browser may take to start, and the page to become quiet: it looks after its server every few seconds for ever. In milliseconds. */
const START_MS = 20_000
const QUIET_MS = 20_000

/** A Chromium of its own, for another program to steer: its port on this machine. */
async function startBrowser(ground: Ground): Promise<number> {
  const profile = mkdtempSync(path.join(tmpdir(), 'porchlight-lighthouse-'))
  guardDirectory(profile)
  ground.atEnd(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }))
  const args = [...QUIET, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank']
  const child = spawn(executable(), args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true })
  const { pid } = child
  if (pid === undefined) throw new Error('Chromium could not be started')
  guardGroup(pid)
  const ended = once(child, 'exit')
  ground.atEnd(async () => {
    process.kill(-pid, 'SIGKILL')
    await ended
    unguardGroup(pid)
  })
  const said = async (): Promise<number | null> => {
    let all = ''
    for await (const piece of child.stderr) {
      all += String(piece)
      const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)\//.exec(all)?.[1]
      if (port !== undefined) return Number(port)
    }
    return null
  }
  const port = await Promise.race([said(), sleep(START_MS, null, { ref: false })])
  if (port === null) throw new Error('Chromium did not start')
  return port
}

async function judged(audit: Lighthouse, url: string, port: number, left = AGAIN): Promise<Judgement> {
  const result = await audit(url, { port, logLevel: 'silent', output: 'json', onlyCategories: CATEGORIES, maxWaitForLoad: QUIET_MS })
  if (result === undefined) throw new Error('Lighthouse gave no result')
  const { lhr } = result
  if (lhr.runtimeError === undefined) return lhr
  // On a busy machine it misses the beginning, and asks to be run again.
  if (left > 0) return judged(audit, url, port, left - 1)
  throw new Error(`Lighthouse: ${lhr.runtimeError.code} ${lhr.runtimeError.message}`)
}

/** Of 100; what could not be judged is 0. */
const scoreOf = (lhr: Judgement, category: string): number => Math.round((lhr.categories[category]?.score ?? 0) * 100)

/** What was asked of anyone but the server of the page. */
function foreign(lhr: Judgement, url: string): number {
  const { details } = lhr.audits['network-requests'] ?? {}
  if (details?.type !== 'table') throw new Error('Lighthouse did not say what was requested')
  return details.items.filter(({ url: asked }) => typeof asked !== 'string' || (!/^(?:data|blob):/.test(asked) && new URL(asked).origin !== url)).length
}

/** Every audit that takes a point somewhere, or would like to: its worst of all times. */
function faults(all: readonly Judgement[]): Row[] {
  const worst = new Map<string, { readonly title: string; readonly score: number; readonly weight: number; readonly times: number }>()
  for (const lhr of all) {
    const weights = new Map(CATEGORIES.flatMap((category) => lhr.categories[category]?.auditRefs ?? []).map(({ id, weight }) => [id, weight]))
    for (const [id, { title, score: given, displayValue, scoreDisplayMode, errorMessage }] of Object.entries(lhr.audits)) {
      // What broke has no score, and takes all its points.
      const score = scoreDisplayMode === 'error' ? 0 : given
      if (score === null || score >= 1) continue
      const before = worst.get(id)
      const more = errorMessage ?? displayValue
      const said = more === undefined ? title : `${title} (${more})`
      worst.set(id, {
        title: before !== undefined && before.score <= score ? before.title : said,
        score: Math.min(score, before?.score ?? 1),
        weight: weights.get(id) ?? 0,
        times: (before?.times ?? 0) + 1,
      })
    }
  }
  return [...worst]
    .sort(([, a], [, b]) => b.weight - a.weight || a.score - b.score)
    .map(([id, { title, score, weight, times }]) =>
      figure({ what: `${id}: ${title}; weight ${weight}`, value: Math.round(score * 100), unit: '', samples: times }),
    )
}

async function run(ground: Ground): Promise<Row[]> {
  const simulator = await ground.simulator()
  const server = await ground.launch('node', { llm: `${simulator.url}/v1` })
  const port = await startBrowser(ground)
  // It takes seconds to load: nobody who measures something else waits for it.
  const { default: audit } = await import('lighthouse')
  const all: Judgement[] = []
  for (let time = 0; time < TIMES; time += 1) all.push(await judged(audit, server.url, port))
  await server.stop()
  const scores = (category: string): number[] => all.map((lhr) => scoreOf(lhr, category))
  return [
    ...CATEGORIES.map((what) => atLeast(LIGHTHOUSE_MIN, { what, value: median(scores(what)), unit: '', samples: TIMES })),
    atMost(0, {
      what: 'requests to anyone but the server of the page',
      value: Math.max(...all.map((lhr) => foreign(lhr, server.url))),
      unit: '',
      samples: TIMES,
    }),
    figure({
      what: 'speed of this machine meanwhile, as Lighthouse counts it',
      value: median(all.map((lhr) => lhr.environment.benchmarkIndex)),
      unit: '',
      samples: TIMES,
    }),
    ...METRICS.map((id) => {
      const unit = all[0]?.audits[id]?.numericUnit === 'millisecond' ? 'ms' : ''
      const values = all.flatMap((lhr) => lhr.audits[id]?.numericValue ?? [])
      return figure({ what: id.replaceAll('-', ' '), value: values.length > 0 ? median(values) : null, unit, samples: values.length })
    }),
    ...faults(all),
  ]
}

export const lighthouse: Bench = {
  name: 'lighthouse',
  about: `the page of a new chat, as Lighthouse simulates a phone, ${TIMES} times; below the scores what scored under 100, worst of all times, with its weight in its category`,
  limitMs: 240_000,
  run,
}
