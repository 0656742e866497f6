import { describe, expect, it } from 'vitest'
import { advance, EMPTY, type Parsed } from './parse.ts'
import type { Block, Inline } from './tree.ts'

/** Characters of the longest answer. */
const LONG = 300_000
/** One window takes a tenth of this on a machine that does nothing else; without its bounds, seconds. */
const WINDOW_MS = 1_000

const repeat = (text: string, length = LONG): string => text.repeat(Math.ceil(length / text.length)).slice(0, length)

const lineDepth = (line: readonly Inline[]): number =>
  Math.max(0, ...line.map((one) => (typeof one !== 'string' && 'children' in one ? 1 + lineDepth(one.children) : 0)))

function depth(block: Block): number {
  if (block.kind === 'quote') return 1 + Math.max(0, ...block.blocks.map(depth))
  if (block.kind === 'list') return 1 + Math.max(0, ...block.items.flatMap((item) => item.blocks.map(depth)))
  return 'line' in block ? lineDepth(block.line) : 0
}

const cells = (block: Block): number => (block.kind === 'table' ? block.rows.reduce((sum, row) => sum + row.cells.length, 0) : 0)

const HOSTILE: [string, string][] = [
  ['quotes within quotes', repeat('>', 10_000)],
  ['quotes within quotes, line by line', Array.from({ length: 700 }, (_, index) => `${'>'.repeat(index)} a`).join('\n')],
  ['lists within lists', repeat('- ', 10_000)],
  ['lists that are indented further and further', Array.from({ length: 400 }, (_, index) => `${'  '.repeat(index)}- a`).join('\n')],
  ['stars', repeat('*', 100_000)],
  ['stars that open', repeat('*a **b ')],
  ['marks of two kinds', repeat('_a__b*c**d ')],
  ['brackets', repeat('[')],
  ['links that do not end', repeat('[a](b', LONG - 1) + ')'],
  ['images within images', '!['.repeat(50_000) + '](a)'.repeat(40_000)],
  ['exclamation marks', repeat('!')],
  ['code marks', repeat('`a``b')],
  ['tildes on one line', repeat('~')],
  ['tags that do not end', repeat('<a b="')],
  ['a table of many columns', `|${repeat('a|', LONG / 2)}\n|${repeat('-|', LONG / 2)}`],
  ['a table of short rows', `|${'a|'.repeat(60)}\n|${'-|'.repeat(60)}\n${repeat('a\n')}`],
  ['many tables of short rows', repeat(`|${'a|'.repeat(8)}\n|${'-|'.repeat(8)}\n${'a\n'.repeat(20)}\n`)],
  ['a long table', `|a|b|\n|-|-|\n${repeat('|a|b|\n')}`],
  ['lines that go on', `- a\n${repeat('b\n')}`],
  ['quotes that go on', repeat('> - a\nb\n')],
  ['headings by underline', repeat('a\n-\n')],
  ['fences', repeat('```\n')],
  ['names', repeat('[a]: b\n')],
  ['paragraphs', repeat('a\n\n')],
  ['spaces', `a${repeat(' ')}b`],
]

describe('a text made to take long', () => {
  it.each(HOSTILE)('%s', (_name, text) => {
    let parsed: Parsed = EMPTY
    do {
      const start = performance.now()
      parsed = advance(parsed, text, { settled: true, more: () => false })
      expect(performance.now() - start).toBeLessThan(WINDOW_MS)
    } while (parsed.behind)
    expect(parsed.blocks.length).toBeLessThan(50_000)
    expect(Math.max(...parsed.blocks.map(depth))).toBeLessThan(40)
    expect(parsed.blocks.reduce((sum, block) => sum + cells(block), 0)).toBeLessThan(60_000)
  })

  it('while it is written', () => {
    const text = repeat('*a **b [c](d ', 10_000)
    let parsed: Parsed = EMPTY
    for (let at = 0; at <= text.length; at += 250) {
      const start = performance.now()
      parsed = advance(parsed, text.slice(0, at), { settled: false, more: () => false })
      expect(performance.now() - start).toBeLessThan(WINDOW_MS)
    }
  })
})

describe('a long text', () => {
  it('is read in parts, each as it would be at once', () => {
    const text = repeat('Some *words* of a paragraph.\n\n- a\n- b\n\n', 100_000)
    let parsed = advance(EMPTY, text, { settled: true, more: () => false })
    expect(parsed.behind).toBe(true)
    const first = parsed.blocks[0]
    while (parsed.behind) parsed = advance(parsed, text, { settled: true, more: () => false })
    expect(parsed.blocks).toEqual(advance(EMPTY, text, { settled: true, more: () => true }).blocks)
    expect(parsed.blocks[0]).toBe(first)
  })

  it('does not read again what stands before its last block, nor the code that is being written', () => {
    const before = advance(EMPTY, '# a\n\nb\n\n```js\nlet c\n', { settled: false, more: () => true })
    const after = advance(before, '# a\n\nb\n\n```js\nlet c\nlet d', { settled: false, more: () => true })
    expect(after.blocks[0]).toBe(before.blocks[0])
    expect(after.blocks[1]).toBe(before.blocks[1])
    expect(after).toMatchObject({ kept: 2, at: 8, seek: 20 })
    expect(after.blocks[2]).toMatchObject({ kind: 'code', language: 'js', text: 'let c\nlet d' })
  })

  it('keeps the items before the last one', () => {
    const parsed = advance(EMPTY, '- a\n- *b*\n- c', { settled: false, more: () => true })
    const before = parsed.blocks[0]
    const after = advance(parsed, '- a\n- *b*\n- cd', { settled: false, more: () => true }).blocks[0]
    if (before?.kind !== 'list' || after?.kind !== 'list') throw new Error('a list is expected')
    expect(after.items[0]).toBe(before.items[0])
    expect(after.items[1]).toBe(before.items[1])
    expect(after.items[2]).not.toEqual(before.items[2])
  })
})
