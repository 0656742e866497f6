// The line for the GPU: a place is a row with an expiry, renewed on entry only, so that what died frees it by itself.
import { LEASE_MS } from '../../shared/limits.ts'
import type { Sql } from '../ports.ts'

export interface Place {
  readonly granted: boolean
  /** 0: granted; 1: next. */
  readonly position: number
}

export class Line {
  readonly #sql: Sql

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Takes a place at the end, or renews the one that is there. */
  enter(id: string, now: number): void {
    this.#sql.all(
      `insert into lease(id, seq, held, expires) values(?, (select coalesce(max(seq), 0) + 1 from lease), 0, ?)
       on conflict(id) do update set expires = excluded.expires`,
      id,
      now + LEASE_MS,
    )
  }

  leave(id: string): void {
    this.#sql.all('delete from lease where id = ?', id)
  }

  /** Frees what expired and grants what is free, first come first. Returns who was granted just now. */
  settle(places: number, now: number): readonly string[] {
    return this.#sql.transaction(() => {
      this.#sql.all('delete from lease where expires <= ?', now)
      const held = Number(this.#sql.all('select count(*) as n from lease where held = 1')[0]?.['n'] ?? 0)
      const next = this.#sql.all('select id from lease where held = 0 order by seq limit ?', Math.max(0, places - held)).map((row) => String(row['id']))
      for (const id of next) this.#sql.all('update lease set held = 1 where id = ?', id)
      return next
    })
  }

  place(id: string): Place {
    const row = this.#sql.all('select held, seq from lease where id = ?', id)[0]
    if (!row) return { granted: false, position: 1 }
    if (row['held'] === 1) return { granted: true, position: 0 }
    return { granted: false, position: Number(this.#sql.all('select count(*) as n from lease where held = 0 and seq <= ?', row['seq'] ?? 0)[0]?.['n'] ?? 1) }
  }

  /** When the next place expires; null: nobody is here. */
  nextExpiry(): number | null {
    const at = this.#sql.all('select min(expires) as at from lease')[0]?.['at']
    return typeof at === 'number' ? at : null
  }

  counts(): { readonly held: number; readonly waiting: number } {
    const row = this.#sql.all('select coalesce(sum(held), 0) as held, count(*) as all_of_them from lease')[0]
    const held = Number(row?.['held'] ?? 0)
    return { held, waiting: Number(row?.['all_of_them'] ?? 0) - held }
  }
}
