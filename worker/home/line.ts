// The line for the GPU: a place is a row with an expiry, renewed on entry only, so that what died frees it by itself.
import { LEASE_MS } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Place, Row, Sql } from '../ports.ts'

/** How it stands with one who came. */
export interface Standing {
  /** `over`: released, refused, or another call of the same conversation came after it. */
  readonly kind: 'waiting' | 'held' | 'over'
  /** 0: not in line; 1: next. */
  readonly position: number
  readonly refused: ProblemCode | null
  /** As of one who has a place. */
  readonly model: string | null
  readonly first: number | null
}

/** One who has a place. */
export interface Holder {
  readonly turn: string
  /** The model as wished; null: what home prefers. */
  readonly model: string | null
  /** Server milliseconds since when it may call home though its model is not in memory; null: it may not. */
  readonly first: number | null
}

interface Seen {
  readonly changes: number
  readonly holders: readonly Holder[]
  readonly waiting: number
}

const WAITING = 0
const HELD = 1
const OVER = 2

export class Line {
  readonly #sql: Sql
  #changes = 0
  /** What the rows said after so many changes; every heartbeat asks. */
  #seen: Seen | null = null

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Grows with each change that somebody may have to hear of; a renewal is none. */
  get changes(): number {
    return this.#changes
  }

  /**
   * Takes a place at the end of its class, or renews the one that is there; what is over stays over. One conversation has one place: a chat that calls
   * again has lost the call before it, so that one is over, and a late sign of life of it brings nothing back.
   */
  enter({ turn, conversation, class: kind, model }: Place, now: number): void {
    const expires = now + LEASE_MS
    this.#sql.transaction(() => {
      const known = this.#sql.all('update lease set expires = ? where id = ? returning id', expires, turn).length > 0
      if (known) return
      this.#changes += 1
      this.#sql.all('update lease set held = ?, expires = ? where conversation = ? and held <> ?', OVER, expires, conversation, OVER)
      this.#sql.all(
        `insert into lease(id, seq, held, expires, conversation, background, model)
         values(?, (select coalesce(max(seq), 0) + 1 from lease), ?, ?, ?, ?, ?)`,
        turn,
        WAITING,
        expires,
        conversation,
        kind === 'background' ? 1 : 0,
        model,
      )
    })
  }

  /** It is over, also where it comes before the call that it ends. Whether it was there. */
  leave(turn: string, now: number): boolean {
    return this.#sql.transaction(() => {
      const before = this.standing(turn)
      this.#sql.all(
        `insert into lease(id, seq, held, expires) values(?, 0, ?, ?)
         on conflict(id) do update set held = excluded.held, expires = excluded.expires`,
        turn,
        OVER,
        now + LEASE_MS,
      )
      const left = before !== null && before.kind !== 'over'
      if (left) this.#changes += 1
      return left
    })
  }

  refuse(turn: string, code: ProblemCode, now: number): void {
    this.#changes += 1
    this.#sql.all('update lease set held = ?, refused = ?, expires = ? where id = ? and held <> ?', OVER, code, now + LEASE_MS, turn, OVER)
  }

  /** It may call home, whatever is known of its model. */
  letGo(turn: string, now: number): void {
    this.#changes += 1
    this.#sql.all('update lease set first = ? where id = ? and first is null', now, turn)
  }

  /** Frees what expired and grants what is free: what a person waits for first, and in each class first come first. */
  settle(places: number, now: number): void {
    this.#sql.transaction(() => {
      this.#changes += this.#sql.all('delete from lease where expires <= ? returning id', now).length
      const free = Math.max(0, places - this.counts().held)
      const next = free === 0 ? [] : this.#sql.all(`select id from lease where held = ? order by background, seq limit ?`, WAITING, free)
      this.#changes += next.length
      for (const { id = '' } of next) this.#sql.all('update lease set held = ? where id = ?', HELD, id)
    })
  }

  /** null: it never came, or gave no sign of life for too long. */
  standing(turn: string): Standing | null {
    const [row] = this.#sql.all('select held, seq, background, model, first, refused from lease where id = ?', turn)
    if (!row) return null
    if (row['held'] !== WAITING) return standingOf(row, 0)
    const { background = 0, seq = 0 } = row
    const ahead = 'select count(*) as n from lease where held = ? and (background < ? or (background = ? and seq <= ?))'
    return standingOf(row, Number(this.#sql.all(ahead, WAITING, background, background, seq)[0]?.['n'] ?? 1))
  }

  /** The same of everybody at once. */
  standings(): ReadonlyMap<string, Standing> {
    let position = 0
    const rows = this.#sql.all('select id, held, model, first, refused from lease order by background, seq')
    return new Map(rows.map((row) => [String(row['id']), standingOf(row, row['held'] === WAITING ? (position += 1) : 0)]))
  }

  /** Those who have a place, in the order in which they are served. */
  holders(): readonly Holder[] {
    return this.#look().holders
  }

  /** When the next place expires; null: nobody is here. */
  nextExpiry(): number | null {
    const at = this.#sql.all('select min(expires) as at from lease where held <> ?', OVER)[0]?.['at']
    return typeof at === 'number' ? at : null
  }

  counts(): { readonly held: number; readonly waiting: number } {
    const { holders, waiting } = this.#look()
    return { held: holders.length, waiting }
  }

  #look(): Seen {
    if (this.#seen?.changes === this.#changes) return this.#seen
    const holders = this.#sql.all('select id, model, first from lease where held = ? order by background, seq', HELD).map(holderOf)
    const waiting = Number(this.#sql.all('select count(*) as n from lease where held = ?', WAITING)[0]?.['n'] ?? 0)
    this.#seen = { changes: this.#changes, holders, waiting }
    return this.#seen
  }
}

const holderOf = (row: Row): Holder => ({ turn: String(row['id']), ...wishOf(row) })

const wishOf = (row: Row): Pick<Holder, 'model' | 'first'> => ({
  model: typeof row['model'] === 'string' ? row['model'] : null,
  first: typeof row['first'] === 'number' ? row['first'] : null,
})

const standingOf = (row: Row, position: number): Standing => ({
  kind: row['held'] === WAITING ? 'waiting' : row['held'] === HELD ? 'held' : 'over',
  position,
  // Written by this file alone.
  refused: row['refused'] as ProblemCode | null,
  ...wishOf(row),
})
