// What the worker's variables are when a command starts it: given to the command, else .dev.vars, else wrangler.toml. Pure.
import type { Variable } from '../worker/config.ts'

export type Values = Readonly<Record<string, string | undefined>>

/** What was given to the command, of the names that are known. An empty value is given too: it unsets one of a lower layer. */
export function given(environment: Values, variables: readonly Variable[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (const { name } of variables) {
    const value = environment[name]
    if (value !== undefined) found[name] = value
  }
  return found
}

/** The later layer wins, name by name. */
export const layered = (...layers: readonly Values[]): Values => Object.assign({}, ...layers) as Values

/** The start scripts let the demo stand in while home is absent, unless the person said otherwise. */
export function withFallback(command: Readonly<Record<string, string>>, devVars: Values): Record<string, string> {
  return command['LLM_FALLBACK'] || (devVars['LLM_FALLBACK'] && command['LLM_FALLBACK'] === undefined) ? { ...command } : { ...command, LLM_FALLBACK: 'demo' }
}

/**
 * How values reach `wrangler dev`. Secrets must not stand on its command line, and a file that is named there replaces .dev.vars as a whole,
 * so with a secret given there is one file with both. `file` null: .dev.vars is read as it is.
 */
export type HandOver =
  | { readonly kind: 'ok'; readonly args: readonly string[]; readonly file: string | null }
  | { readonly kind: 'unwritable'; readonly names: readonly string[] }

export function handOver(command: Readonly<Record<string, string>>, devVars: Values, variables: readonly Variable[]): HandOver {
  const secret = new Set(variables.filter((variable) => variable.secret).map(({ name }) => name))
  const args = Object.entries(command).flatMap(([name, value]) => (secret.has(name) ? [] : ['--var', `${name}:${value}`]))
  const secrets = Object.fromEntries(Object.entries(command).filter(([name]) => secret.has(name)))
  if (Object.keys(secrets).length === 0) return { kind: 'ok', args, file: null }
  const lines: string[] = []
  const names: string[] = []
  for (const [name, value] of Object.entries({ ...devVars, ...secrets })) {
    const written = quoted(value ?? '')
    if (written === null) names.push(name)
    else lines.push(`${name}=${written}\n`)
  }
  return names.length > 0 ? { kind: 'unwritable', names } : { kind: 'ok', args, file: lines.join('') }
}

/**
 * A value as `--env-file` reads it back to the same text: `$` would be replaced there even between quotes, `\n` only between double quotes.
 * null: there is no way to write it.
 */
export function quoted(value: string): string | null {
  if (value.includes('\r')) return null
  const text = value.replaceAll('$', '\\$')
  const ends = text.endsWith('\\')
  const quote = ["'", '`', '"'].find((each) => !text.includes(each) && !ends && !(each === '"' && text.includes('\\')))
  if (quote !== undefined) return `${quote}${text}${quote}`
  return /^[^'"`\s#][^#\n]*$/.test(text) && text.trim() === text ? text : null
}
