// A text that grows, as blocks: what can no longer change is kept, and only the rest is read again. Pure.
import { MARKDOWN_PARTS_MAX, MARKDOWN_PICTURE_LINE_MAX, MARKDOWN_RELINK_MAX, MARKDOWN_WINDOW_CHARS, MARKDOWN_WINDOW_LINES } from '../../shared/limits.ts'
import { closeOf, codeIn, openFence } from './fence.ts'
import type { Links } from './line.ts'
import { linksIn, read } from './read.ts'
import type { Block, Inline } from './tree.ts'
import { steady, steadyCode } from './unfinished.ts'

export interface Parsed {
  /** What was given, with plain line ends. */
  readonly text: string
  readonly blocks: readonly Block[]
  /** The first so many do not change when text is added; the rest is read again from `at`. */
  readonly kept: number
  readonly at: number
  /** Where the end of an open fence is looked for. */
  readonly seek: number
  /** Head and line of a table that goes on at `at`. */
  readonly head: string
  readonly links: Links
  readonly parts: number
  /** There is more to read: the same text is to be given again. */
  readonly behind: boolean
  readonly settled: boolean
}

export const EMPTY: Parsed = { text: '', blocks: [], kept: 0, at: 0, seek: 0, head: '', links: {}, parts: 0, behind: false, settled: false }

export interface Way {
  /** Nothing comes after it. */
  readonly settled: boolean
  /** Asked after each window: whether there is time for another. */
  readonly more: () => boolean
  readonly window?: number
}

/** Reads what was added to a text; another text is read from its start. */
export function advance(before: Parsed, source: string, way: Way): Parsed {
  const text = plain(source, way.settled)
  if (text === before.text && !before.behind && before.settled === way.settled) return before
  const goesOn = text.startsWith(before.text) && (!before.settled || text.length === before.text.length)
  const start = goesOn ? before : EMPTY
  const parsed = forward(start, start.blocks, text, way, false)
  if (!way.settled || parsed.behind || text.length > MARKDOWN_RELINK_MAX || Object.keys(parsed.links).length === 0) return parsed
  return forward({ ...EMPTY, links: parsed.links }, parsed.blocks, text, { ...way, more: () => true }, true)
}

/** With `\n` as the only line end. A `\r` at the end may be half of one. */
function plain(source: string, settled: boolean): string {
  if (!source.includes('\r')) return source
  return (settled ? source : source.replace(/\r$/, '')).replace(/\r\n?/g, '\n')
}

/** `known`: what was drawn, to be kept where it is the same. */
function forward(start: Parsed, known: readonly Block[], text: string, { settled, more, window = MARKDOWN_WINDOW_CHARS }: Way, stale: boolean): Parsed {
  const done = start.blocks.slice(0, start.kept)
  let { at, seek, head, links, parts } = start
  let asked = at
  const keep = (blocks: readonly Block[]): void => {
    for (const block of blocks) {
      done.push(block)
      parts += partsOf(block)
    }
  }
  const result = (tail: readonly Block[], behind = false): Parsed => {
    const blocks = [...done, ...tail]
    return { text, blocks, kept: done.length, at, seek, head, links, parts, behind, settled }
  }

  for (;;) {
    while (text[at] === '\n') at++
    if (parts > MARKDOWN_PARTS_MAX) return result(at < text.length ? [{ kind: 'plain', raw: null, text: text.slice(at) }] : [])

    const fence = head === '' ? openFence(text, at) : null
    if (fence) {
      const close = closeOf(text, fence, Math.max(seek, fence.body))
      const { language } = fence
      if (!close || close.to === text.length) {
        const to = close?.from ?? (settled ? text.length : steadyCode(text).length)
        seek = close?.from ?? Math.max(fence.body, text.lastIndexOf('\n') + 1)
        return result([{ kind: 'code', raw: null, language, text: codeIn(text, fence, to) }])
      }
      const raw = text.slice(at, close.to)
      const same = known[done.length]
      keep([same?.kind === 'code' && same.raw === raw ? same : { kind: 'code', raw, language, text: codeIn(text, fence, close.from) }])
      at = close.to + 1
      if (at - asked > window && !more()) return result([], at < text.length)
      if (at - asked > window) asked = at
      continue
    }

    const end = windowEnd(text, at, window)
    const isLast = end === text.length
    const slice = text.slice(at, end)
    const shown = isLast && !settled ? steady(slice) : slice
    const reading = { links, stale, before: known.slice(done.length) }
    const { placed, links: found } = read(head + shown, { ...reading, open: isLast && !settled && !/\n[ \t]*\n[ \t]*$/.test(shown) })
    const blocks = continued(placed, head)
    // What begins on a whole line ends what stands before it, whatever comes.
    const line = head.length + shown.lastIndexOf('\n') + 1
    const sure = placed.findLastIndex(({ from }) => from < line)
    const next = placed[sure]
    if (sure > 0 && next) {
      keep(blocks.slice(0, sure))
      if (found !== links && Object.keys(found).length > Object.keys(links).length) links = linksIn(shown.slice(0, next.from - head.length), links)
      at += next.from - head.length
      head = ''
      if (isLast) {
        if (settled) links = found
        return result(blocks.slice(sure))
      }
    } else if (isLast) {
      if (settled) links = found
      return result(blocks)
    } else {
      const cut = cutOf(slice)
      const whole = read(head + slice.slice(0, cut), { ...reading, open: false })
      keep(continued(whole.placed, head))
      links = whole.links
      head = headOf(head + slice.slice(0, cut), whole.placed.at(-1))
      at += cut
    }
    if (!more()) return result([], true)
  }
}

