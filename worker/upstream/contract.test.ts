// The contract over the fetch that the Node host really uses.
import { nodeClock } from '../hosts/node-clock.ts'
import { createFetch } from '../hosts/node-fetch.ts'
import { startSimulator } from '../sim/cli.ts'
import { upstreamContract } from '../test/upstream.contract.ts'

upstreamContract('Node', async () => {
  const simulator = await startSimulator({ port: 0 })
  const { fetch, close } = createFetch()
  return {
    url: simulator.url,
    fetch,
    clock: nodeClock,
    close: async () => {
      await close()
      await simulator.close()
    },
  }
})
