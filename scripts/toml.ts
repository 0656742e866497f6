// The little that the scripts must know of wrangler.toml. Not a parser: sections, and one-line values of [vars].
import type { Values } from './environment.ts'

/** The lines of a section, up to the next one; null where there is none. */
function section(text: string, name: string): string[] | null {
  const lines = text.split(/\r?\n/)
  const at = lines.findIndex((line) => new RegExp(`^\\s*\\[\\s*"?${name}"?\\s*\\]`).test(line))
  if (at < 0) return null
  const rest = lines.slice(at + 1)
  const end = rest.findIndex((line) => /^\s*\[/.test(line))
  return end < 0 ? rest : rest.slice(0, end)
}

/** Whether code would be replaced at deployment: `[define]`, `[env.x.define]`, `define = {…}` or `define.x = …`. */
export const defines = (text: string): boolean => /^\s*(\[\s*([^\]#]*\.)?"?define"?\s*[.\]]|"?define"?\s*[.=])/m.test(text)

/** Strings of `[vars]`; other values as they are written. */
export function tomlVars(text: string): Values {
  const found: Record<string, string> = {}
  for (const line of section(text, 'vars') ?? []) {
    const match = /^\s*"?([A-Za-z0-9_]+)"?\s*=\s*("(?:\\.|[^"\\])*"|'[^']*'|[^#]*)/.exec(line)
    const [, name, value] = match ?? []
    if (name !== undefined && value !== undefined) found[name] = unquoted(value.trim())
  }
  return found
}

function unquoted(value: string): string {
  if (value.startsWith("'")) return value.slice(1, -1)
  if (!value.startsWith('"')) return value
  const read: unknown = JSON.parse(value)
  return typeof read === 'string' ? read : value
}
