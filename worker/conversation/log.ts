// The append-only log of a conversation (L1, L2): an event is a row before anyone sees it, and has its number from here.
import type { ConversationEvent } from '../../shared/events.ts'
import { FRAME_CACHE_BYTES, LOG_ROWS_AT_ONCE } from '../../shared/limits.ts'
import type { Sql } from '../ports.ts'
import type { Reach } from './resume.ts'
import { frame } from './sse.ts'
import { getMeta, setMeta } from './store.ts'

interface Frame {
  readonly seq: number
  readonly bytes: Uint8Array
}

/** Writes an event, inside the transaction of `commit`. Returns its number. */
export type Append = (event: ConversationEvent, turn: string | null) => number

export class EventLog {
  readonly #sql: Sql
  readonly #published: () => void
  readonly #epoch: string
  #floor: number
  #head: number
  /** The newest frames, without a gap up to the head. */
  #recent: Frame[] = []
  #recentBytes = 0

  /** Opens the log that is there. `published` is called after each commit, in the same synchronous step. */
  constructor(sql: Sql, published: () => void) {
    this.#sql = sql
    this.#published = published
    this.#epoch = String(getMeta(sql, 'epoch'))
    this.#floor = Number(getMeta(sql, 'floor') ?? 0)
    this.#head = Math.max(this.#floor, Number(sql.all('select max(seq) as head from event')[0]?.['head'] ?? 0))
  }

  get reach(): Reach {
    return { epoch: this.#epoch, floor: this.#floor, head: this.#head }
  }

  /**
   * One transaction of rows and events; then its events are there for readers. Throws what the database throws, with nothing changed.
   * `kept`: through the death of the process, or through a loss of power too, which costs a wait for the disk.
   */
  commit<T>(work: (append: Append) => T extends PromiseLike<unknown> ? never : T, kept: 'process' | 'power' = 'process'): T {
    const frames: Frame[] = []
    let head = this.#head
    const run = (): T extends PromiseLike<unknown> ? never : T => {
      head = this.#head
      frames.length = 0
      return work((event, turn) => {
        head += 1
        const json = JSON.stringify(event)
        this.#sql.all('insert into event(seq, turn, data) values(?, ?, ?)', head, turn, json)
        frames.push({ seq: head, bytes: frame({ epoch: this.#epoch, seq: head }, json) })
        return head
      })
    }
    const result = kept === 'power' ? this.#sql.durable<T>(run) : this.#sql.transaction<T>(run)
    this.#head = head
    for (const one of frames) this.#remember(one)
    if (frames.length > 0) this.#published()
    return result
  }

  /** The frames after `seq`, in order, as one piece of about `max` bytes: at least one frame where there is one. */
  piece(seq: number, max: number): { readonly bytes: Uint8Array; readonly seq: number } | null {
    if (seq >= this.#head) return null
    const first = this.#recent[0]
    const source = first && seq + 1 >= first.seq ? this.#recent.slice(seq + 1 - first.seq) : this.#rows(seq, max)
    const taken: Frame[] = []
    let size = 0
    for (const one of source) {
      if (taken.length > 0 && size + one.bytes.length > max) break
      taken.push(one)
      size += one.bytes.length
    }
    const last = taken.at(-1)
    if (!last) return null
    const bytes = new Uint8Array(size)
    let at = 0
    for (const one of taken) {
      bytes.set(one.bytes, at)
      at += one.bytes.length
    }
    return { bytes, seq: last.seq }
  }

  /** Forgets events up to `seq`; who is further back gets a view. Inside the caller's transaction or on its own. */
  prune(seq: number): void {
    if (seq <= this.#floor) return
    this.#sql.transaction(() => {
      this.#sql.all('delete from event where seq <= ?', seq)
      setMeta(this.#sql, 'floor', seq)
    })
    this.#floor = seq
    this.#recent = this.#recent.filter((one) => one.seq > seq)
    this.#recentBytes = this.#recent.reduce((sum, one) => sum + one.bytes.length, 0)
  }

  /** What fills a piece, and little more: a few rows first, since one may hold as much as 4 KB of text or a whole message. */
  #rows(seq: number, max: number): Frame[] {
    const frames: Frame[] = []
    let size = 0
    for (let limit = LOG_ROWS_AT_ONCE; size < max; limit *= 2) {
      const rows = this.#sql.all('select seq, data from event where seq > ? order by seq limit ?', frames.at(-1)?.seq ?? seq, limit)
      for (const row of rows) {
        const at = Number(row['seq'])
        const bytes = frame({ epoch: this.#epoch, seq: at }, String(row['data']))
        frames.push({ seq: at, bytes })
        size += bytes.length
      }
      if (rows.length < limit) break
    }
    return frames
  }

  #remember(one: Frame): void {
    this.#recent.push(one)
    this.#recentBytes += one.bytes.length
    let drop = 0
    while (this.#recentBytes > FRAME_CACHE_BYTES && drop < this.#recent.length - 1) {
      this.#recentBytes -= this.#recent[drop]!.bytes.length
      drop += 1
    }
    if (drop > 0) this.#recent.splice(0, drop)
  }
}
