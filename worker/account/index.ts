// The actor of one person: the index of conversations, the stones of deleted ones, how new ones are to be asked, the count of wrong passwords.
import { type ChatSettings, PLAIN_SETTINGS, type Summary } from '../../shared/conversation.ts'
import { GUESS_ADDRESSES_MAX, GUESS_WINDOW_MS, GUESSES_MAX, LIST_MAX, OUTBOX_RETRY_MAX_MS, OUTBOX_RETRY_MS, TOMBSTONE_MS } from '../../shared/limits.ts'
import type { AccountActor, Actor, Clock, Defaults, Log, Peers, Row, Sql, Tasks } from '../ports.ts'

export { MIGRATIONS } from './migrations.ts'

/** `wipe`: a deleted conversation still has rows. `forget`: a tombstone is old enough. */
export type AccountTask = 'wipe' | 'forget'

export interface AccountPorts {
  readonly sql: Sql
  readonly tasks: Tasks<AccountTask>
  readonly prepare: () => { readonly kind: 'current' | 'newer' }
  readonly clock: Clock
  readonly log: Log
  readonly peers: Peers
}

const STATES: Record<string, Summary['state']> = {
  idle: 'idle',
  running: 'running',
  done: 'done',
  stopped: 'stopped',
  interrupted: 'interrupted',
  failed: 'failed',
  waiting: 'waiting',
}

const summaryOf = (row: Row): Summary => ({
  id: String(row['id']),
  title: String(row['title']),
  created: Number(row['created']),
  updated: Number(row['updated']),
  state: STATES[String(row['state'])] ?? 'idle',
})

const settingsOf = ({ model = null, system = '', temperature = null }: Row): ChatSettings => ({
  model: model === null ? null : String(model),
  system: String(system),
  temperature: temperature === null ? null : Number(temperature),
})

export class Account implements AccountActor, Actor {
  readonly #ports: AccountPorts
  readonly #name: string
  #failures = 0

  constructor(ports: AccountPorts, name: string) {
    this.#ports = ports
    this.#name = name
    ports.prepare()
  }

  open(conversation: string): { readonly kind: 'ok' } | { readonly kind: 'gone' } {
    return this.#buried(conversation) ? { kind: 'gone' } : { kind: 'ok' }
  }

  record(version: number, summary: Summary): { readonly kind: 'recorded' } {
    const { sql } = this.#ports
    if (this.#buried(summary.id)) return { kind: 'recorded' }
    sql.transaction(() => {
      const { id, title, created, updated, state } = summary
      const changed = sql.all(
        `insert into conversation(id, version, title, created, updated, state) values(?, ?, ?, ?, ?, ?)
         on conflict(id) do update set version = excluded.version, title = excluded.title, updated = excluded.updated, state = excluded.state
         where excluded.version > conversation.version returning id`,
        id,
        version,
        title,
        created,
        updated,
        state,
      )
      if (changed.length > 0) this.#changed()
    })
    return { kind: 'recorded' }
  }

  list(before: number | null): { readonly kind: 'list'; readonly conversations: readonly Summary[]; readonly more: boolean; readonly rev: number } {
    const rows = this.#ports.sql.all(
      'select * from conversation where updated < ? order by updated desc, id limit ?',
      before ?? Number.MAX_SAFE_INTEGER,
      LIST_MAX + 1,
    )
    return { kind: 'list', conversations: rows.slice(0, LIST_MAX).map(summaryOf), more: rows.length > LIST_MAX, rev: this.#rev() }
  }

