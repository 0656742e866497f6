import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { createNodeSql } from '../hosts/node-sql.ts'
import type { Sql } from '../ports.ts'
import { migrate } from '../storage/migrate.ts'
import { EventLog } from './log.ts'
import { MIGRATIONS } from './migrations.ts'
import { begin } from './store.ts'

/** A log of `count` events of `size` letters each, opened anew so that memory holds nothing; counts the rows that are read. */
function reopened(count: number, size: number): { log: EventLog; read: () => number } {
  const sql = createNodeSql(new DatabaseSync(':memory:'))
  migrate(sql, MIGRATIONS)
  begin(sql, 'c1', 'epoch')
  const first = new EventLog(sql, () => {})
  first.commit((append) => {
    for (let n = 0; n < count; n += 1) append({ type: 'text', turn: 't1', step: 0, part: 0, text: 'x'.repeat(size) }, 't1')
  })
  let rows = 0
  const counted: Sql = {
    ...sql,
    all: (statement, ...values) => {
      const got = sql.all(statement, ...values)
      if (statement.includes('from event where seq >')) rows += got.length
      return Object.assign([], got)
    },
  }
  return { log: new EventLog(counted, () => {}), read: () => rows }
}

/** Every byte after `seq`, piece by piece. */
function replay(log: EventLog, max: number): { bytes: number; pieces: number; seq: number } {
  let at = { bytes: 0, pieces: 0, seq: 0 }
  for (let piece = log.piece(0, max); piece; piece = log.piece(piece.seq, max))
    at = { bytes: at.bytes + piece.bytes.length, pieces: at.pieces + 1, seq: piece.seq }
  return at
}

describe('a reader further back than memory', () => {
  it.each([
    ['small', 2_000, 20],
    ['as large as a flush', 400, 4_096],
    ['larger than a piece', 20, 100_000],
  ])('reads about as much as it is given: events that are %s', (_, count, size) => {
    const { log, read } = reopened(count, size)
    const max = 65_536
    const { bytes, seq, pieces } = replay(log, max)
    expect(seq).toBe(count)
    expect(bytes).toBeGreaterThan(count * size)
    // A piece may read twice what it takes, and eight rows at least.
    expect(read()).toBeLessThanOrEqual(count * 2.1 + pieces * 8)
  })
})
