// bench memory: what a server has resident while nobody asks anything, and right after the load of the streams bench.
import { type Bench, type Row, atMost, figure } from './bench.ts'
import { RSS_MAX_MB } from './budgets.ts'
import type { Loads } from './fifty.ts'

export const memory = (loads: Loads): Bench => ({
  name: 'memory',
  about: 'resident memory of all processes of a server: idle, and right after the 50 streams',
  limitMs: 60_000,
  async run(ground) {
    const rows: Row[] = []
    for (const kind of ground.kinds) {
      const { idle, loaded } = await loads.through(ground, kind)
      rows.push(figure({ what: `${kind}: idle`, value: idle?.residentMb ?? null, unit: 'MB', samples: 1 }))
      rows.push(atMost(RSS_MAX_MB, { what: `${kind}: after 50 streams`, value: loaded?.residentMb ?? null, unit: 'MB', samples: 1 }))
    }
    return rows
  },
})
