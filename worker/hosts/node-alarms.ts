// The alarms of every actor on the Node host: one table, one timer for the earliest, each at least once.
import type { DatabaseSync } from 'node:sqlite'
import { ALARMS_AT_ONCE, ALARM_LOOK_MS, ALARM_RETRY_MAX_MS, ALARM_RETRY_MS, BEAT_MS } from '../../shared/limits.ts'
import type { Alarm, Clock, Log } from '../ports.ts'

export interface Alarms {
  /**
   * The alarm of one actor; `after` is its database's. An earlier time stands in the table before the actor's rows do, a later one after them:
   * a process that dies in between leaves an alarm that comes too early, never one that is missing.
   */
  of(kind: string, name: string, after: (call: (committed: boolean) => void) => void): Alarm
  /** Begins to ring. What is due within one beat rings at once: it may be of a turn that a dead process left. */
  start(): void
  /** Rings no more; the table stays as it is. */
  stop(): void
}

interface Ringing {
  /** The actor has set a new time since. */
  set: boolean
}

/** `ring` calls one actor's `alarm()`. The table is made in `db`, which is the host's own. */
export function createAlarms(db: DatabaseSync, clock: Clock, log: Log, ring: (kind: string, name: string) => Promise<void>): Alarms {
  db.exec('create table if not exists alarm(kind text not null, name text not null, at integer not null, primary key(kind, name)) without rowid')
  db.exec('create index if not exists alarm_at on alarm(at)')
  const select = db.prepare('select at from alarm where kind = ? and name = ?')
  const upsert = db.prepare('insert into alarm(kind, name, at) values (?, ?, ?) on conflict(kind, name) do update set at = excluded.at')
  const remove = db.prepare('delete from alarm where kind = ? and name = ?')
  const earliest = db.prepare('select kind, name, at from alarm order by at limit ?')
  const ringing = new Map<string, Ringing>()
  const failures = new Map<string, number>()
  let running = false
  let cancel = (): void => {}

  const at = (kind: string, name: string): number | null => {
    const value = select.get(kind, name)?.['at']
    return typeof value === 'number' ? value : null
  }

  const write = (kind: string, name: string, next: number | null): void => {
    const now = ringing.get(keyOf(kind, name))
    if (now) now.set = next !== null
    if (next === null) {
      // While it rings the row stays: if the process dies now, it rings again.
      if (!now) remove.run(kind, name)
    } else if (next !== at(kind, name)) {
      upsert.run(kind, name, next)
    }
    arm()
  }

  const arm = (): void => {
    cancel()
    if (!running || ringing.size >= ALARMS_AT_ONCE) return
    for (const { kind, name, at } of earliest.all(ringing.size + 1)) {
      if (typeof kind !== 'string' || typeof name !== 'string' || typeof at !== 'number' || ringing.has(keyOf(kind, name))) continue
      const wait = at - clock.now()
      cancel = clock.timer(Math.min(Math.max(wait, 0), ALARM_LOOK_MS), () => (at <= clock.now() ? void go(kind, name) : arm()))
      return
    }
  }

  const go = async (kind: string, name: string): Promise<void> => {
    const key = keyOf(kind, name)
    const now: Ringing = { set: false }
    ringing.set(key, now)
    arm()
    let again: number | null = null
    try {
      await ring(kind, name)
      failures.delete(key)
    } catch (error) {
      const failed = (failures.get(key) ?? 0) + 1
      failures.set(key, failed)
      again = clock.now() + Math.min(ALARM_RETRY_MAX_MS, ALARM_RETRY_MS * 2 ** (failed - 1))
      log('error', 'alarm.failed', { kind, actor: name, failed, error: String(error) })
    }
    ringing.delete(key)
    if (!running) return
    const own = now.set ? at(kind, name) : null
    write(kind, name, again === null ? own : Math.min(again, own ?? again))
  }

  return {
    of(kind, name, after) {
      let open = 0
      let last: { readonly at: number | null } | null = null
      return {
        set(next) {
          if (next !== null && next < (at(kind, name) ?? Infinity)) write(kind, name, next)
          open += 1
          after((committed) => {
            open -= 1
            if (committed) last = { at: next }
            if (open > 0) return
            if (last) write(kind, name, last.at)
            last = null
          })
        },
      }
    },
    start() {
      running = true
      db.prepare('update alarm set at = ? where at > ? and at <= ?').run(clock.now(), clock.now(), clock.now() + BEAT_MS)
      arm()
    },
    stop() {
      running = false
      cancel()
    },
  }
}

const keyOf = (kind: string, name: string): string => `${kind}:${name}`
