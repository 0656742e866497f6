// Those who follow a conversation (L4, L8): each a cursor over the log, one piece in flight, nothing queued.
import { PING_MS, READERS_LOOK_MS, READERS_MAX, READER_PIECE_BYTES, READER_STALL_MS } from '../../shared/limits.ts'
import type { Clock } from '../ports.ts'
import type { EventLog } from './log.ts'
import { ping } from './sse.ts'

export interface ReaderPlan {
  /** Goes first: the view, where the log cannot give a tail. */
  readonly first: Uint8Array | null
  /** The last event it has. */
  readonly after: number
  /** Closes with this turn; null: a while after the last one. */
  readonly turn: string | null
  /** The number of that turn's last event, where it has ended already. */
  readonly end: number | null
}

/** What is needed of a byte stream's controller; the hosts' types of it have different names. */
interface Controller {
  enqueue(chunk: Uint8Array): void
  close(): void
  readonly byobRequest: { respond(bytes: number): void } | null
}

interface Reader {
  readonly plan: ReaderPlan
  readonly opened: number
  readonly controller: Controller
  rest: Uint8Array | null
  seq: number
  end: number | null
  /** Resolves the pull that waits for something to send. */
  wake: (() => void) | null
  pinged: boolean
  /** Monotonic: when the last piece was handed over, and when the last write of any kind was. */
  offered: number
  wrote: number
}

export class Readers {
  readonly #clock: Clock
  readonly #quietSince: () => number | null
  readonly #linger: number
  readonly #readers = new Set<Reader>()
  #cancel: (() => void) | null = null

  /** `quietSince`: monotonic time since nothing runs; null while a turn does. */
  constructor(clock: Clock, linger: number, quietSince: () => number | null) {
    this.#clock = clock
    this.#linger = linger
    this.#quietSince = quietSince
  }

  get size(): number {
    return this.#readers.size
  }

  /** null: there are too many. */
  open(log: EventLog, plan: ReaderPlan): ReadableStream<Uint8Array> | null {
    if (this.#readers.size >= READERS_MAX) return null
    const now = this.#clock.monotonic()
    let reader: Reader
    return new ReadableStream({
      type: 'bytes',
      start: (controller) => {
        reader = { plan, opened: now, controller, rest: plan.first, seq: plan.after, end: plan.end, wake: null, pinged: false, offered: now, wrote: now }
        this.#readers.add(reader)
        this.#watch()
      },
      pull: () => this.#pull(reader, log),
      cancel: () => this.#forget(reader),
    })
  }

  /** There are new events. */
  published(): void {
    for (const reader of this.#readers) reader.wake?.()
  }

  /** A turn ended with this event: who came for it leaves after it. */
  ended(turn: string, seq: number): void {
    for (const reader of this.#readers) if (reader.plan.turn === turn) reader.end = seq
  }

  /** All leave: what is written to them stays readable, then their stream ends. */
  closeAll(): void {
    for (const reader of this.#readers) this.#close(reader)
  }

  /** Called when the other side can take more; gives one piece, or waits until there is one. */
  async #pull(reader: Reader, log: EventLog): Promise<void> {
    while (this.#readers.has(reader)) {
      if (reader.rest) {
        const piece = reader.rest.slice(0, READER_PIECE_BYTES)
        reader.rest = reader.rest.length > READER_PIECE_BYTES ? reader.rest.subarray(READER_PIECE_BYTES) : null
        return this.#write(reader, piece)
      }
      if (reader.end !== null && reader.seq >= reader.end) return this.#close(reader)
      const piece = log.piece(reader.seq, READER_PIECE_BYTES)
      if (piece) {
        reader.seq = piece.seq
        if (piece.bytes.length <= READER_PIECE_BYTES) return this.#write(reader, piece.bytes)
        reader.rest = piece.bytes
        continue
      }
      if (reader.pinged) {
        reader.pinged = false
        return this.#write(reader, ping())
      }
      await new Promise<void>((resolve) => {
        reader.wake = resolve
      })
      reader.wake = null
    }
  }

  #write(reader: Reader, bytes: Uint8Array): void {
    reader.offered = this.#clock.monotonic()
    reader.wrote = reader.offered
    reader.controller.enqueue(bytes)
  }

  #watch(): void {
    this.#cancel ??= this.#clock.timer(READERS_LOOK_MS, () => {
      this.#cancel = null
      this.#look()
      if (this.#readers.size > 0) this.#watch()
    })
  }

  #look(): void {
    const now = this.#clock.monotonic()
    const quiet = this.#quietSince()
    for (const reader of this.#readers) {
      // Someone who waits in `pull` takes what comes; someone who does not has a piece in flight.
      const takes = reader.wake !== null
      if (!takes && now - reader.offered > READER_STALL_MS) this.#close(reader)
      else if (takes && reader.plan.turn === null && quiet !== null && now - Math.max(quiet, reader.opened) >= this.#linger) this.#close(reader)
      else if (takes && now - reader.wrote >= PING_MS - READERS_LOOK_MS) {
        reader.pinged = true
        reader.wake?.()
      }
    }
  }

  #close(reader: Reader): void {
    if (!this.#readers.has(reader)) return
    this.#forget(reader)
    reader.controller.close()
    // A pending read of a closed byte stream is only answered by this.
    reader.controller.byobRequest?.respond(0)
  }

  #forget(reader: Reader): void {
    this.#readers.delete(reader)
    reader.wake?.()
    if (this.#readers.size === 0) {
      this.#cancel?.()
      this.#cancel = null
    }
  }
}
