// The 84 cases by name: bytes, pauses and endings as they were seen on the wire. To add a variant is to add an entry to its row.
import { DIALECT_CASES } from './dialects.ts'
import { HAPPY } from './happy.ts'
import { LINE } from './line.ts'
import { REFUSED } from './refused.ts'
import type { CaseRow, Variant } from './row.ts'
import { TOOLS } from './tools.ts'
import { TRANSPORT } from './transport.ts'
import { TUNNELS } from './tunnel.ts'

/** In the order of their numbers. */
export const CASES: readonly CaseRow[] = [...HAPPY, ...TRANSPORT, ...LINE, ...REFUSED, ...TOOLS, ...TUNNELS, ...DIALECT_CASES]

export interface Found {
  readonly row: CaseRow
  /** As it is written: `name`, or `name/variant`. */
  readonly name: string
  /** null: the server answers as it always does. */
  readonly variant: Variant | null
}

/** The case of that name, `overflow-400` or `overflow-400/keep`; null: there is none. */
export function caseNamed(name: string): Found | null {
  const [bare = '', asked, ...more] = name.split('/')
  const row = CASES.find((each) => each.name === bare)
  if (row === undefined || more.length > 0) return null
  const variant = asked ?? Object.keys(row.variants)[0]
  if (variant === undefined) return { row, name, variant: null }
  const found = Object.hasOwn(row.variants, variant) ? row.variants[variant] : undefined
  return found === undefined ? null : { row, name, variant: found }
}

/** Every name that can be played, each variant by its own. */
export const NAMES: readonly string[] = CASES.flatMap(({ name, variants }) => {
  const named = Object.keys(variants)
  return named.length === 0 || named[0] === '' ? [name] : named.map((variant) => `${name}/${variant}`)
})

/** How many names are offered where one is not known. */
const OFFERED = 3

/** The names that are nearest to one that is not known, the nearest first. */
export function nearest(name: string): readonly string[] {
  const bare = name.split('/')[0] ?? ''
  const near = (candidate: string): number =>
    distance(bare, candidate) - (bare !== '' && (candidate.includes(bare) || bare.includes(candidate)) ? bare.length : 0)
  return CASES.map((row) => ({ name: row.name, far: near(row.name) }))
    .sort((a, b) => a.far - b.far)
    .slice(0, OFFERED)
    .map((each) => each.name)
}

/** Letters to be added, taken or changed (Levenshtein). */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (const [at, letter] of [...from].entries()) {
    const next = [at + 1]
    for (let to_ = 1; to_ <= to.length; to_ += 1) {
      next.push(Math.min((next[to_ - 1] ?? 0) + 1, (row[to_] ?? 0) + 1, (row[to_ - 1] ?? 0) + (to[to_ - 1] === letter ? 0 : 1)))
    }
    row = next
  }
  return row[to.length] ?? 0
}