  rev(): { readonly kind: 'rev'; readonly rev: number } {
    return { kind: 'rev', rev: this.#rev() }
  }

  async remove(conversation: string): Promise<{ readonly kind: 'removed' } | { readonly kind: 'absent' }> {
    const { sql, tasks, clock, peers } = this.#ports
    if (!this.#buried(conversation)) {
      // The index may be behind: the conversation itself knows.
      if (sql.all('select 1 from conversation where id = ?', conversation).length === 0) {
        const read = await peers.conversation(this.#name, conversation).read(null)
        if (read.kind === 'absent') return { kind: 'absent' }
      }
      const at = clock.now()
      sql.transaction(() => {
        sql.all('delete from conversation where id = ?', conversation)
        sql.all('insert into tombstone(id, at) values(?, ?) on conflict(id) do nothing', conversation, at)
        this.#changed()
        tasks.set('wipe', at + OUTBOX_RETRY_MS)
        if (tasks.at('forget') === null) tasks.set('forget', at + TOMBSTONE_MS)
      })
    }
    await this.#wipe()
    return { kind: 'removed' }
  }

  defaults(): Defaults {
    const row = this.#ports.sql.all('select model, system, temperature from defaults')[0]
    return { kind: 'defaults', settings: row ? settingsOf(row) : PLAIN_SETTINGS }
  }

  setDefaults({ model, system, temperature }: ChatSettings): Defaults {
    this.#ports.sql.all(
      `insert into defaults(only, model, system, temperature) values(1, ?, ?, ?)
       on conflict(only) do update set model = excluded.model, system = excluded.system, temperature = excluded.temperature`,
      model,
      system,
      temperature,
    )
    return this.defaults()
  }

  guess(address: string): { readonly kind: 'ok' } | { readonly kind: 'too_many'; readonly retry_after_ms: number } {
    const { sql, clock } = this.#ports
    const now = clock.now()
    return sql.transaction(() => {
      sql.all('delete from guess where at <= ?', now - GUESS_WINDOW_MS)
      const times = sql.all('select at from guess where address = ? order by at', address).map((row) => Number(row['at']))
      const first = times.at(-GUESSES_MAX)
      if (first !== undefined) return { kind: 'too_many' as const, retry_after_ms: first + GUESS_WINDOW_MS - now }
      sql.all('insert into guess(address, at) values(?, ?)', address, now)
      sql.all('delete from guess where rowid in (select rowid from guess order by at desc limit -1 offset ?)', GUESS_ADDRESSES_MAX * GUESSES_MAX)
      return { kind: 'ok' as const }
    })
  }

  guessed(address: string): { readonly kind: 'ok' } {
    this.#ports.sql.all('delete from guess where address = ?', address)
    return { kind: 'ok' }
  }

  async alarm(): Promise<void> {
    const { sql, tasks, clock } = this.#ports
    const now = clock.now()
    const due = sql.transaction(() => {
      const kinds = tasks.due(now)
      if (kinds.includes('wipe')) tasks.set('wipe', now + OUTBOX_RETRY_MS)
      if (kinds.includes('forget')) {
        sql.all('delete from tombstone where wiped = 1 and at <= ?', now - TOMBSTONE_MS)
        const next = sql.all('select min(at) as at from tombstone')[0]?.['at']
        if (typeof next === 'number') tasks.set('forget', Math.max(next + TOMBSTONE_MS, now + OUTBOX_RETRY_MAX_MS))
      }
      return kinds
    })
    if (due.includes('wipe')) await this.#wipe()
  }

  busy(): boolean {
    return false
  }

  async end(): Promise<void> {}

  /** Carries out what the tombstones say; what cannot be reached is tried again by alarm. */
  async #wipe(): Promise<void> {
    const { sql, tasks, clock, peers, log } = this.#ports
    for (const row of sql.all('select id from tombstone where wiped = 0')) {
      const id = String(row['id'])
      const answer = await peers.conversation(this.#name, id).wipe()
      if (answer.kind === 'actor_unavailable') {
        this.#failures += 1
        log('warn', 'account.wipe_waits', { conversation: id })
        return tasks.set('wipe', clock.now() + Math.min(OUTBOX_RETRY_MAX_MS, OUTBOX_RETRY_MS * 2 ** this.#failures))
      }
      sql.all('update tombstone set wiped = 1 where id = ?', id)
    }
    this.#failures = 0
    tasks.clear('wipe')
  }

  #buried(conversation: string): boolean {
    return this.#ports.sql.all('select 1 from tombstone where id = ?', conversation).length > 0
  }

  #rev(): number {
    return Number(this.#ports.sql.all("select value from meta where key = 'rev'")[0]?.['value'] ?? 0)
  }

  #changed(): void {
    this.#ports.sql.all("insert into meta(key, value) values('rev', 1) on conflict(key) do update set value = value + 1")
  }
}
