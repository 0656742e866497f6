import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { LEASE_MS } from '../../shared/limits.ts'
import { createNodeSql } from '../hosts/node-sql.ts'
import type { Place } from '../ports.ts'
import { migrate } from '../storage/migrate.ts'
import { Line } from './line.ts'
import { MIGRATIONS } from './migrations.ts'

const place = (turn: string, over: Partial<Place> = {}): Place => ({ turn, conversation: `of ${turn}`, class: 'interactive', model: null, ...over })
const background = (turn: string): Place => place(turn, { class: 'background' })

function setup(): Line {
  const sql = createNodeSql(new DatabaseSync(':memory:'))
  migrate(sql, MIGRATIONS)
  return new Line(sql)
}
const held = (line: Line): string[] => line.holders().map(({ turn }) => turn)

describe('the order', () => {
  it('is first come first served, and what a person waits for comes before what nobody waits for', () => {
    const line = setup()
    for (const each of [background('b1'), background('b2'), place('i1'), place('i2')]) line.enter(each, 0)
    expect(['i1', 'i2', 'b1', 'b2'].map((turn) => line.standing(turn)?.position)).toEqual([1, 2, 3, 4])
    const served: string[] = []
    for (let n = 0; n < 4; n += 1) {
      line.settle(1, 0)
      const [turn = ''] = held(line)
      served.push(turn)
      line.leave(turn, 0)
    }
    expect(served).toEqual(['i1', 'i2', 'b1', 'b2'])
  })

  it('takes no place from one who has it', () => {
    const line = setup()
    line.enter(background('b'), 0)
    line.settle(1, 0)
    line.enter(place('i'), 0)
    line.settle(1, 0)
    expect(held(line)).toEqual(['b'])
    expect(line.standing('i')).toMatchObject({ kind: 'waiting', position: 1 })
  })

  it('with no place free lets nobody in, and keeps those who are', () => {
    const line = setup()
    line.enter(place('a'), 0)
    line.settle(1, 0)
    line.enter(place('b'), 0)
    line.settle(0, 0)
    expect(held(line)).toEqual(['a'])
  })
})

describe('one conversation', () => {
  it('has one place: the call that comes later ends the one before it, and stands at the end', () => {
    const line = setup()
    line.enter(place('t1', { conversation: 'c' }), 0)
    line.settle(1, 0)
    line.enter(place('other'), 0)
    line.enter(place('t2', { conversation: 'c' }), 0)
    expect(line.standing('t1')?.kind).toBe('over')
    line.settle(1, 0)
    expect(held(line)).toEqual(['other'])
    expect(line.standing('t2')).toMatchObject({ kind: 'waiting', position: 1 })
  })

  it('a late sign of life of the call before takes nothing back', () => {
    const line = setup()
    line.enter(place('t1', { conversation: 'c' }), 0)
    line.settle(1, 0)
    line.enter(place('t2', { conversation: 'c' }), 0)
    line.settle(1, 0)
    line.enter(place('t1', { conversation: 'c' }), 1)
    line.settle(2, 1)
    expect(held(line)).toEqual(['t2'])
  })
})

describe('what is over', () => {
  it('is not brought back by a late sign of life', () => {
    const line = setup()
    line.enter(place('a'), 0)
    expect(line.leave('a', 0)).toBe(true)
    line.enter(place('a'), 1)
    line.settle(4, 1)
    expect([held(line), line.counts()]).toEqual([[], { held: 0, waiting: 0 }])
    expect(line.leave('a', 1)).toBe(false)
  })

  it('is over for as long as it gives signs of life', () => {
    const line = setup()
    line.enter(place('a'), 0)
    line.leave('a', 0)
    for (let at = 0; at < 4 * LEASE_MS; at += LEASE_MS / 3) {
      line.enter(place('a'), at)
      line.settle(4, at)
      expect(line.standing('a')?.kind).toBe('over')
    }
  })

  it('is over too where its end came first', () => {
    const line = setup()
    line.leave('a', 0)
    line.enter(place('a'), 0)
    line.settle(4, 0)
    expect(held(line)).toEqual([])
  })

  it('is forgotten after a while, and wakes nobody for it', () => {
    const line = setup()
    line.enter(place('a'), 0)
    line.leave('a', 0)
    expect(line.nextExpiry()).toBeNull()
    line.settle(4, LEASE_MS)
    expect(line.standing('a')).toBeNull()
  })
})
