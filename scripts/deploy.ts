// `npm run deploy -- …`: builds the page, then `wrangler deploy` with what was given. Never with a definition: the flag that opens a start must not travel.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Refusal, command } from './command.ts'
import { startGroup } from './group.ts'
import { defines } from './toml.ts'
import { PROGRAM, QUIET, ROOT } from './wrangler.ts'

await command(async (signal) => {
  const args = process.argv.slice(2)
  if (args.some((each) => /^--define(=|$)/.test(each)))
    throw new Refusal('--define is not for a deployed worker: it could open it to everybody. Leave it away.')
  const toml = readFileSync(path.join(ROOT, 'wrangler.toml'), 'utf8')
  if (defines(toml)) throw new Refusal('wrangler.toml has a [define] section: it could open a deployed worker to everybody. Take it out.')
  const built = await startGroup([PROGRAM.vite, 'build', '--logLevel', 'warn'], { cwd: ROOT, signal }).ended
  if (built !== 0) throw new Refusal('The page could not be built; the reason stands above.')
  // Not in a group of its own: it may have to ask at the terminal.
  return spawnSync(process.execPath, [PROGRAM.wrangler, 'deploy', ...args], { cwd: ROOT, env: { ...process.env, ...QUIET }, stdio: 'inherit' }).status ?? 1
})
