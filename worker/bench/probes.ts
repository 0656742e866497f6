// bench probes: what home is asked a minute while many pages are open, by the model server's own count.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kind } from '../test/launch.ts'
import { type Bench, type Ground, type Row, atMost } from './bench.ts'
import { PROBES_MAX, TABS } from './budgets.ts'
import type { Simulator } from './simulator.ts'

/** A page looks at `/health` this often, in milliseconds: POLL_MS of the page. */
const POLL_MS = 5_000
const WINDOW_MS = 60_000
/** Before the count begins: which list the server has is found out, in milliseconds. */
const SETTLE_MS = 6_000

/** Pages that look for `ms`, each in its own rhythm. */
async function tabs(url: string, ms: number): Promise<void> {
  const until = performance.now() + ms
  const tab = async (number: number): Promise<void> => {
    await sleep((POLL_MS * number) / TABS)
    while (performance.now() < until) {
      await fetch(`${url}/health`).then((answer) => answer.arrayBuffer())
      await sleep(POLL_MS)
    }
  }
  await Promise.all(Array.from({ length: TABS }, (_, number) => tab(number)))
}

async function minute(simulator: Simulator, url: string): Promise<number> {
  const looking = tabs(url, SETTLE_MS + WINDOW_MS)
  await sleep(SETTLE_MS)
  const before = await simulator.asked()
  await sleep(WINDOW_MS)
  const count = (await simulator.asked()) - before
  await looking
  return count
}

async function through(ground: Ground, kind: Kind): Promise<Row[]> {
  const simulator = await ground.simulator()
  const server = await ground.launch(kind, { llm: `${simulator.url}/v1` })
  const row = (what: string, value: number): Row =>
    atMost(PROBES_MAX, { what: `${kind}: probes at ${TABS} open tabs, ${what}`, value, unit: 'a minute', samples: 1 })
  const well = row('all well', await minute(simulator, server.url))
  // Every list is refused: what is bad is looked at most often.
  await simulator.set({ token: 'another' })
  const bad = row('home refuses', await minute(simulator, server.url))
  await server.stop()
  await simulator.stop()
  return [well, bad]
}

export const probes: Bench = {
  name: 'probes',
  about: 'requests that home gets from many open pages, well and not',
  limitMs: 400_000,
  async run(ground) {
    return (await Promise.all(ground.kinds.map((kind) => through(ground, kind)))).flat()
  },
}
