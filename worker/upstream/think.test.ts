import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ThinkTags } from './think.ts'

function tell(...pieces: readonly string[]): { text: string; reasoning: string; order: string } {
  const tags = new ThinkTags()
  const told = { text: '', reasoning: '', order: '' }
  for (const piece of [...pieces.flatMap((each) => tags.push(each)), ...tags.end()]) {
    told[piece.type] += piece.text
    const mark = piece.type === 'text' ? 't' : 'r'
    if (!told.order.endsWith(mark)) told.order += mark
  }
  return told
}

describe('tags cut at every place, once and twice', () => {
  it.each([
    ['an open and a close', '<think>plan</think>\nAnswer', 'plan', '\nAnswer'],
    ['white space before', '\n\n<think>plan</think>Answer', 'plan', '\n\nAnswer'],
    ['a block without words, then one with', '<think>\n</think>\n<think>b</think>Answer', '\nb', '\nAnswer'],
    ['a mention after the text began stays whole', 'The tag <think> opens, </think> closes.', '', 'The tag <think> opens, </think> closes.'],
    ['tags after a block are text', '<think>a</think>Use <think>b</think>', 'a', 'Use <think>b</think>'],
    ['what only looks like a tag', '<thin>king</thinker>', '', '<thin>king</thinker>'],
    ['a lesser-than sign', '<', '', '<'],
    ['inside, what only looks like the end', '<think>a</thin b</think>c', 'a</thin b', 'c'],
    ['never closed', '<think>plan', 'plan', ''],
    ['a closing tag first', '</think>Answer', '', 'Answer'],
  ])('%s', (_name, whole, reasoning, text) => {
    for (let first = 0; first <= whole.length; first += 1)
      for (let second = first; second <= whole.length; second += 1)
        expect(tell(whole.slice(0, first), whole.slice(first, second), whole.slice(second))).toMatchObject({ reasoning, text })
  })
})

describe('a closing tag without an opening one', () => {
  it.each([
    ['in the first piece: what comes before it was reasoning', ['plan</think>Answer'], 'plan', 'Answer'],
    ['cut by the end of the first piece', ['plan</thi', 'nk>Answer'], 'plan', 'Answer'],
    ['cut twice', ['plan<', '/thin', 'k>Answer'], 'plan', 'Answer'],
    ['after text was given out: it stays, and nothing is taken back', ['plan', ' more</think>Answer'], '', 'plan more</think>Answer'],
    ['a piece that speaks of both', ['Write <think> and </think>.'], '', 'Write <think> and </think>.'],
    ['white space is not text', ['\n', 'plan</think>Answer'], 'plan', '\nAnswer'],
  ])('%s', (_name, pieces, reasoning, text) => {
    expect(tell(...pieces)).toMatchObject({ reasoning, text })
  })

  it('holds text back for one tag only', () => {
    const tags = new ThinkTags()
    expect(tags.push('a<')).toEqual([])
    expect(tags.push('b<')).toEqual([{ type: 'text', text: 'a<b<' }])
  })
})

it('keeps reasoning before the text', () => {
  expect(tell('<think>a', 'b</think>', 'c').order).toBe('rt')
})

it('loses and invents no character, besides whole tags', () => {
  const part = fc.constantFrom('<think>', '</think>', '<thi', 'nk>', '</', 'a', ' ', '\n', '<', '>')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (pieces) => {
      const tags = new ThinkTags()
      const given = [...pieces.flatMap((each) => tags.push(each)), ...tags.end()].map((piece) => piece.text).join('')
      expect(isWithoutTags(pieces.join(''), given)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

/** Whether the one becomes the other by leaving out whole tags. */
function isWithoutTags(whole: string, given: string): boolean {
  let at = 0
  while (at < whole.length && at < given.length && whole[at] === given[at] && whole[at] !== '<') at += 1
  if (at === whole.length) return at === given.length
  const [rest, left] = [whole.slice(at), given.slice(at)]
  const tag = /^<\/?think>/.exec(rest)?.[0]
  if (tag !== undefined && isWithoutTags(rest.slice(tag.length), left)) return true
  return left !== '' && rest[0] === left[0] && isWithoutTags(rest.slice(1), left.slice(1))
}

describe('the work', () => {
  it.each(['</think>', 'a</think>', '<think></think>', '<think>', '<thin', ' </think>'])('goes with the length of a piece that is nothing but %j', (tag) => {
    const tags = new ThinkTags()
    const piece = tag.repeat(40_000)
    const began = performance.now()
    const pieces = [...tags.push(piece), ...tags.end()]
    // With its square it is some seconds.
    expect(performance.now() - began).toBeLessThan(1_000)
    expect(pieces.map(({ text }) => text).join('').length).toBeLessThanOrEqual(piece.length)
  })
})
