// `npm run build`: the page into web/dist, the worker checked and bundled into dist/worker, both within their budgets. `--page`, `--worker`: one of them.
import path from 'node:path'
import { Refusal, command } from './command.ts'
import { startGroup } from './group.ts'
import { FIRST_LOAD_MAX_BYTES, WORKER_MAX_BYTES, bundle, firstLoad, judged } from './sizes.ts'
import { PROGRAM, QUIET, ROOT } from './wrangler.ts'

const WORKER_DIR = 'dist/worker'

await command(async (signal) => {
  const only = process.argv.slice(2)
  const wants = (part: string): boolean => only.length === 0 || only.includes(part)
  const run = async (args: readonly string[], failure: string): Promise<void> => {
    const code = await startGroup(args, { cwd: ROOT, env: { ...process.env, ...QUIET, WRANGLER_LOG: 'warn' }, signal }).ended
    if (code !== 0) throw new Refusal(failure)
  }
  const budgets = []
  if (wants('--page')) {
    await run([PROGRAM.vite, 'build', '--logLevel', 'warn'], 'The page could not be built; the reason stands above.')
    budgets.push(judged('First load', firstLoad(path.join(ROOT, 'web/dist')), FIRST_LOAD_MAX_BYTES))
  }
  if (wants('--worker')) {
    const args = [PROGRAM.wrangler, 'deploy', '--dry-run', '--outdir', WORKER_DIR]
    await run(args, 'The worker could not be bundled; the reason stands above.')
    budgets.push(judged('Worker', bundle(path.join(ROOT, WORKER_DIR)), WORKER_MAX_BYTES))
  }
  for (const { line } of budgets) console.log(line)
  return budgets.every(({ ok }) => ok) ? 0 : 1
})
