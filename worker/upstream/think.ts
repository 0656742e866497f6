// Reasoning that a model writes into its answer between <think> and </think>, told apart while it streams. Pure state; alters no other character.
//
// When a tag counts. What was given out as text cannot be taken back, and a text that speaks of the tag must stay whole. So:
// 1. <think> counts only while nothing but white space has come as text; up to </think> all is reasoning.
// 2. </think> without an opening tag (the template wrote that one) counts only while nothing but white space has been given out: what came
//    before it, in the same piece or held back with it, was reasoning. Not where the piece holds an opening tag first: it speaks of tags.
// 3. After the first visible text every tag is text like any other. A tag that is cut by the end of a piece is held back until it is decided.

const OPEN = '<think>'
const CLOSE = '</think>'

export interface Piece {
  readonly type: 'text' | 'reasoning'
  readonly text: string
}

export class ThinkTags {
  /** `start`: no visible text yet · `inside`: between the tags · `text`: for good. */
  #place: 'start' | 'inside' | 'text' = 'start'
  #held = ''

  push(text: string): Piece[] {
    if (this.#place === 'text') return text === '' ? [] : [{ type: 'text', text }]
    const pieces: Piece[] = []
    let rest = this.#held + text
    let before = this.#held.length
    this.#held = ''
    // Looked for once: what is left of a piece that is all tags is looked at once a tag.
    const last = rest.lastIndexOf(OPEN)
    const fromLast = last < 0 ? Infinity : rest.length - last
    while (rest !== '') {
      if (this.#place === 'start') rest = this.#atStart(rest, before, fromLast, pieces)
      else if (this.#place === 'inside') rest = this.#inside(rest, pieces)
      else {
        give(pieces, 'text', rest)
        break
      }
      before = 0
    }
    return pieces
  }

  /** What was held back: no more will come. */
  end(): Piece[] {
    const text = this.#held
    this.#held = ''
    return text === '' ? [] : [{ type: this.#place === 'inside' ? 'reasoning' : 'text', text }]
  }

  /**
   * `before`: how much of it was held back. Text is held for one tag only: where that was none, it goes out.
   * `fromLast`: characters from the last opening tag to the end.
   */
  #atStart(all: string, before: number, fromLast: number, pieces: Piece[]): string {
    const visible = all.trimStart()
    const space = all.slice(0, all.length - visible.length)
    if (visible.startsWith(OPEN)) {
      give(pieces, 'text', space)
      this.#place = 'inside'
      return visible.slice(OPEN.length)
    }
    if (OPEN.startsWith(visible)) {
      give(pieces, 'text', space)
      this.#held = visible
      return ''
    }
    if (visible.length < fromLast) {
      const close = visible.indexOf(CLOSE)
      if (close >= 0) {
        give(pieces, 'reasoning', all.slice(0, space.length + close))
        return visible.slice(close + CLOSE.length)
      }
      const cut = partial(visible, CLOSE)
      if (cut > 0 && (before === 0 || all.length - cut < before)) {
        this.#held = all
        return ''
      }
    }
    this.#place = 'text'
    return all
  }

  #inside(all: string, pieces: Piece[]): string {
    const close = all.indexOf(CLOSE)
    if (close >= 0) {
      give(pieces, 'reasoning', all.slice(0, close))
      this.#place = 'start'
      return all.slice(close + CLOSE.length)
    }
    const cut = partial(all, CLOSE)
    give(pieces, 'reasoning', all.slice(0, all.length - cut))
    this.#held = all.slice(all.length - cut)
    return ''
  }
}

function give(pieces: Piece[], type: Piece['type'], text: string): void {
  if (text !== '') pieces.push({ type, text })
}

/** How many characters at the end of the text may be the begin of the tag. */
function partial(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) if (text.endsWith(tag.slice(0, length))) return length
  return 0
}
