// What stands in a line: emphasis, code, links, images. Judged here, so that what draws it has nothing to decide.
import { MARKDOWN_LINE_DEPTH_MAX, MARKDOWN_LINE_MAX, MARKDOWN_MARKS_MAX } from '../../shared/limits.ts'
import type { Lexer, MarkedToken, Token } from 'marked'
import { linkTo, pictureOf, unescaped } from './safe.ts'
import type { Inline } from './tree.ts'
import { mended } from './unfinished.ts'

const MARK = /[*_~[\]<`!@&\\]| {2}\n/g
/** Without any of these a line is what it says. */
const SOME = /[*_~[\]<`!@&\\]|:\/\/|www\./i

/** Addresses that are named elsewhere in the text. */
export type Links = Lexer['tokens']['links']

/** `open`: its end is still being written. */
export function lineOf(lexer: Lexer, source: string, open: boolean): readonly Inline[] {
  const text = open ? mended(source) : source
  if (!SOME.test(text)) return text === '' ? [] : [text]
  if (text.length > MARKDOWN_LINE_MAX && !text.includes('](data:image/')) return [unescaped(text)]
  let marks = 0
  for (const _ of text.matchAll(MARK)) if (++marks > MARKDOWN_MARKS_MAX) return [unescaped(text)]
  // What raw HTML left open in another line does not count here.
  lexer.state.inLink = false
  lexer.state.inRawBlock = false
  return inlines(lexer.inlineTokens(text), 0)
}

function inlines(tokens: readonly Token[], depth: number): readonly Inline[] {
  const line: Inline[] = []
  for (const token of tokens) {
    const one = isKnown(token) ? inlineOf(token, depth) : token.raw
    const last = line.at(-1)
    if (typeof one === 'string' && typeof last === 'string') line[line.length - 1] = last + one
    else if (one !== '') line.push(one)
  }
  return line
}

const KNOWN = new Set(['text', 'escape', 'br', 'checkbox', 'codespan', 'strong', 'em', 'del', 'link', 'image'])
const isKnown = (token: Token): token is MarkedToken => KNOWN.has(token.type)

function inlineOf(token: MarkedToken, depth: number): Inline {
  if (depth > MARKDOWN_LINE_DEPTH_MAX) return token.raw
  switch (token.type) {
    case 'text':
      return unescaped(token.raw)
    case 'escape':
      return token.text
    case 'br':
      return '\n'
    case 'checkbox':
      return ''
    case 'codespan':
      return { kind: 'code', text: token.text }
    case 'strong':
    case 'em':
    case 'del':
      return { kind: token.type, children: inlines(token.tokens, depth + 1) }
    case 'link': {
      const url = linkTo(token.href)
      return url === null ? token.raw : { kind: 'link', url, children: inlines(token.tokens, depth + 1) }
    }
    case 'image': {
      const picture = pictureOf(token.href)
      return picture === null ? token.raw : { ...picture, alt: unescaped(token.text) }
    }
    default:
      return token.raw
  }
}
