// An alarm against the rows of its actor: what stands in the table at each moment the process could die.
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { createAlarms } from './node-alarms.ts'
import { nodeClock } from './node-clock.ts'
import { createNodeSql } from './node-sql.ts'

function open(looked: () => void = () => {}) {
  const db = new DatabaseSync(':memory:')
  const alarms = createAlarms(
    db,
    {
      ...nodeClock,
      timer() {
        looked()
        return () => {}
      },
    },
    () => {},
    async () => {},
  )
  const sql = createNodeSql(new DatabaseSync(':memory:'))
  const { set } = alarms.of('conversation', 'owner:a', sql.after)
  const read = db.prepare('select at from alarm')
  return { sql, start: () => alarms.start(), set, stands: () => read.all().map(({ at }) => at) }
}

describe('node alarms and rows', () => {
  it('an earlier time stands before the rows do, a later one and none only after them', () => {
    const { sql, set, stands } = open()
    sql.transaction(() => {
      set(100)
      expect(stands()).toEqual([100])
      set(50)
      expect(stands()).toEqual([50])
    })
    expect(stands()).toEqual([50])
    sql.transaction(() => {
      set(200)
      expect(stands()).toEqual([50])
    })
    expect(stands()).toEqual([200])
    sql.transaction(() => {
      set(null)
      expect(stands()).toEqual([200])
    })
    expect(stands()).toEqual([])
  })

  it('the last word of a transaction holds, also where an earlier time came and went', () => {
    const { sql, set, stands } = open()
    set(100)
    sql.transaction(() => {
      set(200)
      set(50)
      set(150)
    })
    expect(stands()).toEqual([150])
  })

  it('no time that is too late stands there in between', () => {
    const stood: unknown[] = []
    const { sql, set, start, stands } = open(() => stood.push(...stands()))
    start()
    set(100)
    sql.transaction(() => {
      set(200)
      set(150)
    })
    expect([...new Set(stood)]).toEqual([100, 150])
  })

  it('what goes back never leaves a later time than the rows need', () => {
    const { sql, set, stands } = open()
    const back = (run: () => void): void =>
      expect(() =>
        sql.transaction(() => {
          run()
          throw new Error('back')
        }),
      ).toThrow('back')
    set(100)
    back(() => set(300))
    expect(stands()).toEqual([100])
    back(() => set(null))
    expect(stands()).toEqual([100])
    sql.transaction(() => back(() => set(null)))
    expect(stands()).toEqual([100])
    sql.transaction(() => {
      set(80)
      back(() => set(300))
    })
    expect(stands()).toEqual([80])
  })
})
