// A text as blocks: what marked's lexer finds, judged and made plain data.
import { Lexer, type MarkedToken, type Token, type Tokens } from 'marked'
import { Bounded } from './bounded.ts'
import { languageOf } from './fence.ts'
import { type Links, lineOf } from './line.ts'
import type { Block, Item, List, Row, Table } from './tree.ts'

export interface Placed {
  readonly block: Block
  /** Where it begins in the source. */
  readonly from: number
}

export interface Reading {
  /** The addresses that were named before. */
  readonly links: Links
  /** What stood here before: what has the same source stays the same object. */
  readonly before: readonly Block[]
  /** Its end is still being written. */
  readonly open: boolean
  /** Addresses have become known since: what has a bracket is read again. */
  readonly stale: boolean
}

interface Context {
  readonly lexer: Lexer
  /** What stands in a line, by the array that waits for it. */
  readonly sources: ReadonlyMap<readonly Token[], string>
  readonly stale: boolean
}

/** The blocks of a text, and the addresses that are known after it. */
export function read(source: string, { links, before, open, stale }: Reading): { readonly placed: readonly Placed[]; readonly links: Links } {
  const lexer = new Lexer({ gfm: true, tokenizer: new Bounded() })
  Object.assign(lexer.tokens.links, links)
  lexer.blockTokens(source, lexer.tokens)
  const context: Context = {
    lexer,
    sources: new Map(lexer.inlineQueue.map(({ src, tokens }) => [tokens, src])),
    stale: stale || Object.keys(lexer.tokens.links).length !== Object.keys(links).length,
  }
  const starts = new Map<Token, number>()
  let at = 0
  for (const token of lexer.tokens) {
    starts.set(token, at)
    at += token.raw.length
  }
  const shown = lexer.tokens.filter(isShown)
  const placed = shown.map((token, index) => ({
    from: starts.get(token) ?? 0,
    block: blockOf(context, token, before[index], open && index === shown.length - 1),
  }))
  return { placed, links: lexer.tokens.links }
}

/** The addresses that a text names, and those known before it: the first word counts. */
export function linksIn(source: string, links: Links): Links {
  const lexer = new Lexer({ gfm: true, tokenizer: new Bounded() })
  Object.assign(lexer.tokens.links, links)
  lexer.blockTokens(source, lexer.tokens)
  return lexer.tokens.links
}

type ShownToken = Exclude<MarkedToken, Tokens.Space | Tokens.Def | Tokens.Checkbox>

const HIDDEN = new Set(['space', 'def', 'checkbox'])
const isShown = (token: Token): token is ShownToken => !HIDDEN.has(token.type)

function blocksOf(context: Context, tokens: readonly Token[], before: readonly Block[], open: boolean): readonly Block[] {
  const shown = tokens.filter(isShown)
  return shown.map((token, index) => blockOf(context, token, before[index], open && index === shown.length - 1))
}

/** What stood here before, where it is the same. `open`: its end is still being written. */
function same<T extends { readonly raw: string | null }>({ stale }: Context, known: T | undefined, raw: string, open: boolean): T | null {
  return known !== undefined && known.raw === raw && !open && !(stale && raw.includes('[')) ? known : null
}

function blockOf(context: Context, token: ShownToken, before: Block | undefined, open: boolean): Block {
  const raw = open ? null : token.raw
  const kept = same(context, before, token.raw, open)
  const line = (tokens: readonly Token[]) => lineOf(context.lexer, context.sources.get(tokens) ?? '', open)
  switch (token.type) {
    case 'heading':
      return kept?.kind === 'heading' ? kept : { kind: 'heading', raw, level: token.depth, line: line(token.tokens) }
    case 'paragraph':
    case 'text':
      return kept?.kind === token.type ? kept : { kind: token.type, raw, line: line(token.tokens ?? []) }
    case 'code':
      return kept?.kind === 'code' ? kept : { kind: 'code', raw, language: languageOf(token.lang ?? ''), text: token.text.replace(/\n$/, '') }
    case 'hr':
      return kept?.kind === 'rule' ? kept : { kind: 'rule', raw }
    case 'blockquote':
      if (kept?.kind === 'quote') return kept
      return { kind: 'quote', raw, blocks: blocksOf(context, token.tokens, before?.kind === 'quote' ? before.blocks : [], open) }
    case 'list':
      return kept?.kind === 'list' && kept.loose === token.loose ? kept : listOf(context, token, before?.kind === 'list' ? before : null, open)
    case 'table':
      return kept?.kind === 'table' ? kept : tableOf(context, token, before?.kind === 'table' ? before : null, raw)
    default:
      return kept?.kind === 'plain' ? kept : { kind: 'plain', raw, text: token.raw.trimEnd() }
  }
}

function listOf(context: Context, token: Tokens.List, before: List | null, open: boolean): List {
  const itemOf = (item: Tokens.ListItem, index: number): Item => {
    const isOpen = open && index === token.items.length - 1
    const known = before?.items[index]
    const checked = item.task ? item.checked === true : null
    const kept = before?.loose === token.loose ? same(context, known, item.raw, isOpen) : null
    if (kept && kept.checked === checked) return kept
    return { raw: isOpen ? null : item.raw, checked, blocks: blocksOf(context, item.tokens, known?.blocks ?? [], isOpen) }
  }
  return { kind: 'list', raw: open ? null : token.raw, start: token.start === '' ? null : token.start, loose: token.loose, items: token.items.map(itemOf) }
}

function tableOf(context: Context, token: Tokens.Table, before: Table | null, raw: string | null): Table {
  const rowOf = (cells: readonly Tokens.TableCell[], known: Row | null | undefined): Row => {
    const source = cells.map((cell) => cell.text).join('\n')
    return same(context, known ?? undefined, source, false) ?? { raw: source, cells: cells.map((cell) => lineOf(context.lexer, cell.text, false)) }
  }
  return {
    kind: 'table',
    raw,
    align: token.align,
    head: rowOf(token.header, before?.head),
    rows: token.rows.map((row, index) => rowOf(row, before?.rows[index])),
  }
}
