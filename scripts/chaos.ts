// `npm run chaos -- --kills 200 --host node`: kills the server in the middle of turns, and holds what is there after it against what must be.
import { parseArgs } from 'node:util'
import { chaos } from '../worker/test/chaos/kills.ts'
import type { Kind } from '../worker/test/launch.ts'
import { anySeed } from '../worker/test/seeded.ts'
import { Refusal, command } from './command.ts'
import { builtPage } from './prepare.ts'

const HOSTS: readonly Kind[] = ['node', 'workerd', 'wrangler']
const KILLS = 20
const KILLS_MAX = 10_000
/** The exit code of a run that was stopped before its end. */
const STOPPED = 130

await command(async (signal) => {
  const { values } = parseArgs({ options: { kills: { type: 'string' }, host: { type: 'string' }, seed: { type: 'string' } } })
  const kills = Number(values.kills ?? KILLS)
  const seed = Number(values.seed ?? anySeed())
  const host = HOSTS.find((kind) => kind === (values.host ?? 'node'))
  if (!Number.isInteger(kills) || kills < 1 || kills > KILLS_MAX) throw new Refusal(`--kills is a number from 1 to ${KILLS_MAX}, not "${values.kills}".`, 2)
  if (!Number.isInteger(seed)) throw new Refusal(`--seed is a whole number, not "${values.seed}".`, 2)
  if (host === undefined) throw new Refusal(`--host is one of ${HOSTS.join(', ')}, not "${values.host}".`, 2)
  await builtPage(signal)
  console.log(`chaos ${host}: ${kills} kills, seed ${seed}`)
  const { breaches, line } = await chaos({ host, kills, seed, say: (breach) => console.log(breach), signal })
  console.log(line)
  return breaches.length > 0 ? 1 : 0
}, STOPPED)
