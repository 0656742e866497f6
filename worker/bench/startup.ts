// bench startup: from starting the process until it answers.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kind } from '../test/launch.ts'
import { type Bench, type Ground, type Row, figure } from './bench.ts'
import { median } from './stats.ts'

/** Starts of the hosts that load is measured on; wrangler dev, which is slow and never carries load, starts once. */
const TIMES = 5
const SLOW: Kind = 'wrangler'
/** Between two questions whether it answers, in milliseconds. */
const LOOK_MS = 2
const LIMIT_MS = 40_000

/** Milliseconds until `/health` answers 200; what is still refused is asked again. */
async function untilHealthy(url: string): Promise<number> {
  const began = performance.now()
  while (performance.now() - began < LIMIT_MS) {
    const status = await fetch(`${url}/health`, { signal: AbortSignal.timeout(LIMIT_MS) }).then(
      async (response) => {
        await response.arrayBuffer()
        return response.status
      },
      () => 0,
    )
    if (status === 200) return performance.now() - began
    await sleep(LOOK_MS)
  }
  throw new Error(`${url} did not answer within ${LIMIT_MS} ms`)
}

/** The first start makes what later ones find, so it does not count. */
async function starts(ground: Ground, kind: Kind, times: number): Promise<Row> {
  const server = await ground.launch(kind, { llm: 'demo:' })
  const took: number[] = []
  for (let time = 0; time < times; time += 1) {
    await server.kill()
    const [ms] = await Promise.all([untilHealthy(server.url), server.restart()])
    took.push(ms)
  }
  await server.stop()
  return figure({ what: `${kind}: first /health${times > 1 ? ', p50' : ''}`, value: median(took), unit: 'ms', samples: times })
}

export const startup: Bench = {
  name: 'startup',
  about: 'from starting the process to the first answer of /health',
  limitMs: 120_000,
  async run(ground) {
    const rows: Row[] = []
    for (const kind of ground.kinds) rows.push(await starts(ground, kind, TIMES))
    if (!ground.kinds.includes(SLOW)) rows.push(await starts(ground, SLOW, 1))
    return rows
  },
}
