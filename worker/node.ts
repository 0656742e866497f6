// The entry on Node. `--open` serves without a password, on this machine only and for this run only.
import { fileURLToPath } from 'node:url'
import { CannotStart } from './hosts/node-files.ts'
import { readVars } from './hosts/node-vars.ts'
import { startNode } from './hosts/node.ts'

process.stderr.on('error', () => {})
process.on('unhandledRejection', (error) => console.error(JSON.stringify({ level: 'error', event: 'promise.unhandled', error: String(error) })))
try {
  const env = { ...readVars(new URL('../.dev.vars', import.meta.url)), ...process.env }
  const host = await startNode(env, { open: process.argv.includes('--open'), webDir: fileURLToPath(new URL('../web/dist', import.meta.url)) })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void host.close().then(() => process.exit(0)))
  console.log(`Porchlight is at ${host.url}`)
} catch (error) {
  console.error(error instanceof CannotStart ? error.message : error)
  process.exit(1)
}
