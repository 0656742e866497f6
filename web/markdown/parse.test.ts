import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advance, EMPTY, type Parsed } from './parse.ts'
import type { Block, Inline } from './tree.ts'
import { MARKDOWN_FENCE_LINE_MAX, MARKDOWN_WINDOW_CHARS } from '../../shared/limits.ts'

const more = (): boolean => true
const live = { settled: false, more }
const settled = { settled: true, more }
const whole = (text: string, window?: number): readonly Block[] => advance(EMPTY, text, window === undefined ? settled : { ...settled, window }).blocks

/** Without the sources, which say only what is the same. */
const bare = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(bare)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (key === 'raw' ? [] : [[key, bare(one)]])))
}

const words = (line: readonly Inline[]): string =>
  line.map((one) => (typeof one === 'string' ? one : 'children' in one ? words(one.children) : 'text' in one ? one.text : one.alt)).join('')

const p = (...line: Inline[]) => ({ kind: 'paragraph', line })
const t = (...line: Inline[]) => ({ kind: 'text', line })

describe('a text', () => {
  const cases: [string, string, unknown[]][] = [
    ['nothing', '', []],
    ['white space', ' \n\n \n', []],
    ['paragraphs', 'One\ntwo\n\nthree', [p('One\ntwo'), p('three')]],
    ['carriage returns', 'One\r\n\r\ntwo\rthree', [p('One'), p('two\nthree')]],
    [
      'headings',
      '# One #\nTwo\n---',
      [
        { kind: 'heading', level: 1, line: ['One'] },
        { kind: 'heading', level: 2, line: ['Two'] },
      ],
    ],
    ['a rule', 'a\n\n***', [p('a'), { kind: 'rule' }]],
    ['emphasis', '**a *b* c** ~~d~~', [p({ kind: 'strong', children: ['a ', { kind: 'em', children: ['b'] }, ' c'] }, ' ', { kind: 'del', children: ['d'] })]],
    ['code in a line', '`` a`b `` &amp; `&amp;`', [p({ kind: 'code', text: 'a`b' }, ' & ', { kind: 'code', text: '&amp;' })]],
    ['a hard break', 'a  \nb\\\nc', [p('a\nb\nc')]],
    ['a quote', '> a\n> > b', [{ kind: 'quote', blocks: [p('a'), { kind: 'quote', blocks: [p('b')] }] }]],
    [
      'a list from three, with one inside',
      '3. a\n4. b\n   - c',
      [
        {
          kind: 'list',
          start: 3,
          loose: false,
          items: [
            { checked: null, blocks: [t('a')] },
            { checked: null, blocks: [t('b'), { kind: 'list', start: null, loose: false, items: [{ checked: null, blocks: [t('c')] }] }] },
          ],
        },
      ],
    ],
    [
      'tasks',
      '- [x] a\n- [ ] b',
      [
        {
          kind: 'list',
          start: null,
          loose: false,
          items: [
            { checked: true, blocks: [t('a')] },
            { checked: false, blocks: [t('b')] },
          ],
        },
      ],
    ],
    [
      'tasks that stand apart',
      '- [x] a\n\n- [ ] b',
      [
        {
          kind: 'list',
          start: null,
          loose: true,
          items: [
            { checked: true, blocks: [p('a')] },
            { checked: false, blocks: [p('b')] },
          ],
        },
      ],
    ],
    [
      'a table',
      '| a | b |\n|:--|--:|\n| `x\\|y` |',
      [{ kind: 'table', align: ['left', 'right'], head: { cells: [['a'], ['b']] }, rows: [{ cells: [[{ kind: 'code', text: 'x|y' }], []] }] }],
    ],
    ['code', '```js title\nlet a\n\n```\nb', [{ kind: 'code', language: 'js', text: 'let a\n' }, p('b')]],
    ['code that is not closed', '~~~\n```\na', [{ kind: 'code', language: '', text: '```\na' }]],
    ['code by indentation', '    a\n    b', [{ kind: 'code', language: '', text: 'a\nb' }]],
    [
      'code in a list',
      '- a\n  ```sh\n  ls\n  ```',
      [{ kind: 'list', start: null, loose: false, items: [{ checked: null, blocks: [t('a'), { kind: 'code', language: 'sh', text: 'ls' }] }] }],
    ],
    ['a link', '[a *b*](https://x.org/ "t")', [p({ kind: 'link', url: 'https://x.org/', children: ['a ', { kind: 'em', children: ['b'] }] })]],
    ['a bare address', 'see https://x.org/a?b=1.', [p('see ', { kind: 'link', url: 'https://x.org/a?b=1', children: ['https://x.org/a?b=1'] }, '.')]],
    ['an address that is named later', '[a][b]\n\n[b]: https://x.org/', [p({ kind: 'link', url: 'https://x.org/', children: ['a'] })]],
    ['an address whose title would go on over blank lines', '[a]: https://x.org/\n"b\n\nc"', [p('"b'), p('c"')]],
    ['an unsafe link is its source', 'a [b](javascript:alert(1)) c', [p('a [b](javascript:alert(1)) c')]],
    ['a relative link is its source', '[out](/auth/out)', [p('[out](/auth/out)')]],
    ['a foreign image', '![a](https://x.org/b.png)', [p({ kind: 'foreign', host: 'x.org', url: 'https://x.org/b.png', alt: 'a' })]],
    ['a named foreign image', '![a][b]\n\n[b]: https://x.org/b.png', [p({ kind: 'foreign', host: 'x.org', url: 'https://x.org/b.png', alt: 'a' })]],
    ['an image in it', '![a](data:image/png;base64,AAAA)', [p({ kind: 'image', src: 'data:image/png;base64,AAAA', alt: 'a' })]],
    [
      'raw HTML',
      '<script>alert(1)</script>\n\na <img src=x onerror=y> b',
      [{ kind: 'plain', text: '<script>alert(1)</script>' }, p('a <img src=x onerror=y> b')],
    ],
  ]
  it.each(cases)('%s', (_name, text, blocks) => {
    expect(bare(whole(text))).toEqual(blocks)
  })
})

