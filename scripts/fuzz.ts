// `npm run fuzz -- --seconds 600`: wrong requests, and wrong answers of home, for a while. `--seed N --from K` begins with a case that was found.
import { parseArgs } from 'node:util'
import { fuzz } from '../worker/test/fuzz/fuzz.ts'
import { anySeed } from '../worker/test/seeded.ts'
import { Refusal, command } from './command.ts'
import { builtPage } from './prepare.ts'

const SECONDS = 60
const SECONDS_MAX = 24 * 3_600
/** The exit code of a run that was stopped before its end. */
const STOPPED = 130

await command(async (signal) => {
  const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' }, from: { type: 'string' } } })
  const seconds = Number(values.seconds ?? SECONDS)
  const seed = Number(values.seed ?? anySeed())
  const from = Number(values.from ?? 0)
  if (!(seconds > 0 && seconds <= SECONDS_MAX)) throw new Refusal(`--seconds is a number from 1 to ${SECONDS_MAX}, not "${values.seconds}".`, 2)
  if (!Number.isInteger(seed) || !Number.isInteger(from) || from < 0) throw new Refusal('--seed and --from are whole numbers.', 2)
  await builtPage(signal)
  console.log(`fuzz: ${seconds} s, seed ${seed}`)
  const { findings, line } = await fuzz({ seconds, seed, from, say: (finding) => console.log(finding), signal })
  console.log(line)
  return findings.length > 0 ? 1 : 0
}, STOPPED)
