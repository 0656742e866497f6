// What a test may change in a running simulator, as JSON or in the process: read, checked, applied.
import { VERSIONS, withLoaded, withoutLoaded, type World } from './cases-world.ts'
import { DIALECTS } from './dialects.ts'
import { caseNamed } from './named/index.ts'
import { fields } from './wire.ts'

/** What of the world is given as it is. */
const FIELDS = [
  'rate',
  'first_token_ms',
  'load_ms',
  'slow_ms',
  'jit',
  'token',
  'concurrency',
  'failures',
  'says',
  'dialect',
  'version',
  'speed',
  'case',
  'races',
] as const

/** Left out: stays as it is. Times in milliseconds. */
export interface Change extends Partial<Pick<World, (typeof FIELDS)[number]>> {
  /** `refuse`: nothing listens on the port (answers under way go on). `hang`: requests are taken and answered only when that ends. */
  readonly down?: 'refuse' | 'hang' | 'no'
  /** `down` ends by itself after so long. Over HTTP a refusal must have it. */
  readonly for_ms?: number
  /** Resets every answer that is under way, once. */
  readonly cut?: boolean
  /** A model's name, or an instance's. */
  readonly unload?: string
  /** A model's name, with the context in tokens where it matters. */
  readonly load?: string
  readonly context?: number
}

type Read = { readonly kind: 'ok'; readonly change: Change } | { readonly kind: 'wrong'; readonly message: string }

/** The world after a change; `down` and `cut` are not part of it. */
export function changed(world: World, change: Change): World {
  const unloaded = change.unload === undefined ? world : withoutLoaded(world, change.unload)
  const loaded = change.load === undefined ? unloaded : withLoaded(unloaded, change.load, change.context)
  const given = Object.fromEntries(FIELDS.flatMap((name) => (change[name] === undefined ? [] : [[name, change[name]]])))
  return { ...loaded, ...given }
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0
const isPositive = (value: unknown): value is number => isCount(value) && value > 0
const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'
const isDown = (value: unknown): value is 'refuse' | 'hang' | 'no' => value === 'refuse' || value === 'hang' || value === 'no'
const isToken = (value: unknown): value is string | null => value === null || isName(value)
const isCase = (value: unknown): value is string => isName(value) && caseNamed(value) !== null
const isCases = (value: unknown): value is string[] => Array.isArray(value) && value.every(isCase)
const oneOf =
  (names: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === 'string' && names.includes(value)

const EXPECTED: Readonly<Record<keyof Change, { readonly fits: (value: unknown) => boolean; readonly expected: string }>> = {
  down: { fits: isDown, expected: "'refuse', 'hang' or 'no'" },
  for_ms: { fits: isCount, expected: 'milliseconds' },
  cut: { fits: isFlag, expected: 'true or false' },
  unload: { fits: isName, expected: "a model's name" },
  load: { fits: isName, expected: "a model's name" },
  context: { fits: isPositive, expected: 'tokens, more than 0' },
  rate: { fits: isPositive, expected: 'tokens a second, more than 0' },
  first_token_ms: { fits: isCount, expected: 'milliseconds' },
  load_ms: { fits: isCount, expected: 'milliseconds' },
  slow_ms: { fits: isCount, expected: 'milliseconds' },
  jit: { fits: isFlag, expected: 'true or false' },
  token: { fits: isToken, expected: 'a token, or null' },
  concurrency: { fits: isPositive, expected: 'a number, more than 0' },
  failures: { fits: isCases, expected: 'names of cases' },
  says: { fits: isToken, expected: 'a text, or null' },
  dialect: { fits: oneOf(DIALECTS), expected: DIALECTS.join(', ') },
  version: { fits: oneOf(VERSIONS), expected: VERSIONS.join(', ') },
  speed: { fits: isPositive, expected: 'how much faster than told, more than 0' },
  case: { fits: (value) => value === null || isCase(value), expected: "a case's name, or null" },
  races: { fits: isFlag, expected: 'true or false' },
}

const isChange = (value: Record<string, unknown>): value is Record<string, unknown> & Change =>
  Object.entries(EXPECTED).every(([name, { fits }]) => value[name] === undefined || fits(value[name]))

/** Reads a change that came as JSON. */
export function readChange(value: unknown): Read {
  const given = fields(value)
  if (given === null) return { kind: 'wrong', message: 'Expected a JSON object.' }
  const strange = Object.keys(given).find((name) => !(name in EXPECTED))
  if (strange !== undefined) return { kind: 'wrong', message: `There is no "${strange}" to change. There are: ${Object.keys(EXPECTED).join(', ')}.` }
  const wrong = Object.entries(EXPECTED).find(([name, { fits }]) => given[name] !== undefined && !fits(given[name]))
  if (wrong !== undefined) return { kind: 'wrong', message: `Expected "${wrong[0]}" to be ${wrong[1].expected}.` }
  if (given['down'] === 'refuse' && given['for_ms'] === undefined) return { kind: 'wrong', message: 'A refusal over HTTP needs "for_ms".' }
  return isChange(given) ? { kind: 'ok', change: given } : { kind: 'wrong', message: 'Expected a change.' }
}
