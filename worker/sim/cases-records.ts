// What a simulated model server received and what it put on the wire, so that a test can compare both ends.
import type { Said } from './wire.ts'

/** One chat request. Times are the clock's milliseconds. */
export interface SimRecord {
  readonly id: string
  readonly at: number
  /** The model that was asked for. */
  readonly model: string
  readonly messages: readonly Said[]
  /** null where none was given. */
  readonly temperature: number | null
  readonly stream: boolean
  /** The names of all fields of the request. */
  readonly fields: readonly string[]
  /** null until it is known. */
  readonly status: number | null
  /** The text of all content deltas that were written so far, exactly. */
  readonly written: string
  readonly reasoning: string
  /** Bytes of the body that were written so far. */
  readonly bytes: number
  /** null: none yet. */
  readonly firstByteAt: number | null
  /** The answer was written to its end, errors included. */
  readonly finished: boolean
  /** The caller closed before that. */
  readonly aborted: boolean
  readonly abortedAt: number | null
  /** The connection was reset from here. */
  readonly cut: boolean
}

/** One request of any kind. Header names are in lower case. */
export interface SimRequest {
  readonly at: number
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/** Records kept; the oldest go first. */
export const RECORDS_MAX = 1_000
export const REQUESTS_MAX = 5_000

/** A list with a bounded length. */
export class Journal<T> {
  readonly #most: number
  #entries: T[] = []
  constructor(most: number) {
    this.#most = most
  }
  add(entry: T): void {
    this.#entries.push(entry)
    if (this.#entries.length > this.#most) this.#entries = this.#entries.slice(-this.#most)
  }
  all(): readonly T[] {
    return [...this.#entries]
  }
}

/** One record while it grows. What `record` gave once does not change any more. */
export class Growing {
  #record: SimRecord
  constructor(begun: Pick<SimRecord, 'id' | 'at' | 'model' | 'messages' | 'temperature' | 'stream' | 'fields'>) {
    this.#record = {
      ...begun,
      status: null,
      written: '',
      reasoning: '',
      bytes: 0,
      firstByteAt: null,
      finished: false,
      aborted: false,
      abortedAt: null,
      cut: false,
    }
  }
  get record(): SimRecord {
    return this.#record
  }
  change(change: Partial<SimRecord>): void {
    this.#record = { ...this.#record, ...change }
  }
  wrote(text: string, reasoning: string, bytes: number, at: number): void {
    const { written, reasoning: thought, bytes: before, firstByteAt } = this.#record
    this.change({ written: written + text, reasoning: thought + reasoning, bytes: before + bytes, firstByteAt: firstByteAt ?? at })
  }
}
