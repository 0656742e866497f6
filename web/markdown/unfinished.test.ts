import { describe, expect, it } from 'vitest'
import { mended, steady, steadyCode } from './unfinished.ts'

describe('the last line of a text that grows', () => {
  it.each([
    ['a dash may become a list, or make a heading of what stands above', 'Here:\n-', 'Here:\n'],
    ['a point', 'a\n\n* ', 'a\n\n'],
    ['a number', '1. a\n2', '1. a\n'],
    ['a number with its point', '1. a\n2.', '1. a\n'],
    ['the start of a box', '- [x] a\n- [', '- [x] a\n'],
    ['a box', '- [ ] ', ''],
    ['marks of a heading', 'a\n\n##', 'a\n\n'],
    ['the start of a fence', 'a\n``', 'a\n'],
    ['a fence whose language is being written', 'a\n```py', 'a\n'],
    ['the head of a table', 'a\n\n| b | c', 'a\n\n'],
    ['a head whose line has not come', 'a\n\n| b | c |\n', 'a\n\n'],
    ['a head whose line is being written', 'a\n\n| b | c |\n|--', 'a\n\n'],
  ])('waits: %s', (_name, text, shown) => {
    expect(steady(text)).toBe(shown)
  })

  it.each([
    ['words', 'a\nb'],
    ['a list with a word', 'a\n- b'],
    ['a row', '| a |\n|---|\n| b'],
    ['a whole row', '| a |\n|---|\n| b |\n'],
    ['a number with a word', 'a\n2 b'],
    ['nothing', ''],
    ['a line that is very long', `a\n${'-'.repeat(3_000)}`],
  ])('does not wait: %s', (_name, text) => {
    expect(steady(text)).toBe(text)
  })

  it('of code waits only where it may end the code', () => {
    expect(steadyCode('```\na\n``')).toBe('```\na\n')
    expect(steadyCode('```\na\n-')).toBe('```\na\n-')
  })
})

describe('what is open in a line', () => {
  it.each([
    ['a **b', 'a **b**'],
    ['a **b ', 'a **b**'],
    ['a **b*', 'a **b**'],
    ['a **b** c', 'a **b** c'],
    ['a **b *c', 'a **b *c***'],
    ['a *b', 'a *b*'],
    ['a ~~b', 'a ~~b~~'],
    ['a **', 'a'],
    ['a `b', 'a `b`'],
    ['a ``b`', 'a ``b` ``'],
    ['a `', 'a '],
    ['**a `b*', '**a `b`**'],
    ['`a` **b', '`a` **b**'],
    ['2 * 3', '2 * 3'],
    ['5*3', '5*3'],
    ['\\*a', '\\*a'],
    ['see [b](https://x.or', 'see b'],
    ['see ![b](data:image/png;base64,AA', 'see '],
    ['see ![b', 'see '],
    ['see [b](https://x.org) c', 'see [b](https://x.org) c'],
    ['a[0', 'a[0'],
  ])('%s', (line, drawn) => {
    expect(mended(line)).toBe(drawn)
  })
})
