// The parts of `npm test`, in the order in which they are begun.
import { PROGRAM } from './wrangler.ts'

const MINUTE = 60_000

export interface Part {
  readonly name: string
  /** The word that chooses it, together with others of its kind: `npm test -- lint unit`. */
  readonly kind: (typeof KINDS)[number]
  readonly args: readonly string[]
  /** A vitest project: it is counted by its report. */
  readonly vitest: boolean
  /** Nothing else runs beside it: it measures time, or starts servers of its own. */
  readonly alone: boolean
  /** Needs the built page. */
  readonly page: boolean
  /** After this many milliseconds it is ended, and counts as failed. */
  readonly limitMs: number
}

export const KINDS = ['lint', 'types', 'build', 'unit', 'workerd', 'hosts', 'browser', 'fire', 'slow'] as const
/** What runs when nothing is chosen. */
export const DEFAULT: readonly string[] = KINDS.filter((kind) => kind !== 'slow')

const check = (kind: Part['kind'], name: string, args: readonly string[]): Part => ({
  kind,
  name,
  args,
  vitest: false,
  alone: false,
  page: false,
  limitMs: 3 * MINUTE,
})

const project = (kind: Part['kind'], limitMs: number, alone: boolean): Part => ({
  kind,
  name: kind,
  args: [PROGRAM.vitest, 'run', '--project', kind],
  vitest: true,
  alone,
  page: alone,
  limitMs,
})

/** What builds the page; others wait for it. */
export const PAGE_PART: Part = check('build', 'page', ['scripts/build.ts', '--page'])

export const PARTS: readonly Part[] = [
  PAGE_PART,
  check('lint', 'oxlint', [PROGRAM.oxlint]),
  check('lint', 'oxfmt', [PROGRAM.oxfmt, '--check']),
  check('lint', 'knip', [PROGRAM.knip, '--no-progress']),
  check('lint', 'lock', ['scripts/fixlock.mjs', '--check']),
  check('types', 'types: web', [PROGRAM.tsc, '-p', 'tsconfig/web.json']),
  check('types', 'types: worker', [PROGRAM.tsc, '-p', 'tsconfig/worker.json']),
  check('types', 'types: node', [PROGRAM.tsc, '-p', 'tsconfig/node.json']),
  { ...check('build', 'worker', ['scripts/build.ts', '--worker']), page: true },
  project('unit', 5 * MINUTE, false),
  project('workerd', 3 * MINUTE, true),
  project('hosts', 9 * MINUTE, true),
  project('browser', 20 * MINUTE, true),
  project('fire', 5 * MINUTE, true),
  project('slow', 25 * MINUTE, true),
]

/** A run of all ends within the half hour, what it installs before it begins included. */
export const RUN_LIMIT_MS = 29 * MINUTE

/** How long a part may take that is begun so many milliseconds after the run. A slow machine gives a part more than a quick one, and what hangs takes from those after it. */
export const limitOf = ({ kind, limitMs }: Part, begunMs: number): number =>
  kind === 'slow' ? limitMs : Math.max(0, Math.min(limitMs, RUN_LIMIT_MS - begunMs))

/** The parts of the kinds that were asked for, or the words that are none. */
export function chosen(
  words: readonly string[],
): { readonly kind: 'parts'; readonly parts: readonly Part[] } | { readonly kind: 'unknown'; readonly words: readonly string[] } {
  const known: readonly string[] = KINDS
  const unknown = words.filter((word) => !known.includes(word))
  if (unknown.length > 0) return { kind: 'unknown', words: unknown }
  const wanted = words.length === 0 ? DEFAULT : words
  return { kind: 'parts', parts: PARTS.filter(({ kind }) => wanted.includes(kind)) }
}