const SAMPLES = [
  '# A\n\nSome **bold** and `code`, see https://x.org/a.\n\n1. one\n2. two\n   - in\n   - it\n\n2024\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |\n\n```js\nlet a\n```\n\n> q\nlazy\n\n- [ ] t\n- [x] u\n\nEnd\n===\n',
  'Here:\n- a\n- b\n\n  c\n* d\n---\n[x]: https://x.org/ "t"\n[x] and [y]\n\n[y]: https://y.org/\n"title"\n<div>\n\nx\n</div>\n',
  '> - a\nb\n> # c\nd\n> ```\n> e\n```\nf\n````\n```\n````\n~~~x\n``\n~~~~\n',
]
const PIECES = [
  [
    '`',
    '```',
    '~~~',
    '\n',
    '\n',
    '\n\n',
    '\r\n',
    'word ',
    'js',
    ' ',
    '  ',
    '    ',
    '\t',
    '# ',
    '- ',
    '* ',
    '1',
    '. ',
    '2) ',
    '> ',
    '>',
    '|',
    '|-|',
    '| a | b |',
    '---',
  ],
  [
    '===',
    '**',
    '*',
    '_',
    '~~',
    '[a]',
    '[a]: b',
    ': ',
    '](',
    'https://x.org',
    ')',
    '"t"',
    '"',
    '<div>',
    '<!--',
    '-->',
    '</b>',
    '<b>',
    '[ ] ',
    '&amp;',
    '\\',
    '\u{1F44D}',
  ],
].flat()
const piece = fc.constantFrom(...PIECES)
const texts = fc.oneof(
  fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')),
  fc.constantFrom(...SAMPLES),
)

