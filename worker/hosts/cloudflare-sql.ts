// The Sql port over a Durable Object's storage. What binds differently on the two hosts is refused, as the other host refuses it.
import { SQL_PARAMETERS_MAX, SQL_VALUE_MAX_BYTES } from '../../shared/limits.ts'
import type { Row, Sql, SqlValue } from '../ports.ts'

/** The part of a Durable Object's storage that is used. */
export interface ObjectStorage {
  readonly sql: { exec(statement: string, ...values: unknown[]): { toArray(): Record<string, ArrayBuffer | string | number | null>[] } }
  transactionSync<T>(run: () => T): T
}

/** Everything in the database that is the actor's; `_cf_` is the platform's. */
const STORED = "select type, name from sqlite_master where name not glob 'sqlite_*' and name not glob '_cf_*'"

/** The port over one object's storage. Several statements in one text are for migrations: they take no values. */
export function createCloudflareSql(storage: ObjectStorage): Sql {
  const drop = (which: string): void => {
    for (const { type, name } of storage.sql.exec(which).toArray()) {
      storage.sql.exec(`drop ${String(type)} if exists "${String(name).replaceAll('"', '""')}"`).toArray()
    }
  }
  const transaction: Sql['transaction'] = (run) => storage.transactionSync(() => refusePromise(run()))
  return {
    all<T extends Row>(text: string, ...values: readonly SqlValue[]): T[] {
      const rows = storage.sql.exec(text, ...values.map(refuse(values.length))).toArray()
      // The caller names its columns; SQLite alone knows them.
      return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, bytes(value)])) as T)
    },
    transaction,
    // Every commit is on disk before its effects are seen.
    durable: transaction,
    wipe() {
      storage.transactionSync(() => {
        storage.sql.exec('pragma defer_foreign_keys = on').toArray()
        drop(`${STORED} and type in ('view', 'trigger')`)
        drop(`${STORED} and sql like 'create virtual table%'`)
        drop(`${STORED} and type = 'table'`)
        storage.sql.exec('pragma defer_foreign_keys = off').toArray()
      })
    },
  }
}

const bytes = (value: ArrayBuffer | string | number | null): SqlValue => (value instanceof ArrayBuffer ? new Uint8Array(value) : value)

const refuse = (count: number) => {
  if (count > SQL_PARAMETERS_MAX) throw new RangeError(`${count} values: at most ${SQL_PARAMETERS_MAX}`)
  return (value: unknown): string | number | null | Uint8Array => {
    if (value === null || typeof value === 'number') return value
    if (typeof value !== 'string' && !(value instanceof Uint8Array)) throw new TypeError(`a ${typeof value} cannot be stored`)
    const size = typeof value === 'string' ? byteLength(value) : value.byteLength
    if (size > SQL_VALUE_MAX_BYTES) throw new RangeError(`a value of ${size} bytes: at most ${SQL_VALUE_MAX_BYTES}`)
    // Half a pair becomes U+FFFD, as on the other host.
    return typeof value === 'string' ? value.toWellFormed() : value
  }
}

/** Bytes in UTF-8, counted only where it could matter. */
const byteLength = (text: string): number => (text.length * 3 <= SQL_VALUE_MAX_BYTES ? text.length : new TextEncoder().encode(text).byteLength)

function refusePromise<T>(result: T): T {
  if (typeof result !== 'object' || result === null || !('then' in result) || typeof result.then !== 'function') return result
  Promise.resolve(result).catch(() => undefined)
  throw new TypeError('a transaction ends before a promise does')
}
