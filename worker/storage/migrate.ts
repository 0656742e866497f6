// Brings one actor's database to what the code expects: an append-only list, each step and its mark in one transaction.
import type { Sql } from '../ports.ts'

/** One step. Its id is frozen once it shipped; `run` is for what SQL alone cannot say, and is synchronous. */
export type Migration = { readonly id: string; readonly sql: string } | { readonly id: string; run(sql: Sql): undefined }

/** `newer`: a later version of the code wrote this database; it may be read, and nothing may be written to it. */
export type Migrated = { readonly kind: 'current' } | { readonly kind: 'newer' }

/**
 * Applies what is missing of `list`, in order. Writes nothing where nothing is missing.
 * Throws where the list names an id twice, where a stored id is not the list's at its place, and where a step fails: then that step left nothing.
 */
export function migrate(sql: Sql, list: readonly Migration[]): Migrated {
  const twice = list.find(({ id }, place) => list.findIndex((other) => other.id === id) !== place)
  if (twice) throw new Error(`the migration ${twice.id} stands twice in the list`)
  const applied = appliedIds(sql)
  for (const [place, { id }] of list.slice(0, applied.length).entries()) {
    if (applied[place] !== id) throw new Error(`migration ${place} of this database is ${applied[place]}, the code has ${id}`)
  }
  if (applied.length > list.length) return { kind: 'newer' }
  for (const [place, step] of list.entries()) {
    if (place < applied.length) continue
    sql.transaction(() => {
      if ('sql' in step) sql.all(step.sql)
      else step.run(sql)
      sql.all('create table if not exists migrations(place integer primary key, id text not null unique)')
      sql.all('insert into migrations(place, id) values (?, ?)', place, step.id)
    })
  }
  return { kind: 'current' }
}

function appliedIds(sql: Sql): readonly string[] {
  if (sql.all("select 1 from sqlite_master where type = 'table' and name = 'migrations'").length === 0) return []
  return sql.all<{ id: string }>('select id from migrations order by place').map(({ id }) => id)
}
