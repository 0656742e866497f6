// bench streams: many people at once, each reading along.
import { type Bench, type Row, atLeast, atMost, figure } from './bench.ts'
import { STREAMS, STREAM_GAP_MAX_MS, STREAM_TIME_MAX } from './budgets.ts'
import { type Loads, NOMINAL_MS, type Round, withoutProduct } from './fifty.ts'
import { gaps, percentile } from './stats.ts'

function rowsOf(name: string, { heard, equal }: Round): Row[] {
  const between = heard.flatMap(({ arrivals }) => gaps(arrivals))
  const firsts = heard.map(({ word }) => word)
  const samples = heard.length
  const times = Math.max(...heard.map(({ total }) => total)) / NOMINAL_MS
  return [
    atLeast(STREAMS, { what: `${name}: streams byte-equal to what the model wrote`, value: equal, unit: '', samples }),
    atMost(STREAM_TIME_MAX, { what: `${name}: slowest stream, as a multiple of the model's own time`, value: times, unit: 'x', samples }),
    atMost(STREAM_GAP_MAX_MS, { what: `${name}: time between arrivals, p95`, value: percentile(between, 95), unit: 'ms', samples: between.length }),
    figure({ what: `${name}: longest time between arrivals`, value: Math.max(...between), unit: 'ms', samples: between.length }),
    figure({ what: `${name}: first text when all begin at once, p95`, value: percentile(firsts, 95), unit: 'ms', samples }),
  ]
}

export const streams = (loads: Loads): Bench => ({
  name: 'streams',
  about:
    '50 streams at once, 30 tokens a second each for 10 s, twice: cold is the first thing that a server does after its start, warm the second; direct is the same without the product',
  limitMs: 120_000,
  async run(ground) {
    // Nothing was promised about what is not ours.
    const rows = rowsOf('direct', await withoutProduct(ground)).map(figure)
    for (const kind of ground.kinds) {
      const { cold, warm, idle, loaded } = await loads.through(ground, kind)
      rows.push(...rowsOf(`${kind}, cold`, cold).map(figure), ...rowsOf(`${kind}, warm`, warm))
      const cpu = idle === null || loaded === null ? null : loaded.cpuSeconds - idle.cpuSeconds
      rows.push(figure({ what: `${kind}, cold: processor time of the server`, value: cpu, unit: 's', samples: 1 }))
    }
    return rows
  },
})
