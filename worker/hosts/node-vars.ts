// The file `.dev.vars`: variables of this machine, one a line, as wrangler reads them.
import { readFileSync } from 'node:fs'

/** `NAME=value` lines; `#` begins a comment; quotes keep spaces and `#`, and in double quotes `\n` is a line's end. Other lines mean nothing. */
export function parseVars(text: string): Record<string, string> {
  const vars: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^#]*))\s*(?:#.*)?$/.exec(line)
    const [, name, double, single, bare] = match ?? []
    if (name) vars[name] = double?.replaceAll('\\n', '\n') ?? single ?? bare?.trim() ?? ''
  }
  return vars
}

/** What the file holds; nothing where it is not there. */
export function readVars(file: string | URL): Record<string, string> {
  try {
    return parseVars(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}
