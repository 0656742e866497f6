// What an actor has to do later: rows, and its one alarm at the earliest of them.
import type { Alarm, Sql, Tasks } from '../ports.ts'

/**
 * The tasks of the actor that `sql` and `alarm` belong to. The table comes with the first task, so that looking creates nothing, and comes again
 * after `sql.wipe()`. What `due` takes is gone: who cannot finish it at once sets it again before the next `await`.
 */
export function createTasks<K extends string>(sql: Sql, alarm: Alarm): Tasks<K> {
  const exists = (): boolean => sql.all("select 1 from sqlite_master where type = 'table' and name = 'tasks'").length > 0
  const earliest = (): number | null => sql.all<{ at: number | null }>('select min(at) as at from tasks')[0]?.at ?? null
  const arm = (): void => alarm.set(earliest())
  /** Whether the alarm is known to be set: what was kept of an earlier run may have lost it. */
  let armed = false
  /** Each new time of the alarm is a commit on some hosts: one that stays is not set again. */
  const change = (write: () => void): void => {
    const before = earliest()
    write()
    if (armed && earliest() === before) return
    arm()
    armed = true
  }
  return {
    set(kind, at) {
      sql.transaction(() => {
        sql.all('create table if not exists tasks(kind text primary key, at integer not null) without rowid')
        change(() => void sql.all('insert into tasks(kind, at) values (?, ?) on conflict(kind) do update set at = excluded.at', kind, at))
      })
    },
    clear(kind) {
      if (!exists()) return
      sql.transaction(() => {
        change(() => void sql.all('delete from tasks where kind = ?', kind))
      })
    },
    at: (kind) => (exists() ? (sql.all<{ at: number }>('select at from tasks where kind = ?', kind)[0]?.at ?? null) : null),
    due(now) {
      if (!exists()) {
        alarm.set(null)
        return []
      }
      return sql.transaction(() => {
        const taken = sql.all<{ kind: K }>('select kind from tasks where at <= ? order by at, kind', now)
        sql.all('delete from tasks where at <= ?', now)
        arm()
        return taken.map(({ kind }) => kind)
      })
    },
  }
}
