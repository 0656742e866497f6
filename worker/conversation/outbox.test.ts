import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import type { Summary } from '../../shared/conversation.ts'
import { createNodeSql } from '../hosts/node-sql.ts'
import type { AccountActor, Peer } from '../ports.ts'
import { migrate } from '../storage/migrate.ts'
import { createTasks } from '../storage/tasks.ts'
import { fakeClock } from '../test/fakes.ts'
import { MIGRATIONS } from './migrations.ts'
import { Outbox } from './outbox.ts'
import { begin, setMeta } from './store.ts'

function setup() {
  const clock = fakeClock()
  const sql = createNodeSql(new DatabaseSync(':memory:'))
  migrate(sql, MIGRATIONS)
  begin(sql, 'c1', 'epoch')
  setMeta(sql, 'created', 1)
  const tasks = createTasks<'push'>(sql, { set: () => {} })
  const recorded: { version: number; summary: Summary }[] = []
  let away = false
  const record: Peer<AccountActor>['record'] = async (version, summary) => {
    if (away) return { kind: 'actor_unavailable' }
    recorded.push({ version, summary })
    return { kind: 'recorded' }
  }
  const outbox = new Outbox({ sql, tasks, clock, account: { record } })
  return {
    clock,
    outbox,
    tasks,
    recorded,
    push: () => outbox.push(() => true),
    rows: () => sql.all('select version from outbox').length,
    away: (is: boolean) => void (away = is),
  }
}

describe('the outbox', () => {
  it('brings the last word of a turn, and then has nothing left and no alarm', async () => {
    const { outbox, tasks, recorded, push, rows } = setup()
    outbox.tell({ state: 'done', at: 7 })
    expect(tasks.at('push')).not.toBeNull()
    await push()
    expect(recorded.map(({ summary }) => summary.state)).toEqual(['done'])
    expect([rows(), tasks.at('push')]).toEqual([0, null])
  })

  it('that a turn runs costs no alarm and no second write: its row goes with the next word', async () => {
    const { outbox, tasks, recorded, push, rows } = setup()
    outbox.tell({ state: 'running', at: 7 })
    await push()
    expect([rows(), tasks.at('push'), recorded.length]).toEqual([1, null, 1])
    outbox.tell({ state: 'done', at: 7 })
    expect(rows()).toBe(1)
    await push()
    expect(recorded.map(({ version }) => version)).toEqual([1, 2])
    expect([rows(), tasks.at('push')]).toEqual([0, null])
  })

  it('brings only the newest of several', async () => {
    const { outbox, recorded, push, rows } = setup()
    outbox.tell({ state: 'running', at: 7 })
    outbox.tell({ state: 'done', at: 7 })
    await push()
    expect(recorded.map(({ summary }) => summary.state)).toEqual(['done'])
    expect(rows()).toBe(0)
  })

  it('a new title while a turn runs leaves no alarm that rings for ever', async () => {
    const { outbox, tasks, push } = setup()
    outbox.tell({ state: 'running', at: 7 })
    outbox.tell(null)
    await push()
    await push()
    expect(tasks.at('push')).toBeNull()
  })

  it('goes again by alarm where the index was away, later each time', async () => {
    const { clock, outbox, tasks, recorded, push, away } = setup()
    away(true)
    outbox.tell({ state: 'running', at: 7 })
    const pauses: number[] = []
    for (let n = 0; n < 3; n += 1) {
      await push()
      pauses.push((tasks.at('push') ?? 0) - clock.now())
    }
    expect(pauses).toEqual([4_000, 8_000, 16_000])
    away(false)
    await push()
    expect(recorded).toHaveLength(1)
    await push()
    expect(tasks.at('push')).toBeNull()
  })
})
