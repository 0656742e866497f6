// `npm test`: every part, a table, and one last line that adds them up. `npm test -- lint unit` runs only those kinds.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { VARIABLES } from '../worker/config.ts'
import { CASES } from '../worker/sim/named/index.ts'
import { LATER } from '../worker/test/hosts/cases-later.ts'
import { caseTable } from './cases.ts'
import { findChromium, thisMachine } from './chromium.mjs'
import { Refusal, command } from './command.ts'
import { isFresh } from './fresh.ts'
import { startGroup } from './group.ts'
import { KINDS, PAGE_PART, type Part, chosen, limitOf } from './parts.ts'
import { type Count, type End, lastLine, ofCheck, ofVitest } from './tally.ts'
import { QUIET, ROOT } from './wrangler.ts'

/** The exit code of a run that was told to stop: it says nothing about the tests. */
const STOPPED = 130

interface Result extends Count {
  readonly part: Part
  readonly seconds: number
}

const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-test-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** Runs a program to its end, or to its limit, and gives what it printed. */
async function run(
  args: readonly string[],
  limitMs: number,
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<End & { readonly said: string }> {
  const group = startGroup(args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], signal })
  const said: Buffer[] = []
  for (const stream of [group.child.stdout, group.child.stderr]) stream?.on('data', (bytes: Buffer) => said.push(bytes))
  let late = false
  const limit = setTimeout(() => {
    late = true
    void group.stop()
  }, limitMs)
  const code = await group.ended
  clearTimeout(limit)
  return { code, late, said: Buffer.concat(said).toString() }
}

const reportOf = ({ kind }: Part): string => path.join(folder, `${kind}.json`)

async function runPart(part: Part, env: Readonly<Record<string, string | undefined>>, signal: AbortSignal): Promise<Result> {
  const begun = performance.now()
  const report = reportOf(part)
  const args = part.vitest ? [...part.args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`] : part.args
  const end = await run(args, limitOf(part, begun), env, signal)
  const count = part.vitest ? ofVitest(end, read(report)) : ofCheck(end)
  if (count.failed > 0 && !signal.aborted) console.log(`\n──── ${part.name} ────\n${end.said.trimEnd()}`)
  return { ...count, part, seconds: (performance.now() - begun) / 1000 }
}

const row = ({ part, passed, failed, note, seconds }: Result): string =>
  `${failed > 0 ? '✗' : '✓'} ${part.name.padEnd(14)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(1).padStart(7)} s${note === null ? '' : `  ${note}`}`

function show(result: Result): Result {
  console.log(row(result))
  return result
}

/** What came of each case on each host, where they were played; one that was not counts as failed. */
function showCases(parts: readonly Part[]): readonly Count[] {
  const hosts = parts.find(({ kind }) => kind === 'hosts')
  const table = hosts === undefined ? null : caseTable(read(reportOf(hosts)), CASES, LATER)
  if (table === null) return []
  console.log(['', ...table.lines].join('\n'))
  return table.missing === 0 ? [] : [{ passed: 0, failed: table.missing, note: 'cases that were not played' }]
}

/** In order, as many at a time as there are processors; what must be alone comes after the others, one by one. */
async function runAll(parts: readonly Part[], start: (part: Part) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  const queue = parts.filter(({ alone }) => !alone)
  const lane = async (): Promise<void> => {
    for (let part = queue.shift(); part; part = queue.shift()) results.push(await start(part))
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, lane))
  for (const part of parts.filter(({ alone }) => alone)) results.push(await start(part))
  return results
}

/** What was chosen, and the page before it where a part needs one that is not there. */
function withPage(parts: readonly Part[]): readonly Part[] {
  const needed = parts.some(({ page }) => page) && !parts.includes(PAGE_PART) && !isFresh(ROOT)
  return needed ? [PAGE_PART, ...parts] : parts
}

/** Nothing that a person has set for their own Porchlight reaches the tests. */
function environment(chromium: string | null): Record<string, string | undefined> {
  const env: Record<string, string | undefined> = { ...process.env, ...QUIET, NO_COLOR: '1', SLOW: '0' }
  for (const { name } of VARIABLES) delete env[name]
  delete env['PORT']
  return chromium === null ? env : { ...env, CHROMIUM_PATH: chromium }
}

await command(async (signal) => {
  const choice = chosen(process.argv.slice(2))
  if (choice.kind === 'unknown') throw new Refusal(`There is no part ${choice.words.join(', ')}. There are: ${KINDS.join(', ')}.`, 2)
  const parts = withPage(choice.parts)
  const wantsBrowser = parts.some(({ kind }) => kind === 'browser')
  const noBrowser = wantsBrowser && spawnSync(process.execPath, ['scripts/ensure.mjs', '--browser'], { cwd: ROOT, stdio: 'inherit' }).status !== 0
  const found = wantsBrowser && !noBrowser ? findChromium(thisMachine()) : null
  const env = environment(found?.kind === 'found' ? found.path : null)

  const built = Promise.withResolvers<void>()
  if (!parts.includes(PAGE_PART)) built.resolve()
  const results = await runAll(parts, async (part) => {
    if (part.page) await built.promise
    if (part.kind === 'browser' && noBrowser) return show({ part, passed: 0, failed: 1, seconds: 0, note: 'no Chromium: see above' })
    if (signal.aborted) return { part, passed: 0, failed: 1, seconds: 0, note: 'stopped' }
    const result = await runPart(part, part.kind === 'slow' ? { ...env, SLOW: '1' } : env, signal)
    if (part === PAGE_PART) built.resolve()
    return show(result)
  })
  const failed = results.filter((result) => result.failed > 0)
  const { ok, line } = lastLine([...results, ...showCases(parts)])
  if (failed.length > 0) console.log(['', 'Failed:', ...failed.map(row)].join('\n'))
  console.log(`\n${line}`)
  return ok ? 0 : 1
}, STOPPED)
