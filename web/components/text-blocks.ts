// Splits an answer's text into paragraphs and fenced code. Pure; made for text that grows at its end.

export interface Block {
  readonly kind: 'paragraph' | 'code'
  /** The word after the fence; empty where there is none. */
  readonly language: string
  readonly text: string
}

export interface Split {
  readonly text: string
  readonly blocks: readonly Block[]
  /** The first so many blocks do not change when text is added; the rest is read again from `at`. */
  readonly stable: number
  readonly at: number
}

export const EMPTY: Split = { text: '', blocks: [], stable: 0, at: 0 }

const FENCE = /^\s*(`{3,}|~{3,})[ \t]*([^\s`]*)[^`]*$/
const CLOSE = /^\s*(`{3,}|~{3,})\s*$/

/** Splits a text; where it only grew since `before`, only its end. */
export function split(text: string, before: Split = EMPTY): Split {
  const grown = text.startsWith(before.text)
  const blocks = grown ? before.blocks.slice(0, before.stable) : []
  let at = grown ? before.at : 0
  let stable = blocks.length
  let open: Open | null = null
  for (let from = at; from < text.length;) {
    const newline = text.indexOf('\n', from)
    const to = newline === -1 ? text.length : newline
    const next: Open | null = step(open, text.slice(from, to).replace(/\r$/, ''))
    if (open && next !== open) blocks.push(blockOf(open))
    // What a line without its end makes of the text may be undone by the next letter.
    if (newline !== -1 && next !== open) {
      stable = blocks.length
      at = next ? from : to + 1
    }
    open = next
    from = to + 1
  }
  if (open) blocks.push(blockOf(open))
  return { text, blocks, stable, at }
}

/** A block whose end has not come. */
interface Open {
  /** The fence that it waits for; null: a paragraph. */
  readonly fence: string | null
  readonly language: string
  readonly lines: string[]
}

/** What is open after a line: the same (the line was put into it), another, or nothing. */
function step(open: Open | null, line: string): Open | null {
  if (open && open.fence !== null) {
    if (closes(line, open.fence)) return null
    open.lines.push(line)
    return open
  }
  const [, fence, language] = FENCE.exec(line) ?? []
  if (fence !== undefined) return { fence, language: language ?? '', lines: [] }
  if (line.trim() === '') return null
  if (!open) return { fence: null, language: '', lines: [line] }
  open.lines.push(line)
  return open
}

const blockOf = ({ fence, language, lines }: Open): Block => ({ kind: fence === null ? 'paragraph' : 'code', language, text: lines.join('\n') })

const closes = (line: string, fence: string): boolean => {
  const mark = CLOSE.exec(line)?.[1]
  return mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length
}
