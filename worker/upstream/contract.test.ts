import type { Clock } from '../ports.ts'
import { startSimulator } from '../sim/cli.ts'
import { upstreamContract } from './contract.ts'

const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  timer(ms, call) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const cancel = clock.timer(ms, resolve)
      signal?.addEventListener('abort', () => {
        cancel()
        resolve()
      })
    }),
}

upstreamContract('Node', async () => {
  const simulator = await startSimulator({ port: 0 })
  return { url: simulator.url, fetch: (request) => fetch(request), clock, close: () => simulator.close() }
})
