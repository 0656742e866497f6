// Text that is not whole yet. Joined once when it is, so that a long one costs no more than its length, in however many pieces it comes.

/** So many pieces are made one: a piece keeps all of the text alive that it was cut from, and one character costs as much as a line. */
const PIECES_APART = 64

export class Held {
  #length = 0
  #blocks: string[] = []
  #pieces: string[] = []

  get length(): number {
    return this.#length
  }

  push(text: string): void {
    if (text === '') return
    this.#length += text.length
    this.#pieces.push(text)
    if (this.#pieces.length < PIECES_APART) return
    this.#blocks.push(this.#pieces.join(''))
    this.#pieces = []
  }

  /** All of it; nothing is held then. */
  take(): string {
    const whole = this.#blocks.length === 0 && this.#pieces.length === 1 ? (this.#pieces[0] ?? '') : this.#blocks.concat(this.#pieces).join('')
    this.#length = 0
    this.#blocks = []
    this.#pieces = []
    return whole
  }
}
