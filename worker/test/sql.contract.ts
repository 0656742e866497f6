// What `Sql` promises, on every host: each host's own test opens it and runs this.
import { describe, expect, it } from 'vitest'
import { SQL_PARAMETERS_MAX, SQL_VALUE_MAX_BYTES } from '../../shared/limits.ts'
import type { Sql, SqlValue } from '../ports.ts'

/** Runs `use` with an empty database, and with whatever it needs around it. */
export type WithSql = (use: (sql: Sql) => void) => Promise<void>

const repeat = (count: number): string => Array.from({ length: count }, () => '?').join(', ')
const TOLD = new Error('told so')
const fail = (): never => {
  throw TOLD
}
const tables = (sql: Sql): readonly string[] =>
  sql
    .all<{ name: string }>("select name from sqlite_master where name not glob 'sqlite_*' and name not glob '_cf_*' and name not glob '_host*'")
    .map(({ name }) => name)

export function sqlContract(name: string, withSql: WithSql): void {
  const on = (what: string, use: (sql: Sql) => void): void => it(`${what}`, () => withSql(use))

  describe(`sql: ${name}`, () => {
    on('gives rows as plain objects', (sql) => {
      expect(sql.all('select 1 as a, ? as b, null as c', 'x')).toEqual([{ a: 1, b: 'x', c: null }])
      expect(Object.getPrototypeOf(sql.all('select 1 as a')[0])).toBe(Object.prototype)
      expect(sql.all('create table t(a integer)')).toEqual([])
      expect(sql.all('insert into t values (?) returning a', 7)).toEqual([{ a: 7 }])
    })

    const kept: readonly [string, SqlValue][] = [
      ['null', null],
      ['an integer', 9_007_199_254_740_991],
      ['a fraction', -0.1],
      ['no text', ''],
      ['text of four bytes a sign', 'ä€😀'],
      ['a zero in text', 'a\u0000b'],
      ['bytes', new Uint8Array([0, 1, 255])],
      ['a piece of a buffer', new Uint8Array([1, 2, 3, 4]).subarray(1, 3)],
      ['no bytes', new Uint8Array()],
    ]
    for (const [what, value] of kept) {
      on(`keeps ${what}`, (sql) => {
        sql.all('create table t(v)')
        sql.all('insert into t values (?)', value)
        expect(sql.all('select v from t')).toEqual([{ v: value }])
        expect(sql.all('select ? as v', value)).toEqual([{ v: value }])
      })
    }

    on('half a pair becomes the sign for what cannot be read', (sql) => {
      expect(sql.all('select ? as v', 'a\ud83db')).toEqual([{ v: 'a\ufffdb' }])
    })

    const refused: readonly [string, unknown][] = [
      ['true', true],
      ['false', false],
      ['a BigInt', 1n],
      ['undefined', undefined],
      ['a Date', new Date(0)],
      ['an object', { a: 1 }],
      ['an ArrayBuffer', new ArrayBuffer(1)],
      ['a function', () => 1],
    ]
    for (const [what, value] of refused) {
      on(`refuses ${what}, first or later`, (sql) => {
        expect(() => sql.all('select ? as a', value as SqlValue)).toThrow(TypeError)
        expect(() => sql.all('select ? as a, ? as b', 1, value as SqlValue)).toThrow(TypeError)
      })
    }

    on('takes as many parameters as it says, and not one more', (sql) => {
      const values = Array.from({ length: SQL_PARAMETERS_MAX }, (_, n) => n)
      expect(Object.keys(sql.all(`select ${values.map((n) => `? as c${n}`).join(', ')}`, ...values)[0] ?? {})).toHaveLength(SQL_PARAMETERS_MAX)
      expect(() => sql.all(`select 1 where 1 in (${repeat(SQL_PARAMETERS_MAX + 1)})`, ...values, 0)).toThrow(RangeError)
    })

    on('wants a value for each parameter', (sql) => {
      expect(() => sql.all('select ? as a, ? as b', 1)).toThrow(Error)
      expect(() => sql.all('select ? as a', 1, 2)).toThrow(Error)
      expect(() => sql.all('select 1 as a', 1)).toThrow(Error)
      expect(sql.all("select ?2 as a, ?1 as b, '?' as c -- ?", 1, 2)).toEqual([{ a: 2, b: 1, c: '?' }])
    })

    on('takes a value of the most bytes, and none over it', (sql) => {
      sql.all('create table t(v)')
      sql.all('insert into t values (?)', 'x'.repeat(SQL_VALUE_MAX_BYTES))
      sql.all('insert into t values (?)', new Uint8Array(SQL_VALUE_MAX_BYTES))
      expect(sql.all('select length(v) as n from t')).toEqual([{ n: SQL_VALUE_MAX_BYTES }, { n: SQL_VALUE_MAX_BYTES }])
      expect(() => sql.all('insert into t values (?)', 'x'.repeat(SQL_VALUE_MAX_BYTES + 1))).toThrow(RangeError)
      expect(() => sql.all('insert into t values (?)', `${'€'.repeat(SQL_VALUE_MAX_BYTES / 3)}€`)).toThrow(RangeError)
      expect(() => sql.all('insert into t values (?)', new Uint8Array(SQL_VALUE_MAX_BYTES + 1))).toThrow(RangeError)
      expect(sql.all('select count(*) as n from t')).toEqual([{ n: 2 }])
    })

    on('runs several statements where they take no values', (sql) => {
      expect(sql.all("create table t(v); -- a; b\ninsert into t values ('a;b'); select v from t;\n")).toEqual([{ v: 'a;b' }])
      expect(() => sql.transaction(() => void sql.all('insert into t values (1); insert into nowhere values (1)'))).toThrow(Error)
      expect(sql.all('select v from t')).toEqual([{ v: 'a;b' }])
    })

    on('leaves transactions and files to the host', (sql) => {
      for (const statement of ['begin', 'savepoint a', "attach 'x' as y"]) expect(() => sql.all(statement)).toThrow(Error)
    })

    on('holds to foreign keys', (sql) => {
      sql.all('create table a(id integer primary key); create table b(a references a(id))')
      expect(() => sql.all('insert into b values (1)')).toThrow(Error)
      sql.transaction(() => {
        sql.wipe()
        sql.all('create table a(id integer primary key); create table b(a references a(id))')
        expect(() => sql.all('insert into b values (1)')).toThrow(Error)
      })
    })

    on('refuses a comment after the last statement', (sql) => {
      expect(() => sql.all('select 1 as a; -- one')).toThrow(Error)
    })

    on('a transaction is all or nothing, and gives what its callback gives', (sql) => {
      sql.all('create table t(v)')
      expect(sql.transaction(() => sql.all('insert into t values (1) returning v'))).toEqual([{ v: 1 }])
      expect(() =>
        sql.transaction(() => {
          sql.all('insert into t values (2)')
          sql.all('create table u(v)')
          fail()
        }),
      ).toThrow(TOLD)
      expect(sql.all('select v from t')).toEqual([{ v: 1 }])
      expect(tables(sql)).toEqual(['t'])
    })

    on('transactions nest', (sql) => {
      sql.all('create table t(v)')
      sql.transaction(() => {
        sql.all('insert into t values (1)')
        expect(() =>
          sql.transaction(() => {
            sql.all('insert into t values (2)')
            sql.transaction(() => void sql.all('insert into t values (3)'))
            fail()
          }),
        ).toThrow(TOLD)
        sql.transaction(() => void sql.all('insert into t values (4)'))
      })
      expect(sql.all('select v from t order by v')).toEqual([{ v: 1 }, { v: 4 }])
      expect(() =>
        sql.transaction(() => {
          sql.transaction(() => void sql.all('insert into t values (5)'))
          fail()
        }),
      ).toThrow(TOLD)
      expect(sql.all('select v from t order by v')).toEqual([{ v: 1 }, { v: 4 }])
    })

    on('a durable transaction is one like any other', (sql) => {
      sql.all('create table t(v)')
      expect(sql.durable(() => sql.all('insert into t values (1) returning v'))).toEqual([{ v: 1 }])
      expect(() =>
        sql.durable(() => {
          sql.all('insert into t values (2)')
          fail()
        }),
      ).toThrow(TOLD)
      sql.transaction(() => sql.durable(() => void sql.all('insert into t values (3)')))
      sql.durable(() => sql.transaction(() => void sql.all('insert into t values (4)')))
      expect(sql.all('select v from t order by v')).toEqual([{ v: 1 }, { v: 3 }, { v: 4 }])
    })

    on('a promise out of a transaction is refused, and nothing is left', (sql) => {
      sql.all('create table t(v)')
      const run = async (): Promise<void> => {
        sql.all('insert into t values (1)')
        throw TOLD
      }
      // @ts-expect-error a callback that returns a promise does not compile
      expect(() => sql.transaction(run)).toThrow(TypeError)
      // @ts-expect-error neither does it where it is nested
      expect(() => sql.transaction(() => sql.transaction(run))).toThrow(TypeError)
      expect(sql.all('select v from t')).toEqual([])
    })

    on('wipe leaves an empty database, whatever stood in it, and may be repeated', (sql) => {
      for (const _ of [1, 2]) {
        sql.all('create table "a ""b"(id integer primary key); create table c(a references "a ""b"(id)); create index i on c(a)')
        sql.all('create trigger d after insert on c begin select 1; end; create view e as select * from c')
        sql.all("create virtual table f using fts5(x, tokenize = 'trigram')")
        sql.all('insert into "a ""b" values (1); insert into c values (1)')
        sql.all('insert into f values (?)', 'some words')
        sql.wipe()
        expect(tables(sql)).toEqual([])
      }
      sql.wipe()
    })

    on('wipe inside of a transaction goes back with it', (sql) => {
      sql.all('create table t(v)')
      expect(() =>
        sql.transaction(() => {
          sql.wipe()
          fail()
        }),
      ).toThrow(TOLD)
      expect(tables(sql)).toEqual(['t'])
    })
  })
}
