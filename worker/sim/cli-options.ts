// The arguments of the command, the list of cases, and what is said of one that is not there.
import { parseArgs } from 'node:util'
import { SIM_MODEL, SIM_RATE, type World } from './cases-world.ts'
import { DIALECTS } from './dialects.ts'
import { CASES, caseNamed, type Found, nearest } from './named/index.ts'

const DEFAULT_PORT = 1234
const USAGE = `Usage: npm run sim -- [--port ${DEFAULT_PORT}] [--model ${SIM_MODEL}] [--rate ${SIM_RATE}] [--speed 1] [--as ${DIALECTS.join('|')}] [--case NAME[/VARIANT]]
       npm run sim -- --list`

interface Chosen extends Partial<World> {
  readonly port: number
  readonly rate: number
  readonly model: string
}

export type Options =
  | { readonly kind: 'ok'; readonly options: Chosen; readonly playing: Found | null }
  | { readonly kind: 'list' }
  | { readonly kind: 'wrong'; readonly message: string }

const TEXT = { type: 'string' } as const

/** Reads the arguments of the command. */
export function readOptions(args: readonly string[]): Options {
  const wrong = (message: string): Options => ({ kind: 'wrong', message: `${message}\n${USAGE}` })
  let values
  try {
    const options = { port: TEXT, model: TEXT, rate: TEXT, speed: TEXT, as: TEXT, case: TEXT, list: { type: 'boolean' } } as const
    values = parseArgs({ args: [...args], options }).values
  } catch (error) {
    return wrong(error instanceof Error ? error.message : String(error))
  }
  if (values.list === true) return { kind: 'list' }
  const port = Number(values.port ?? DEFAULT_PORT)
  const rate = Number(values.rate ?? SIM_RATE)
  const speed = Number(values.speed ?? 1)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return wrong(`--port is a number from 0 to 65535, not "${values.port}".`)
  if (!Number.isFinite(rate) || rate <= 0) return wrong(`--rate is tokens a second, more than 0, not "${values.rate}".`)
  if (!Number.isFinite(speed) || speed <= 0) return wrong(`--speed is how much faster than told, more than 0, not "${values.speed}".`)
  const dialect = DIALECTS.find((each) => each === (values.as ?? 'lmstudio'))
  if (dialect === undefined) return wrong(`--as is one of ${DIALECTS.join(', ')}, not "${values.as}".`)
  const playing = values.case === undefined ? null : caseNamed(values.case)
  if (values.case !== undefined && playing === null) return wrong(unknownCase(values.case))
  const world = { dialect, speed, ...playing?.row.world, ...(values.case === undefined ? {} : { case: values.case }) }
  return { kind: 'ok', options: { port, rate, model: values.model ?? SIM_MODEL, ...world }, playing }
}

/** Exactly the cases, one a line: number, name, what comes. */
export function caseList(): string {
  const widest = Math.max(...CASES.map(({ name }) => name.length))
  return CASES.map(({ number, name, about }) => `${String(number).padStart(2)}  ${name.padEnd(widest)}  ${about}`).join('\n')
}

/** A case in one line, with its other variants. */
export function aboutCase({ row, name }: Found): string {
  const variants = Object.keys(row.variants).filter((variant) => variant !== '')
  return `${row.number} ${name}: ${row.about}${variants.length === 0 ? '' : ` (variants: ${variants.join(', ')})`}`
}

function unknownCase(name: string): string {
  const known = caseNamed(name.split('/')[0] ?? '')
  if (known !== null)
    return `There is no case "${name}". Of ${known.row.name} there are: ${Object.keys(known.row.variants).filter(Boolean).join(', ') || 'no variants'}.`
  return `There is no case "${name}". Nearest: ${nearest(name).join(', ')}. --list shows all.`
}
