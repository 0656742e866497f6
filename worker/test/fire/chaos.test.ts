// SIGKILL at every moment of a turn, on two hosts at the same time. `npm run chaos` does more of it, and on plain workerd.
import { describe, expect, it } from 'vitest'
import { chaos } from '../chaos/kills.ts'
import { anySeed } from '../seeded.ts'

const RUNS = [
  { host: 'node', kills: 20 },
  { host: 'wrangler', kills: 10 },
] as const

describe.concurrent('turns under fire', () => {
  it.for(RUNS)('$kills kills on $host: what was shown is kept, nothing runs on, each message has one turn', { timeout: 240_000 }, async ({ host, kills }) => {
    const { breaches, line } = await chaos({ host, kills, seed: anySeed(), say: (breach) => console.log(breach) })
    console.log(line)
    expect(breaches).toEqual([])
  })
})
