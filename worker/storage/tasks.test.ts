// Tasks over one alarm: which is armed when, and that looking creates nothing.
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { createNodeSql } from '../hosts/node-sql.ts'
import { createTasks } from './tasks.ts'

function open() {
  const sql = createNodeSql(new DatabaseSync(':memory:'))
  const armed: (number | null)[] = []
  const alarm = { set: (at: number | null) => void armed.push(at) }
  return { sql, tasks: createTasks<'beat' | 'push' | 'prune'>(sql, alarm), armed: () => armed.at(-1) }
}

describe('tasks', () => {
  it('arms the alarm for the earliest', () => {
    const { tasks, armed } = open()
    tasks.set('prune', 300)
    expect(armed()).toBe(300)
    tasks.set('beat', 100)
    expect(armed()).toBe(100)
    tasks.set('push', 200)
    expect(armed()).toBe(100)
    tasks.set('beat', 400)
    expect(armed()).toBe(200)
    tasks.clear('push')
    expect(armed()).toBe(300)
    expect([tasks.at('beat'), tasks.at('push'), tasks.at('prune')]).toEqual([400, null, 300])
  })

  it('arms it with the first task of a run, though earlier ones are there whose alarm was lost', () => {
    const { sql, tasks } = open()
    tasks.set('prune', 300)
    const armed: (number | null)[] = []
    const next = createTasks<'beat' | 'prune'>(sql, { set: (at) => void armed.push(at) })
    next.set('beat', 500)
    expect(armed).toEqual([300])
    next.set('beat', 600)
    expect(armed).toEqual([300])
  })

  it('gives what is due, once, and arms what is left', () => {
    const { tasks, armed } = open()
    tasks.set('push', 200)
    tasks.set('beat', 100)
    tasks.set('prune', 300)
    expect(tasks.due(99)).toEqual([])
    expect(armed()).toBe(100)
    expect(tasks.due(200)).toEqual(['beat', 'push'])
    expect(armed()).toBe(300)
    expect(tasks.due(200)).toEqual([])
    expect(tasks.due(1_000)).toEqual(['prune'])
    expect(armed()).toBe(null)
  })

  it('goes back with the transaction that it was set in', () => {
    const { sql, tasks } = open()
    tasks.set('beat', 100)
    expect(() =>
      sql.transaction(() => {
        tasks.set('beat', 500)
        tasks.set('push', 600)
        throw new Error('back')
      }),
    ).toThrow('back')
    expect([tasks.at('beat'), tasks.at('push')]).toEqual([100, null])
  })

  it('looking creates nothing', () => {
    const { sql, tasks, armed } = open()
    expect(tasks.at('beat')).toBe(null)
    expect(tasks.due(100)).toEqual([])
    tasks.clear('beat')
    expect(armed()).toBe(null)
    expect(sql.all('select name from sqlite_master')).toEqual([])
  })

  it('works again after everything was wiped', () => {
    const { sql, tasks, armed } = open()
    tasks.set('beat', 100)
    sql.wipe()
    expect(tasks.at('beat')).toBe(null)
    expect(tasks.due(1_000)).toEqual([])
    tasks.set('push', 200)
    expect(armed()).toBe(200)
    expect(tasks.due(200)).toEqual(['push'])
  })
})
