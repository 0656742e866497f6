// The Sql port of the Node host: what every host promises, and what is its own.
import { SQL_STATEMENTS_KEPT } from '../../shared/limits.ts'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { sqlContract } from '../test/sql.contract.ts'
import { createNodeSql } from './node-sql.ts'

const open = () => createNodeSql(new DatabaseSync(':memory:'))

sqlContract('node', async (use) => use(open()))

describe('node sql', () => {
  it('stays right with more statements than it keeps', () => {
    const sql = open()
    const numbers = Array.from({ length: SQL_STATEMENTS_KEPT * 2 }, (_, n) => n)
    for (const round of [1, 2]) for (const n of numbers) expect(sql.all(`select ${n} + ? as n`, round)).toEqual([{ n: n + round }])
  })

  it('a kept statement sees a table that was made again', () => {
    const sql = open()
    sql.all('create table t(a)')
    expect(sql.all('select * from t')).toEqual([])
    sql.wipe()
    sql.all('create table t(b)')
    sql.all('insert into t values (1)')
    expect(sql.all('select * from t')).toEqual([{ b: 1 }])
  })

  it('waits for the disk at the end of a durable transaction, and of no other', () => {
    const db = new DatabaseSync(':memory:')
    db.exec('pragma synchronous = normal')
    const sql = createNodeSql(db)
    const synchronous = () => db.prepare('pragma synchronous').get()?.['synchronous']
    expect(sql.transaction(synchronous)).toBe(1)
    expect(sql.durable(synchronous)).toBe(2)
    expect(synchronous()).toBe(1)
    expect(() => sql.durable(() => sql.all('no sql'))).toThrow(Error)
    expect(synchronous()).toBe(1)
    expect(sql.transaction(() => sql.durable(synchronous))).toBe(1)
  })

  it('tells how a transaction ended, the inner one by its own end', () => {
    const sql = open()
    const told: string[] = []
    const tell = (name: string) => sql.after((committed) => told.push(`${name} ${committed}`))
    tell('outside')
    sql.transaction(() => {
      tell('outer')
      expect(() =>
        sql.transaction(() => {
          tell('inner')
          throw new Error('back')
        }),
      ).toThrow('back')
      expect(told).toEqual(['outside true', 'inner false'])
      sql.transaction(() => tell('second'))
    })
    expect(told).toEqual(['outside true', 'inner false', 'outer true', 'second true'])
    expect(() =>
      sql.transaction(() => {
        tell('lost')
        throw new Error('back')
      }),
    ).toThrow('back')
    expect(told.at(-1)).toBe('lost false')
  })

  it('wipe keeps what is of the host, and leaves no text in the file', () => {
    const dir = mkdtempSync(path.join(tmpdir(), 'porchlight-sql-'))
    const db = new DatabaseSync(path.join(dir, 'a.sqlite'))
    db.exec("pragma journal_mode = wal; create table _host(name text); insert into _host values ('x')")
    const sql = createNodeSql(db)
    expect(sql.empty()).toBe(true)
    sql.all('create table t(v)')
    sql.all('insert into t values (?)', 'a very private word')
    expect(sql.empty()).toBe(false)
    sql.wipe()
    expect(sql.empty()).toBe(true)
    expect(sql.all('select name from _host')).toEqual([{ name: 'x' }])
    for (const file of ['a.sqlite', 'a.sqlite-wal']) expect(readFileSync(path.join(dir, file)).includes('private')).toBe(false)
    db.close()
    rmSync(dir, { recursive: true })
  })
})
