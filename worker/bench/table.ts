// The machine and the figures as text. Pure but for asking the machine what it is.
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'
import type { Row } from './bench.ts'

export interface Result {
  readonly name: string
  readonly about: string
  readonly rows: readonly Row[]
  readonly seconds: number
  /** Why there are no rows; null where there are. */
  readonly failure: string | null
}

/** What was measured on: figures of different machines, and of one that others work on, are not to be compared. */
export function machine(now: Date): string {
  const [cpu] = cpus()
  const memory = (totalmem() / 1_000_000_000).toFixed(1)
  const cores = `${availableParallelism()} cores (${cpu?.model.trim() ?? 'unknown'})`
  const load = (loadavg()[0] ?? 0).toFixed(1)
  return `${cores}, ${memory} GB, ${platform()} ${release()}, Node ${process.version}, ${now.toISOString()}, load ${load} before it began`
}

const number = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 2 : 1))
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')

function verdict({ ok, gate }: Row): string {
  if (ok === null) return ''
  if (ok) return 'ok'
  return gate ? 'over, and a gate' : 'over'
}

/** One Markdown table of everything. */
export function table(results: readonly Result[]): string {
  const lines = results.flatMap(({ name, rows, failure }) =>
    failure === null
      ? rows.map((row) => [
          name,
          row.what,
          row.value === null ? 'not known' : `${number(row.value)} ${row.unit}`.trim(),
          row.budget === null ? '' : `${row.budget} ${row.unit}`.trim(),
          verdict(row),
          String(row.samples),
        ])
      : [[name, `did not run: ${failure}`, '', '', 'failed', '0']],
  )
  const head = ['bench', 'what', 'value', 'budget', 'verdict', 'samples']
  return [head, ['---', '---', '---:', '---:', '---', '---:'], ...lines].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n')
}
