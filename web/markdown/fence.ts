// Fenced code at the start of a text: found by its lines, so that long code is not read again with every piece.
import { unescaped } from './safe.ts'
import { MARKDOWN_FENCE_LINE_MAX } from '../../shared/limits.ts'

const OPEN = /^(`{3,}(?=[^`]*$)|~{3,})(.*)$/

export interface Fence {
  /** The mark that it waits for. */
  readonly mark: string
  readonly language: string
  /** Where its first line begins. */
  readonly body: number
}

/** The fence that opens at a place, without indentation and with its line complete. */
export function openFence(text: string, at: number): Fence | null {
  const end = text.indexOf('\n', at)
  if (end === -1 || end - at > MARKDOWN_FENCE_LINE_MAX) return null
  const [, mark, info] = OPEN.exec(text.slice(at, end)) ?? []
  return mark === undefined ? null : { mark, language: languageOf(info ?? ''), body: end + 1 }
}

/** The word after a fence. */
export const languageOf = (info: string): string => /\S+/.exec(unescaped(info))?.[0] ?? ''

export interface Close {
  /** Where the line of the end begins, and where it ends. */
  readonly from: number
  readonly to: number
}

/** The end of a fence, looked for from the start of a line on. */
export function closeOf(text: string, fence: Fence, from: number): Close | null {
  const sign = fence.mark[0] ?? '`'
  for (let at = text.indexOf(fence.mark, from); at !== -1; at = text.indexOf(fence.mark, at)) {
    const start = text.lastIndexOf('\n', at - 1) + 1
    const newline = text.indexOf('\n', at)
    const end = newline === -1 ? text.length : newline
    let after = at
    while (text[after] === sign) after++
    if (start >= fence.body && /^ {0,3}$/.test(text.slice(start, at)) && /^ *$/.test(text.slice(after, end))) return { from: start, to: end }
    at = end
  }
  return null
}

/** What stands between the marks. `to`: where the line of the end begins, or the end of the text. */
export function codeIn(text: string, fence: Fence, to: number): string {
  const body = text.slice(fence.body, to)
  return body.endsWith('\n') ? body.slice(0, -1) : body
}
