// bench bytes: what a visitor loads first, and what the edge loads.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startGroup } from '../../scripts/group.ts'
import { FIRST_LOAD_MAX_BYTES, WORKER_MAX_BYTES, bundle, gzipped, linked } from '../../scripts/sizes.ts'
import { PROGRAM, QUIET, ROOT } from '../../scripts/wrangler.ts'
import { type Bench, type Ground, type Row, atMost, figure } from './bench.ts'

interface Weight {
  readonly raw: number
  readonly gzip: number
}

const kB = (bytes: number): number => bytes / 1000
const sum = (weights: readonly Weight[]): Weight => ({
  raw: weights.reduce((all, { raw }) => all + raw, 0),
  gzip: weights.reduce((all, { gzip }) => all + gzip, 0),
})

function weigh(file: string): Weight {
  const bytes = readFileSync(file)
  return { raw: bytes.length, gzip: gzipped(bytes) }
}

/** The bundle that would be deployed; rejects where it cannot be made. */
async function bundled(ground: Ground): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-bundle-'))
  ground.atEnd(() => rmSync(folder, { recursive: true, force: true }))
  const args = [PROGRAM.wrangler, 'deploy', '--dry-run', '--outdir', folder]
  const group = startGroup(args, { cwd: ROOT, env: { ...process.env, ...QUIET, WRANGLER_LOG: 'error' }, stdio: ['ignore', 'ignore', 'inherit'] })
  ground.atEnd(() => group.stop())
  const code = await group.ended
  if (code !== 0) throw new Error(`wrangler could not bundle the worker (exit code ${code})`)
  return bundle(folder)
}

async function run(ground: Ground): Promise<Row[]> {
  const dist = path.join(ROOT, 'web/dist')
  const page = path.join(dist, 'index.html')
  const files = linked(readFileSync(page, 'utf8'))
  if (!files.some((file) => file.endsWith('.js'))) throw new Error('web/dist/index.html links no script')
  const parts = (ending: string): Weight => sum(files.filter((file) => file.endsWith(ending)).map((file) => weigh(path.join(dist, file))))
  const html = weigh(page)
  const js = parts('.js')
  const css = parts('.css')
  const row = (what: string, bytes: number) => ({ what, value: kB(bytes), unit: 'kB', samples: 1 })
  return [
    figure(row('first load: HTML, gzip', html.gzip)),
    figure(row('first load: JS, gzip', js.gzip)),
    figure(row('first load: CSS, gzip', css.gzip)),
    figure(row('first load: HTML, JS and CSS, raw', html.raw + js.raw + css.raw)),
    atMost(kB(FIRST_LOAD_MAX_BYTES), row('first load: JS and CSS, gzip', js.gzip + css.gzip), true),
    atMost(kB(WORKER_MAX_BYTES), row('worker bundle, gzip', await bundled(ground)), true),
  ]
}

export const bytes: Bench = { name: 'bytes', about: 'what a visitor loads first, and what the edge loads', limitMs: 60_000, run }
