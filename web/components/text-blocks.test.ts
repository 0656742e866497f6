import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, EMPTY, split } from './text-blocks.ts'

const paragraph = (text: string): Block => ({ kind: 'paragraph', language: '', text })
const code = (text: string, language = ''): Block => ({ kind: 'code', language, text })

describe('a text', () => {
  const cases: [string, string, Block[]][] = [
    ['nothing', '', []],
    ['only white space', ' \n\n \t\n', []],
    ['one line', 'One line.', [paragraph('One line.')]],
    ['lines of one paragraph', 'One\ntwo', [paragraph('One\ntwo')]],
    ['paragraphs', 'One\n\n\ntwo\n', [paragraph('One'), paragraph('two')]],
    ['carriage returns', 'One\r\n\r\ntwo\r\n', [paragraph('One'), paragraph('two')]],
    ['code between words', 'See:\n```js\nlet a\n\nlet b\n```\nDone.', [paragraph('See:'), code('let a\n\nlet b', 'js'), paragraph('Done.')]],
    ['code with tildes', '~~~\n```\n~~~', [code('```')]],
    ['a longer fence around a shorter', '````md\n```\n````', [code('```', 'md')]],
    ['code that is still being written', 'See:\n```py\nprint(1', [paragraph('See:'), code('print(1', 'py')]],
    ['code that has only begun', '```', [code('')]],
    ['a fence in a list', '1. So:\n   ```sh\n   ls\n   ```', [paragraph('1. So:'), code('   ls', 'sh')]],
    ['more after the word of a fence', '```js title="a"\nx\n```', [code('x', 'js')]],
    ['a mark in a line is no fence', 'Use ``` here\n```a`b\n', [paragraph('Use ``` here\n```a`b')]],
    ['two marks are no fence', '``\nx\n``', [paragraph('``\nx\n``')]],
    ['empty code', '```\n```\nx', [code(''), paragraph('x')]],
  ]
  it.each(cases)('%s', (_name, text, blocks) => {
    expect(split(text).blocks).toEqual(blocks)
  })
})

describe('a text that grows', () => {
  const piece = fc.constantFrom('`', '``', '```', '~~~', '\n', '\n\n', '\r\n', 'word ', 'js', ' ', '\u{1F44D}', '# x')

  it('is split as it would be at once', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        let text = ''
        let grown = EMPTY
        for (const one of pieces) {
          text += one
          const before = grown
          grown = split(text, grown)
          expect(grown.blocks).toEqual(split(text).blocks)
          expect(grown.blocks.slice(0, before.stable)).toEqual(before.blocks.slice(0, before.stable))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('does not read again what stands before the last block', () => {
    const before = split('One\n\ntwo\n\nthr')
    expect(before).toMatchObject({ stable: 2, at: 10 })
    const next = split('One\n\ntwo\n\nthree', before)
    expect(next.blocks[0]).toBe(before.blocks[0])
    expect(next.blocks[1]).toBe(before.blocks[1])
  })

  it('is split anew where it is another text', () => {
    expect(split('Other', split('One\n\ntwo')).blocks).toEqual([paragraph('Other')])
    expect(split('', split('One\n\ntwo')).blocks).toEqual([])
  })
})