/** Everything that is read on the way, and the settled end. */
function grown(text: string, cuts: readonly number[], window?: number): Parsed {
  const way = window === undefined ? live : { ...live, window }
  let parsed = EMPTY
  for (const cut of cuts.toSorted((a, b) => a - b)) {
    const before = parsed
    parsed = advance(parsed, text.slice(0, cut), way)
    for (let index = 0; index < before.kept; index++) expect(parsed.blocks[index]).toBe(before.blocks[index])
  }
  return advance(parsed, text, { ...way, settled: true })
}

it('a window holds the line that opens a fence', () => {
  expect(MARKDOWN_WINDOW_CHARS).toBeGreaterThan(MARKDOWN_FENCE_LINE_MAX)
})

describe('a text that grows', () => {
  const cuts = (text: string) => fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 40 })
  const growing = texts.chain((text) => fc.tuple(fc.constant(text), cuts(text)))

  it('is read as it would be at once, and what is kept stays the same', () => {
    fc.assert(
      fc.property(growing, ([text, at]) => {
        expect(bare(grown(text, at).blocks)).toEqual(bare(whole(text)))
      }),
      { numRuns: 500 },
    )
  })

  it('is read as it would be at once where its blocks are longer than the window', () => {
    fc.assert(
      fc.property(growing, ([text, at]) => {
        // A window holds the line that opens a fence, which is bounded by itself: here a window is smaller than that bound.
        fc.pre(!/^(?:`{3}|~{3}).{21}/m.test(text))
        expect(bare(grown(text, at, 24).blocks)).toEqual(bare(whole(text, 24)))
      }),
      { numRuns: 400 },
    )
  })

  it('is read as it would be at once, letter by letter', () => {
    for (const text of SAMPLES) {
      const every = Array.from({ length: text.length }, (_, at) => at)
      expect(bare(grown(text, every).blocks)).toEqual(bare(whole(text)))
    }
  })

  it('names the language of its code the same, however it came', () => {
    const text = 'a\n\n```a&amp;b\nx\n```\n'
    expect(bare(grown(text, [8, 12, 15]).blocks)).toEqual(bare(whole(text)))
    expect(bare(whole(text))).toContainEqual({ kind: 'code', language: 'a&b', text: 'x' })
  })

  it('is read again where an address is named at its end, and the rest stays', () => {
    const text = 'one\n\n[two][a]\n\nthree\n\nfour\n\n[a]: https://x.org/\n'
    const linked = [p('one'), p({ kind: 'link', url: 'https://x.org/', children: ['two'] }), p('three'), p('four')]
    for (const cut of [22, 28]) expect(bare(advance(advance(EMPTY, text.slice(0, cut), live), text, settled).blocks)).toEqual(linked)
    const before = advance(advance(EMPTY, text.slice(0, 28), live), text, live)
    const after = advance(before, text, settled)
    expect(bare(after.blocks)).toEqual(linked)
    expect(bare(before.blocks[1])).toEqual(p('[two][a]'))
    expect(after.blocks[0]).toBe(before.blocks[0])
  })

  it('loses nothing in windows that no block ends in', () => {
    const row = '| some words | and more of them |\n'
    const table = whole(`| a | b |\n|---|---|\n${row.repeat(40)}`, 400)
    expect(table.length).toBeGreaterThan(2)
    expect(table.every((block) => block.kind === 'table')).toBe(true)
    expect(table.flatMap((block) => (block.kind === 'table' ? block.rows : []))).toHaveLength(40)
    expect(table.filter((block) => block.kind === 'table' && block.head !== null)).toHaveLength(1)
    const line = whole('word '.repeat(200), 100)
    expect(line.map((block) => (block.kind === 'paragraph' ? words(block.line) : '')).join('')).toBe('word '.repeat(200))
    const list = whole(Array.from({ length: 40 }, (_, index) => `${index + 1}. some words`).join('\n'), 200)
    expect(list.flatMap((block) => (block.kind === 'list' ? block.items : []))).toHaveLength(40)
    expect(list[1]).toMatchObject({ kind: 'list', start: 14 })
  })
})
