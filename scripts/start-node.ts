// `npm run start:node`: the same worker on Node alone, in this very process, and the sentence about home.
import path from 'node:path'
import { VARIABLES } from '../worker/config.ts'
import { readVars } from '../worker/hosts/node-vars.ts'
import { addressOf, isLoopback } from './address.ts'
import { askHome } from './ask-home.ts'
import { command } from './command.ts'
import { given, layered, withFallback } from './environment.ts'
import { type Seen, homeSentence, notice } from './home-sentence.ts'
import { builtPage, configured, freePort } from './prepare.ts'
import { ROOT } from './wrangler.ts'

const NOT_SET_UP: Seen = { kind: 'not_set_up' }

await command(async (signal) => {
  process.chdir(ROOT)
  const devVars = readVars(path.join(ROOT, '.dev.vars'))
  const asked = withFallback(given(process.env, VARIABLES), devVars)
  const { serverHost, serverPort, ownerPassword, homes } = configured(layered(devVars, asked))
  const port = await freePort(serverHost, String(serverPort), 'SERVER_PORT')
  await builtPage(signal)
  if (signal.aborted) return 0

  Object.assign(process.env, asked, { SERVER_PORT: String(port) })
  const local = isLoopback(serverHost)
  if (ownerPassword === null && local) process.argv.push('--open')
  // The server has its own answer to INT and TERM; what else ends this process reaches it as TERM.
  signal.addEventListener('abort', () => process.kill(process.pid, 'SIGTERM'), { once: true })
  await import('../worker/node.ts')

  const address = addressOf(serverHost, port)
  const seen = ownerPassword === null && !local ? NOT_SET_UP : await askHome({ address, password: ownerPassword, signal, onUp: () => {} })
  if (seen !== null && !signal.aborted) for (const line of notice(address, homeSentence(seen, homes[0].baseUrl))) console.log(line)
  return await new Promise<never>(() => {})
})
