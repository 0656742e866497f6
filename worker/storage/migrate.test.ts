// Migrations: from nothing, from old data, from a newer version, and what must never pass.
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { createNodeSql } from '../hosts/node-sql.ts'
import type { Sql } from '../ports.ts'
import { type Migration, migrate } from './migrate.ts'

const open = (): Sql => createNodeSql(new DatabaseSync(':memory:'))
const ONE: Migration = { id: '1-notes', sql: 'create table notes(id integer primary key, text text not null); create index by_text on notes(text)' }
const TWO: Migration = {
  id: '2-lengths',
  run: (sql) => {
    sql.all('alter table notes add column length integer not null default 0')
    for (const { id, text } of sql.all<{ id: number; text: string }>('select id, text from notes')) {
      sql.all('update notes set length = ? where id = ?', text.length, id)
    }
  },
}
const THREE: Migration = { id: '3-drop', sql: 'drop index by_text' }
const applied = (sql: Sql) => sql.all<{ id: string }>('select id from migrations order by place').map(({ id }) => id)

describe('migrate', () => {
  it('makes everything from nothing, once', () => {
    const sql = open()
    expect(migrate(sql, [ONE, TWO])).toEqual({ kind: 'current' })
    expect(migrate(sql, [ONE, TWO])).toEqual({ kind: 'current' })
    expect(applied(sql)).toEqual(['1-notes', '2-lengths'])
  })

  it('brings old data along', () => {
    const sql = open()
    migrate(sql, [ONE])
    sql.all("insert into notes(text) values ('three'), ('ä')")
    expect(migrate(sql, [ONE, TWO, THREE])).toEqual({ kind: 'current' })
    expect(sql.all('select text, length from notes order by id')).toEqual([
      { text: 'three', length: 5 },
      { text: 'ä', length: 1 },
    ])
  })

  it('leaves a newer database as it is', () => {
    const sql = open()
    migrate(sql, [ONE, TWO, THREE])
    expect(migrate(sql, [ONE, TWO])).toEqual({ kind: 'newer' })
    expect(applied(sql)).toEqual(['1-notes', '2-lengths', '3-drop'])
  })

  it('writes nothing where nothing is to be done', () => {
    const sql = open()
    expect(migrate(sql, [])).toEqual({ kind: 'current' })
    expect(sql.all('select name from sqlite_master')).toEqual([])
  })

  const wrong: readonly [string, readonly Migration[]][] = [
    ['an id that was changed', [{ ...ONE, id: '1-note' }, TWO]],
    ['an order that was changed', [TWO, ONE]],
    ['a step that was put before', [THREE, ONE, TWO]],
    ['an id that was changed, in a newer database', [{ ...ONE, id: '1-note' }]],
    ['an id that stands twice', [ONE, TWO, { ...THREE, id: '1-notes' }]],
  ]
  for (const [what, list] of wrong) {
    it(`does not pass ${what}`, () => {
      const sql = open()
      migrate(sql, [ONE, TWO])
      expect(() => migrate(sql, list)).toThrow(/migration/)
      expect(applied(sql)).toEqual(['1-notes', '2-lengths'])
    })
  }

  it('a step that fails leaves nothing, and what came before it stays', () => {
    const sql = open()
    const broken: Migration = { id: '2-broken', sql: 'create table extra(a); insert into nowhere values (1)' }
    expect(() => migrate(sql, [ONE, broken])).toThrow(/nowhere/)
    expect(applied(sql)).toEqual(['1-notes'])
    expect(sql.all("select name from sqlite_master where name = 'extra'")).toEqual([])
    expect(migrate(sql, [ONE, TWO])).toEqual({ kind: 'current' })
  })
})
