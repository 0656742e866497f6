// The text of an event stream, cut anywhere -> its frames. Lines end with LF, CR or both. Holds at most one line and one frame. Pure.
//
// Not a library's: what no event stream has must be seen too (llama-server once wrote its errors as a field of their own), and what is held is bounded
// whatever comes.
import { FRAME_MAX_CHARS } from '../../shared/limits.ts'
import { Held } from './held.ts'

export type Item =
  /** `error`: it is named so. */
  | { readonly kind: 'frame'; readonly error: boolean; readonly data: string }
  /** A comment, an id, a time to wait: nothing to be read, but it is an event stream. */
  | { readonly kind: 'mark' }
  /** A line of no event stream. `field` and `value` are what stands before and after its colon. */
  | { readonly kind: 'odd'; readonly line: string; readonly field: string; readonly value: string }
  /** A line or a frame of more than FRAME_MAX_CHARS. Nothing may be given after it. */
  | { readonly kind: 'too_long'; readonly what: 'line' | 'frame' }

const MARK: Item = { kind: 'mark' }

export class EventStream {
  readonly #line = new Held()
  readonly #data = new Held()
  #hasData = false
  #isError = false
  /** A CR came last: an LF that comes first belongs to it. */
  #afterReturn = false

  /** Characters that wait for the rest of theirs. */
  get held(): number {
    return this.#line.length + this.#data.length
  }

  *push(text: string): Generator<Item, void, undefined> {
    if (text === '') return
    let from = this.#afterReturn && text.startsWith('\n') ? 1 : 0
    this.#afterReturn = false
    let cr = text.indexOf('\r', from)
    let lf = text.indexOf('\n', from)
    while (cr >= 0 || lf >= 0) {
      const end = lf < 0 || (cr >= 0 && cr < lf) ? cr : lf
      if (!this.#hold(text, from, end)) return yield { kind: 'too_long', what: 'line' }
      const item = this.#whole(this.#line.take())
      if (item !== null) yield item
      from = end + 1
      if (end === cr) {
        if (from === text.length) this.#afterReturn = true
        else if (text[from] === '\n') from += 1
      }
      // Each is looked for once on the way: a stream of one kind would be read to its end at every line for the other.
      if (cr >= 0 && cr < from) cr = text.indexOf('\r', from)
      if (lf >= 0 && lf < from) lf = text.indexOf('\n', from)
    }
    if (!this.#hold(text, from, text.length)) yield { kind: 'too_long', what: 'line' }
  }

  /** The stream ended: a last line without its end counts, and a last frame without its empty line. */
  end(): Generator<Item, void, undefined> {
    return this.push('\n\n')
  }

  /** Lets go of everything. */
  clear(): void {
    this.#line.take()
    this.#data.take()
  }

  #hold(text: string, from: number, to: number): boolean {
    if (this.#line.length + to - from > FRAME_MAX_CHARS) return false
    this.#line.push(text.slice(from, to))
    return true
  }

  #whole(line: string): Item | null {
    if (line === '') return this.#frame()
    const colon = line.indexOf(':')
    if (colon === 0) return MARK
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)
    if (field === 'data') {
      if (this.#data.length + value.length >= FRAME_MAX_CHARS) return { kind: 'too_long', what: 'frame' }
      this.#data.push(this.#hasData ? `\n${value}` : value)
      this.#hasData = true
      return null
    }
    if (field === 'event') {
      this.#isError = value === 'error'
      return null
    }
    return field === 'id' || field === 'retry' ? MARK : { kind: 'odd', line, field, value }
  }

  #frame(): Item | null {
    const item: Item | null = this.#hasData ? { kind: 'frame', error: this.#isError, data: this.#data.take() } : null
    this.#hasData = false
    this.#isError = false
    return item
  }
}
