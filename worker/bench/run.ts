// `npm run bench`: the figures that the budgets are held against, as one table. `--only NAME[,NAME]`: some of them; `--hosts node,workerd`: on some hosts.
import { parseArgs } from 'node:util'
import { Refusal, command } from '../../scripts/command.ts'
import { builtPage } from '../../scripts/prepare.ts'
import { type Kind, launch } from '../test/launch.ts'
import type { Bench, Ground } from './bench.ts'
import { bytes } from './bytes.ts'
import { latency } from './latency.ts'
import { lighthouse } from './lighthouse.ts'
import { Loads } from './load.ts'
import { memory } from './memory.ts'
import { probes } from './probes.ts'
import { render } from './render.ts'
import { resume } from './resume.ts'
import { startSimulator } from './simulator.ts'
import { startup } from './startup.ts'
import { streams } from './streams.ts'
import { type Result, machine, table } from './table.ts'

/** Not wrangler dev: its proxy is slower than what is behind it. */
const LOADED: readonly Kind[] = ['node', 'workerd']

/** The exit code of a run that was stopped before its end. */
const STOPPED = 130

/** The benches by name, in the order in which they run. */
function benches(): readonly Bench[] {
  const loads = new Loads()
  return [bytes, latency, streams(loads), memory(loads), resume, startup, probes, render, lighthouse]
}

/** Those that were named, in their own order; all where none was. */
function chosen<T>(option: string, given: string | undefined, all: readonly T[], nameOf: (one: T) => string): readonly T[] {
  const names = given?.split(',').map((name) => name.trim())
  const unknown = names?.filter((name) => !all.some((one) => nameOf(one) === name)) ?? []
  if (unknown.length > 0) throw new Refusal(`${option} has nothing by the name of ${unknown.join(', ')}. There are: ${all.map(nameOf).join(', ')}`, 2)
  return names === undefined ? all : all.filter((one) => names.includes(nameOf(one)))
}

/** Runs one bench within its time. What it started has ended when this resolves. */
async function measured(bench: Bench, kinds: readonly Kind[], signal: AbortSignal): Promise<Result> {
  const endings: (() => Promise<void> | void)[] = []
  const ground: Ground = {
    kinds,
    async launch(kind, options) {
      const server = await launch(kind, options)
      endings.push(server.kill)
      return server
    },
    async simulator() {
      const simulator = await startSimulator()
      endings.push(simulator.stop)
      return simulator
    },
    atEnd: (call) => void endings.push(call),
  }
  const over = AbortSignal.any([signal, AbortSignal.timeout(bench.limitMs)])
  const late = new Promise<never>((_, reject) => {
    over.addEventListener('abort', () => reject(new Error(signal.aborted ? 'it was stopped' : `it took more than ${bench.limitMs / 1000} s`)), { once: true })
  })
  const began = performance.now()
  const result = await Promise.race([bench.run(ground), late]).then(
    (rows) => ({ rows, failure: null }),
    (error: unknown) => ({ rows: [], failure: error instanceof Error ? error.message : String(error) }),
  )
  for (const end of endings.toReversed()) await Promise.resolve(end()).catch((error: unknown) => console.error(String(error)))
  return { name: bench.name, about: bench.about, seconds: (performance.now() - began) / 1000, ...result }
}

await command(async (signal) => {
  const { values } = parseArgs({ options: { only: { type: 'string' }, hosts: { type: 'string' } } })
  const wanted = chosen('--only', values.only, benches(), ({ name }) => name)
  const kinds = chosen('--hosts', values.hosts, LOADED, (kind) => kind)
  await builtPage(signal)
  console.log(`${machine(new Date())}\n`)
  const results: Result[] = []
  for (const bench of wanted) {
    if (signal.aborted) break
    console.error(`${bench.name} …`)
    const result = await measured(bench, kinds, signal)
    console.log(`- ${result.name} (${result.seconds.toFixed(0)} s): ${result.about}`)
    results.push(result)
  }
  console.log(`\n${table(results)}`)
  return results.some(({ failure, rows }) => failure !== null || rows.some(({ ok, gate }) => gate && ok === false)) ? 1 : 0
}, STOPPED)
