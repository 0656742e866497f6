// `npm run dev`: the worker under `wrangler dev`, and the page by Vite with a proxy to it. Both reload what changes. What follows `--` goes to Vite.
import { askHome } from './ask-home.ts'
import { command } from './command.ts'
import { startGroup } from './group.ts'
import { serveWorker } from './serve.ts'
import { PROGRAM, ROOT } from './wrangler.ts'

await command(async (signal) => {
  const serving = await serveWorker(signal)
  if (serving === null) return 0
  const { group, port, address, config, answered } = serving
  const over = new AbortController()
  const up = Promise.withResolvers<void>()
  void askHome({ address, password: config.ownerPassword, signal: over.signal, onUp: up.resolve })
  await Promise.race([up.promise, group.ended])
  over.abort()
  answered()
  if (signal.aborted) return 0
  console.log(`The worker is at ${address}. The page that reloads is at Vite's address:`)
  const page = startGroup([PROGRAM.vite, ...process.argv.slice(2)], { cwd: ROOT, env: { ...process.env, PORT: String(port) }, signal })
  await Promise.race([group.ended, page.ended])
  await Promise.all([group.stop(), page.stop()])
  return signal.aborted ? 0 : 1
})