/** Where the window ends that begins at a place. */
function windowEnd(text: string, at: number, window: number): number {
  const last = Math.min(at + window, text.length)
  let newline = at - 1
  for (let line = 0; line < MARKDOWN_WINDOW_LINES; line++) {
    newline = text.indexOf('\n', newline + 1)
    if (newline === -1 || newline >= last) break
  }
  if (newline !== -1 && newline < last) return newline + 1
  if (last === text.length) return last
  const slice = text.slice(at, last)
  if (slice.includes('\n') || !slice.includes('](data:image/')) return last
  return Math.min(newline === -1 ? text.length : newline + 1, at + MARKDOWN_PICTURE_LINE_MAX)
}

/** Where a window is cut that is one block: before a line that is not indented, else before a line, else between two characters. */
function cutOf(slice: string): number {
  for (let at = slice.lastIndexOf('\n'); at > 0; at = slice.lastIndexOf('\n', at - 1)) if (/\S/.test(slice[at + 1] ?? '')) return at + 1
  const line = slice.lastIndexOf('\n') + 1
  if (line > 0) return line
  const last = slice.charCodeAt(slice.length - 1)
  return last >= 0xd800 && last < 0xdc00 && slice.length > 1 ? slice.length - 1 : slice.length
}

/** The first two lines of a table that is cut. */
function headOf(source: string, last: { readonly block: Block; readonly from: number } | undefined): string {
  if (last?.block.kind !== 'table' || !source.endsWith('\n')) return ''
  return source.slice(last.from, source.indexOf('\n', source.indexOf('\n', last.from) + 1) + 1)
}

/** The blocks that were read, without the head that was put before them. */
function continued(placed: readonly { readonly block: Block }[], head: string): readonly Block[] {
  return placed.map(({ block }, index) => (head !== '' && index === 0 && block.kind === 'table' && block.head !== null ? { ...block, head: null } : block))
}

const partsOfLine = (line: readonly Inline[]): number =>
  line.reduce((sum: number, one) => sum + 1 + (typeof one !== 'string' && 'children' in one ? partsOfLine(one.children) : 0), 0)

const partsOfAll = (blocks: readonly Block[]): number => blocks.reduce((sum, block) => sum + partsOf(block), 0)

/** What it takes to draw a block, roughly in elements. */
function partsOf(block: Block): number {
  switch (block.kind) {
    case 'paragraph':
    case 'text':
    case 'heading':
      return 1 + partsOfLine(block.line)
    case 'quote':
      return 1 + partsOfAll(block.blocks)
    case 'list':
      return 1 + block.items.reduce((sum, item) => sum + 1 + partsOfAll(item.blocks), 0)
    case 'table':
      return 1 + [block.head, ...block.rows].reduce((sum, row) => sum + (row?.cells ?? []).reduce((cells, cell) => cells + 1 + partsOfLine(cell), 1), 0)
    default:
      return 1
  }
}
