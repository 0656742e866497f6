// The Sql port over node:sqlite. What binds differently on the two hosts is refused, as the other host refuses it.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { SQL_PARAMETERS_MAX, SQL_STATEMENTS_KEPT, SQL_VALUE_MAX_BYTES } from '../../shared/limits.ts'
import type { Row, Sql, SqlValue } from '../ports.ts'

export interface NodeSql extends Sql {
  /** Calls when the transaction that runs now has ended, with whether it left its rows; at once, with true, where none runs. */
  after(call: (committed: boolean) => void): void
  /** Whether nothing but the host's own is stored. */
  empty(): boolean
}

interface Prepared {
  readonly statement: StatementSync
  readonly parameters: number
}

const OWN = /^\s*(?:begin|commit|end|rollback|savepoint|release|attach|detach|vacuum)\b/i
const NOTHING = /^[\s;]*$/
const NOT_SQL = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g
/** Everything in the database that is the actor's; tables of the host itself begin with `_host`. */
const STORED = "select type, name from sqlite_master where name not glob 'sqlite_*' and name not glob '_host*'"

/** The port over an open database that nothing else writes to. Several statements in one text are for migrations: they take no values. */
export function createNodeSql(db: DatabaseSync): NodeSql {
  const prepared = new Map<string, Prepared>()
  const waiting: ((committed: boolean) => void)[] = []

  const transaction: Sql['transaction'] = (run) => {
    const nested = db.isTransaction
    const first = waiting.length
    db.exec(nested ? 'savepoint nested' : 'begin immediate')
    let committed = false
    try {
      const result = refusePromise(run())
      db.exec(nested ? 'release nested' : 'commit')
      committed = true
      return result
    } catch (error) {
      // A full disk has already rolled everything back.
      if (db.isTransaction) db.exec(nested ? 'rollback to nested; release nested' : 'rollback')
      throw error
    } finally {
      if (!nested || !committed) for (const call of waiting.splice(first)) call(committed)
    }
  }

  const prepare = (text: string): Prepared | null => {
    const known = prepared.get(text)
    if (known) {
      prepared.delete(text)
      prepared.set(text, known)
      return known
    }
    const statement = first(db, text)
    if (!NOTHING.test(text.slice(statement.sourceSQL.length))) return null
    const made = { statement, parameters: countParameters(text) }
    prepared.set(text, made)
    if (prepared.size > SQL_STATEMENTS_KEPT) prepared.delete(prepared.keys().next().value ?? '')
    return made
  }

  return {
    all<T extends Row>(text: string, ...values: readonly SqlValue[]): T[] {
      refuseValues(values)
      const one = prepare(text)
      if (!one && values.length > 0) throw new Error('several statements take no values')
      if (one && one.parameters !== values.length) throw new Error(`the statement has ${one.parameters} parameters, ${values.length} values came`)
      const rows = one ? one.statement.all(...values) : transaction(() => runAll(db, text))
      // The caller names its columns; SQLite alone knows them.
      return rows.map((row) => ({ ...row }) as T)
    },
    transaction,
    durable(run) {
      // Inside of another transaction it is that one's end that counts.
      if (db.isTransaction) return transaction(run)
      db.exec('pragma synchronous = full')
      try {
        return transaction(run)
      } finally {
        db.exec('pragma synchronous = normal')
      }
    },
    wipe() {
      prepared.clear()
      transaction(() => {
        db.exec('pragma defer_foreign_keys = on')
        drop(db, `${STORED} and type in ('view', 'trigger')`)
        drop(db, `${STORED} and sql like 'create virtual table%'`)
        drop(db, `${STORED} and type = 'table'`)
        db.exec('pragma defer_foreign_keys = off')
      })
      // What was deleted must not stay readable in free pages.
      if (!db.isTransaction) db.exec('vacuum; pragma wal_checkpoint(truncate)')
    },
    after(call) {
      if (db.isTransaction) waiting.push(call)
      else call(true)
    },
    empty: () => db.prepare(STORED).all().length === 0,
  }
}

function first(db: DatabaseSync, text: string): StatementSync {
  if (OWN.test(text)) throw new Error('transactions and files belong to the host')
  const statement = db.prepare(text)
  if (!text.startsWith(statement.sourceSQL)) throw new Error('the statement was not read as it was written')
  return statement
}

function runAll(db: DatabaseSync, text: string): ReturnType<StatementSync['all']> {
  let rows: ReturnType<StatementSync['all']> = []
  for (let left = text; !NOTHING.test(left);) {
    const statement = first(db, left)
    rows = statement.all()
    left = left.slice(statement.sourceSQL.length)
  }
  return rows
}

function drop(db: DatabaseSync, which: string): void {
  for (const { type, name } of db.prepare(which).all()) db.exec(`drop ${String(type)} if exists "${String(name).replaceAll('"', '""')}"`)
}

/** SQLite here would take null for a value that is missing. */
function countParameters(text: string): number {
  let count = 0
  for (const [, number] of text.replaceAll(NOT_SQL, '').matchAll(/\?(\d*)/g)) count = number ? Math.max(count, Number(number)) : count + 1
  return count
}

function refuseValues(values: readonly unknown[]): void {
  if (values.length > SQL_PARAMETERS_MAX) throw new RangeError(`${values.length} values: at most ${SQL_PARAMETERS_MAX}`)
  for (const value of values) {
    if (value === null || typeof value === 'number') continue
    if (typeof value !== 'string' && !(value instanceof Uint8Array)) throw new TypeError(`a ${typeof value} cannot be stored`)
    const bytes = typeof value === 'string' ? Buffer.byteLength(value) : value.byteLength
    if (bytes > SQL_VALUE_MAX_BYTES) throw new RangeError(`a value of ${bytes} bytes: at most ${SQL_VALUE_MAX_BYTES}`)
  }
}

function refusePromise<T>(result: T): T {
  if (typeof result !== 'object' || result === null || !('then' in result) || typeof result.then !== 'function') return result
  Promise.resolve(result).catch(() => undefined)
  throw new TypeError('a transaction ends before a promise does')
}
