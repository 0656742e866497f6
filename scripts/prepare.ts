// What stands between a command and a running server: values that are right, a port that is free, a page that is built.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { type Config, readConfig } from '../worker/config.ts'
import { Refusal } from './command.ts'
import type { Values } from './environment.ts'
import { isFresh } from './fresh.ts'
import { startGroup } from './group.ts'
import { freeNear, lookAt, readPort } from './port.ts'
import { tomlVars } from './toml.ts'
import { PROGRAM, ROOT } from './wrangler.ts'

/** The exit code of a wrong value. */
const WRONG_VALUE = 2

/** The configuration, or the names of what is wrong with what was expected. Never the value: it may be a secret. */
export function configured(values: Values): Config {
  const result = readConfig(values)
  if (result.kind === 'ok') return result.config
  const lines = result.wrong.map(({ name, expected }) => `${name} is wrong. Expected: ${expected}`)
  throw new Refusal(lines.join('\n'), WRONG_VALUE)
}

/** What stands under [vars] in wrangler.toml. */
export const fromToml = (): Values => tomlVars(readFileSync(path.join(ROOT, 'wrangler.toml'), 'utf8'))

/** The port to listen on. `name` is the variable that says it. */
export async function freePort(host: string, text: string, name: string): Promise<number> {
  const wanted = readPort(text)
  if (wanted === null) throw new Refusal(`${name} is wrong. Expected: a whole number from 0 to 65535`, WRONG_VALUE)
  const found = await lookAt(host, wanted)
  if (found.kind === 'free') return found.port
  if (found.kind === 'forbidden') throw new Refusal(`This user may not listen on port ${wanted}. Choose one above 1023: ${name}=8787`)
  const near = await freeNear(host, wanted)
  throw new Refusal(`Port ${wanted} is taken by ${found.by}.\nStop that, or choose another port: ${name}=${near ?? 'PORT'}`)
}

/** Builds the page where it is missing or older than its sources. */
export async function builtPage(signal: AbortSignal): Promise<void> {
  if (isFresh(ROOT)) return
  console.log('Building the page …')
  const code = await startGroup([PROGRAM.vite, 'build', '--logLevel', 'warn'], { cwd: ROOT, signal }).ended
  if (code !== 0 && !signal.aborted) throw new Refusal('The page could not be built; the reason stands above.')
}
