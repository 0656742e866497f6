// A home for tests: the actor over a database in memory, a clock that is moved by hand, and a model server that says what a test wants.
import { DatabaseSync } from 'node:sqlite'
import type { Model } from '../../shared/health.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import { createNodeSql } from '../hosts/node-sql.ts'
import type { Left, LoadAnswer, Place, Probe } from '../ports.ts'
import { migrate } from '../storage/migrate.ts'
import { createTasks } from '../storage/tasks.ts'
import { fakeClock, keptLog } from './fakes.ts'
import { Home, type HomeTask, MIGRATIONS } from '../home/index.ts'

export const model = (id: string, loaded: boolean | null = null): Model => ({ id, loaded, context: null })
export const up = (models: Model[] = [model('m', true)], places: number | null = null): Probe => ({
  kind: 'up',
  server: 'lmstudio',
  models,
  round_trip: 7,
  places,
})
export const down = (code: ProblemCode): Probe => ({ kind: 'down', problem: { code, retryable: true, retry_after_ms: null, detail: 'x' } })

export const LEFT: Left = { tokens_per_second: null, failed: null }
export const place = (turn: string, over: Partial<Place> = {}): Place => ({ turn, conversation: `of ${turn}`, class: 'interactive', model: null, ...over })

export function setup(parallel = 4, clock = fakeClock()) {
  let address = 'http://home/v1'
  const db = new DatabaseSync(':memory:')
  let alarm: number | null = null
  let probe: () => Promise<Probe> = async () => up()
  let probes = 0
  const loads: { readonly model: string; readonly signal: AbortSignal }[] = []
  let load: (model: string, signal: AbortSignal) => Promise<LoadAnswer> = async () => ({ kind: 'unsupported' })
  const open = () => {
    const sql = createNodeSql(db)
    return new Home(
      {
        sql,
        tasks: createTasks<HomeTask>(sql, { set: (at) => void (alarm = at) }),
        prepare: () => migrate(sql, MIGRATIONS),
        clock,
        log: keptLog().log,
        upstream: {
          chat: () => {
            throw new Error('not asked')
          },
          probe: () => {
            probes += 1
            return probe()
          },
          load: (name, signal) => {
            loads.push({ model: name, signal })
            return load(name, signal)
          },
        },
        doctor: async function* () {},
      },
      { id: 'home', model: 'm', parallel, demo: false, address },
    )
  }
  return {
    clock,
    home: open(),
    open,
    move: (next: string) => void (address = next),
    answer: (next: () => Promise<Probe>) => void (probe = next),
    onLoad: (next: typeof load) => void (load = next),
    /** What was asked to be loaded, oldest first. */
    loads,
    get probes() {
      return probes
    },
    get alarm() {
      return alarm
    },
  }
}
