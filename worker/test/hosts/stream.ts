// An event stream as a reader over HTTP has it: every byte that came, the events in it, and waiting for one of them.
import type { View } from '../../../shared/conversation.ts'
import { emptyView } from '../../../shared/conversation.ts'
import type { ConversationEvent } from '../../../shared/events.ts'
import { fold } from '../../../shared/fold.ts'
import { EventSchema } from '../../../shared/schema.ts'
import { PATIENCE_MS } from './eventually.ts'

/** One frame: an id and one line of data, and nothing else. */
export class Frame {
  readonly id: string
  /** The frame as it came. */
  readonly bytes: string
  readonly #data: string
  #event: ConversationEvent | null = null

  constructor(bytes: string) {
    const match = /^id: ([A-Za-z0-9_-]+\.\d+)\ndata: ([^\n]*)\n\n$/.exec(bytes)
    if (match?.[1] === undefined || match[2] === undefined) throw new Error(`this is no frame of ours: ${bytes.slice(0, 600)}`)
    this.id = match[1]
    this.bytes = bytes
    this.#data = match[2]
  }

  /** Read when it is looked at: some tests read a hundred thousand frames. */
  get event(): ConversationEvent {
    if (this.#event === null) {
      const event: unknown = JSON.parse(this.#data)
      if (!isEvent(event)) throw new Error(`this is no event: ${this.#data.slice(0, 600)}`)
      this.#event = event
    }
    return this.#event
  }

  is(type: ConversationEvent['type']): boolean {
    return this.#data.startsWith(`{"type":"${type}"`)
  }
}

const PING = ': ping\n\n'

/** Reads on its own from the moment it is made, so that it never holds the other side back. */
export class Stream {
  readonly status: number
  readonly headers: Headers
  readonly frames: Frame[] = []
  pings = 0
  /** Resolves when the other side has closed it, or when it broke. */
  readonly closed: Promise<void>
  /** null while it is open; then whether it came to an end in order. */
  ended: boolean | null = null
  readonly #leave: AbortController
  #rest = ''
  #wake: (() => void)[] = []

  constructor(response: Response, leave: AbortController) {
    this.status = response.status
    this.headers = response.headers
    this.#leave = leave
    this.closed = this.#read(response.body)
  }

  /** All frames, without pings. */
  get bytes(): string {
    return this.frames.map(({ bytes }) => bytes).join('')
  }

  /** What a page would show that began with nothing. */
  view(id: string): View {
    return this.frames.reduce((view, { event }) => fold(view, event), emptyView(id))
  }

  /** The first event that fits, waited for. */
  async until(fits: (frame: Frame, at: number) => boolean, ms = PATIENCE_MS): Promise<Frame> {
    const deadline = performance.now() + ms
    for (let at = 0; ;) {
      for (; at < this.frames.length; at += 1) {
        const frame = this.frames[at]
        if (frame && fits(frame, at)) return frame
      }
      const left = deadline - performance.now()
      if (this.ended !== null || left <= 0)
        throw new Error(`no such event in ${this.frames.length} (${this.ended === null ? 'still open' : 'closed'}): ${this.bytes.slice(-600)}`)
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, left)
        this.#wake.push(() => (clearTimeout(late), resolve()))
      })
    }
  }

  /** Waits until so many frames are there. */
  count = (frames: number): Promise<Frame> => this.until((_, at) => at + 1 >= frames)

  /** The reader goes, as when its tab is closed. */
  leave(): void {
    this.#leave.abort()
  }

  async #read(body: ReadableStream<Uint8Array> | null): Promise<void> {
    const decoder = new TextDecoder('utf-8', { fatal: true })
    const reader = body?.getReader()
    try {
      for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) this.#take(decoder.decode(piece.value, { stream: true }))
      this.ended = this.#rest === ''
    } catch {
      this.ended = false
    }
    this.#tell()
  }

  #take(text: string): void {
    this.#rest += text
    for (let end = this.#rest.indexOf('\n\n'); end >= 0; end = this.#rest.indexOf('\n\n')) {
      const bytes = this.#rest.slice(0, end + 2)
      this.#rest = this.#rest.slice(end + 2)
      if (bytes === PING) this.pings += 1
      else this.frames.push(new Frame(bytes))
    }
    this.#tell()
  }

  #tell(): void {
    for (const wake of this.#wake.splice(0)) wake()
  }
}

export const isEvent = (value: unknown): value is ConversationEvent => EventSchema.safeParse(value).success

export const isText = (frame: Frame): boolean => frame.is('text')
export const isEnd = (frame: Frame): boolean => frame.is('turn.ended')
