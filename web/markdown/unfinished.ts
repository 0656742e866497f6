// What is drawn of a text whose end is still being written: nothing that the next letter may turn into something else.
import { MARKDOWN_HELD_MAX } from '../../shared/limits.ts'

/** Only marks so far: a list, a rule, a heading, the line under a table's head, or a number that may become a list. */
const UNDECIDED = /^[ \t>]*(?:[-+*_=#|:`~ \t]*|(?:[-+*]|\d{1,9}[.)]?)[ \t]*(?:\[[ xX]?\]?[ \t]*)?)$/
const FENCE = /^[ \t]*(?:`{3}|~{3})/
const ROW = /^ {0,3}\|/

const lineBefore = (text: string, end: number): number => (end <= 0 ? -1 : text.lastIndexOf('\n', end - 2) + 1)

/** The text without a last line that is not decided, and without a table's head that has no table yet. */
export function steady(text: string): string {
  const start = text.lastIndexOf('\n') + 1
  const last = text.slice(start)
  if (text.length - start > MARKDOWN_HELD_MAX) return text
  const isRow = (from: number, to: number): boolean => from >= 0 && ROW.test(text.slice(from, to))
  const before = lineBefore(text, start)
  if (ROW.test(last) && !isRow(before, start)) return text.slice(0, start)
  if (!UNDECIDED.test(last) && !FENCE.test(last)) return text
  const head = isRow(before, start) && !isRow(lineBefore(text, before), before)
  return head && text.length - before <= MARKDOWN_HELD_MAX ? text.slice(0, before) : text.slice(0, start)
}

/** The same for what stands in a fence: without what may become its end. */
export function steadyCode(text: string): string {
  const start = text.lastIndexOf('\n') + 1
  return start > 0 && /^ {0,3}(?:`+|~+)[ \t]*$/.test(text.slice(start)) ? text.slice(0, start) : text
}

/** Closes what is open in the last line, and leaves out the address of a link that has only begun. */
export function mended(line: string): string {
  return closed(withoutAddress(line))
}

function withoutAddress(line: string): string {
  const image = line.lastIndexOf('![')
  const middle = line.lastIndexOf('](')
  if (middle >= 0 && !line.includes(')', middle)) {
    const start = line.lastIndexOf('[', middle - 1)
    if (start >= 0) return start > 0 && start === image + 1 ? line.slice(0, image) : line.slice(0, start) + line.slice(start + 1, middle)
  }
  return image >= 0 && !/[\])]/.test(line.slice(image)) ? line.slice(0, image) : line
}

/** A mark opens after a space or a bracket and before a word, and closes after a word. */
function closed(line: string): string {
  const bare = line.trimEnd().replace(/[*~]+$/, '')
  const open: string[] = []
  let code: string | null = null
  for (const match of bare.matchAll(/\\.|`+|\*{1,3}|~~/g)) {
    const mark = match[0]
    const at = match.index
    if (mark.startsWith('\\')) continue
    if (mark.startsWith('`')) {
      if (code === null) code = mark
      else if (code === mark) code = null
      continue
    }
    if (code !== null) continue
    const same = open.lastIndexOf(mark)
    if (same >= 0 && /\S/.test(bare[at - 1] ?? ' ')) open.length = same
    else if (/^$|[\s([{"'>]/.test(bare[at - 1] ?? '') && /\S/.test(bare[at + mark.length] ?? ' ')) open.push(mark)
  }
  if (code !== null) {
    const content = bare.slice(bare.lastIndexOf(code) + code.length)
    if (content.trim() === '') return bare.slice(0, bare.lastIndexOf(code))
    return bare + (content.endsWith('`') ? ' ' : '') + code + open.reverse().join('')
  }
  if (open.length === 0 && bare === line.trimEnd()) return line
  return bare.trimEnd() + open.reverse().join('')
}
