// The worker under `wrangler dev` on the loopback address, with the values that were given to the command.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { type Config, VARIABLES } from '../worker/config.ts'
import { readVars } from '../worker/hosts/node-vars.ts'
import { addressOf } from './address.ts'
import { Refusal } from './command.ts'
import { given, handOver, layered, withFallback } from './environment.ts'
import { type Group, startGroup } from './group.ts'
import { builtPage, configured, freePort, fromToml } from './prepare.ts'
import { ROOT, devArguments, devEnvironment, worthShowing } from './wrangler.ts'

const HOST = '127.0.0.1'
const PORT = '8787'

export interface Serving {
  readonly group: Group
  readonly port: number
  readonly address: string
  readonly config: Config
  /** From now on a worker that cannot be bundled is waited for, not given up: the last good one goes on. */
  answered(): void
}

/** Refuses what is wrong before it starts anything. null: it was told to stop meanwhile. */
export async function serveWorker(signal: AbortSignal): Promise<Serving | null> {
  const devVars = readVars(path.join(ROOT, '.dev.vars'))
  const asked = withFallback(given(process.env, VARIABLES), devVars)
  const config = configured(layered(fromToml(), devVars, asked))
  const handed = handOver(asked, devVars, VARIABLES)
  if (handed.kind === 'unwritable') throw new Refusal(`${handed.names.join(', ')} cannot be handed to wrangler: all kinds of quotes stand in it.`)
  const port = await freePort(HOST, process.env['PORT'] || PORT, 'PORT')
  await builtPage(signal)
  if (signal.aborted) return null

  const dataDir = path.resolve(ROOT, config.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = handed.file === null ? null : secretsFile(handed.file)
  const group = startGroup(devArguments({ port, dataDir, open: config.ownerPassword === null, vars: handed.args, file }), {
    cwd: ROOT,
    env: { ...devEnvironment(process.env, file), ...(file !== null && { PORCHLIGHT_SECRETS_FILE: file }) },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  })
  let answered = false
  const allLog = Boolean(asked['LOG_LEVEL'] ?? devVars['LOG_LEVEL'])
  const { stdout, stderr } = group.child
  if (stdout)
    createInterface({ input: stdout }).on('line', (line) => {
      if (worthShowing(line, allLog)) console.log(line)
    })
  stderr?.on('data', (bytes: Buffer) => {
    process.stderr.write(bytes)
    if (!answered && bytes.includes('Build failed')) void group.stop()
  })
  return { group, port, address: addressOf(HOST, port), config, answered: () => (answered = true) }
}

/** Writes the values where nobody else can read them; the file goes with this process. */
function secretsFile(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const file = path.join(folder, 'vars')
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  return file
}
