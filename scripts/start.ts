// `npm start`: the worker under `wrangler dev` on 127.0.0.1, open for this run where no password is set, and a sentence about home.
import { askHome } from './ask-home.ts'
import { command } from './command.ts'
import { homeSentence, notice } from './home-sentence.ts'
import { serveWorker } from './serve.ts'

await command(async (signal) => {
  const serving = await serveWorker(signal)
  if (serving === null) return 0
  const { group, address, config, answered } = serving
  const over = new AbortController()
  const told = askHome({ address, password: config.ownerPassword, signal: over.signal, onUp: answered }).then(async (seen) => {
    if (over.signal.aborted) return
    if (seen === null) {
      console.error('The worker did not answer.')
      await group.stop()
    } else for (const line of notice(address, homeSentence(seen, config.homes[0].baseUrl))) console.log(line)
  })
  await group.ended
  over.abort()
  await told
  if (signal.aborted) return 0
  console.error('The worker ended by itself; its last words stand above.')
  return 1
})
