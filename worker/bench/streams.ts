// bench streams: many people at once, each reading along.
import { type Bench, type Row, atLeast, atMost, figure } from './bench.ts'
import { STREAMS, STREAM_GAP_MAX_MS, STREAM_TIME_MAX } from './budgets.ts'
import { type Load, type Loads, NOMINAL_MS, withoutProduct } from './load.ts'
import { gaps, percentile } from './stats.ts'

function rowsOf(name: string, { heard, equal, idle, loaded }: Load): Row[] {
  const between = heard.flatMap(({ arrivals }) => gaps(arrivals))
  const firsts = heard.map(({ word }) => word)
  const samples = heard.length
  const times = Math.max(...heard.map(({ total }) => total)) / NOMINAL_MS
  const rows = [
    atLeast(STREAMS, { what: `${name}: streams byte-equal to what the model wrote`, value: equal, unit: '', samples }),
    atMost(STREAM_TIME_MAX, { what: `${name}: slowest stream, as a multiple of the model's own time`, value: times, unit: 'x', samples }),
    atMost(STREAM_GAP_MAX_MS, { what: `${name}: time between arrivals, p95`, value: percentile(between, 95), unit: 'ms', samples: between.length }),
    figure({ what: `${name}: longest time between arrivals`, value: Math.max(...between), unit: 'ms', samples: between.length }),
    figure({ what: `${name}: first text when all begin at once, p95`, value: percentile(firsts, 95), unit: 'ms', samples }),
  ]
  if (idle === null || loaded === null) return rows
  return [...rows, figure({ what: `${name}: processor time of the server`, value: loaded.cpuSeconds - idle.cpuSeconds, unit: 's', samples: 1 })]
}

export const streams = (loads: Loads): Bench => ({
  name: 'streams',
  about: '50 streams at once, 30 tokens a second each for 10 s, on a server that has just started; direct is the same without the product',
  limitMs: 120_000,
  async run(ground) {
    // Nothing was promised about what is not ours.
    const rows = rowsOf('direct', await withoutProduct(ground)).map(figure)
    for (const kind of ground.kinds) rows.push(...rowsOf(kind, await loads.through(ground, kind)))
    return rows
  },
})
