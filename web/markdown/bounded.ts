// marked's block rules within bounds: no text of a few thousand characters takes them long, and none looks further than its block and the line after it.
import { MARKDOWN_BLOCK_DEPTH_MAX, MARKDOWN_HEADING_LINES, MARKDOWN_LAZY_LINES } from '../../shared/limits.ts'
import { Tokenizer, type Tokens } from 'marked'

/** The text up to the end of its `count`th line. */
function lines(text: string, count: number): string {
  let end = -1
  for (let line = 0; line < count; line++) {
    end = text.indexOf('\n', end + 1)
    if (end === -1) return text
  }
  return text.slice(0, end + 1)
}

const DELIMITER = /^ {0,3}\|?[ \t]*:?-[-:| \t]*$/

/**
 * How far a table may reach; 0: there is none. A row of one sign fills all columns with cells, so that a short text could become very many:
 * where there are more cells than signs, the table ends.
 */
function tableSpan(text: string): number {
  const first = text.indexOf('\n')
  if (first === -1) return 0
  const second = text.indexOf('\n', first + 1)
  const delimiter = text.slice(first + 1, second === -1 ? text.length : second)
  if (!DELIMITER.test(delimiter) || !/[:|]/.test(delimiter)) return 0
  const columns = delimiter.split('|').length
  let cells = columns
  for (let at = second; at !== -1 && at < text.length;) {
    const next = text.indexOf('\n', at + 1)
    const end = next === -1 ? text.length : next
    cells += columns
    if (cells > end) return at + 1
    if (text.slice(at + 1, end).trim() === '') break
    at = next
  }
  return text.length
}

/** The text up to where its quote has gone on too often without its mark. */
function quoteSpan(text: string): string {
  let lazy = 0
  let marked = false
  for (let at = 0; at < text.length;) {
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    const line = text.slice(at, end)
    if (line.trim() === '') break
    const isMarked = /^ {0,3}>/.test(line)
    if (marked && !isMarked && ++lazy > MARKDOWN_LAZY_LINES) return text.slice(0, at)
    marked = isMarked
    at = end + 1
  }
  return text
}

export class Bounded extends Tokenizer {
  #depth = 0

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return /^ {0,3}>/.test(src) ? this.#within(() => super.blockquote(quoteSpan(src))) : undefined
  }

  override list(src: string): Tokens.List | undefined {
    return this.#within(() => super.list(src))
  }

  /** On one line, with a title on the next at most. */
  override def(src: string): Tokens.Def | undefined {
    return /^ {0,3}\[/.test(src) ? super.def(lines(src, 2)) : undefined
  }

  override lheading(src: string): Tokens.Heading | undefined {
    return super.lheading(lines(src, MARKDOWN_HEADING_LINES))
  }

  override table(src: string): Tokens.Table | undefined {
    const span = tableSpan(src)
    return span === 0 ? undefined : super.table(src.slice(0, span))
  }

  #within<T>(read: () => T | undefined): T | undefined {
    if (this.#depth >= MARKDOWN_BLOCK_DEPTH_MAX) return undefined
    this.#depth++
    try {
      return read()
    } finally {
      this.#depth--
    }
  }
}
