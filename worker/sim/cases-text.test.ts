// What a simulated model says, and the markers that ask it for more.
import { describe, expect, it } from 'vitest'
import { answerTokens, continued, MARKER_TOKENS_MAX, promptTokens, readMarkers, reasoningTokens, tokensOf } from './cases-text.ts'

const NONE = { tokens: null, delay: null, rate: null, reasoning: null, cut: null, error: null, hang: null, finish: null, limit: null, seam: null, case: null }

describe('readMarkers', () => {
  it.each([
    ['none', 'Tell me more.', {}],
    ['one', 'Tell me [[tokens=300]] more.', { tokens: 300 }],
    [
      'all',
      '[[tokens=1]][[delay=2]][[rate=0.5]][[reasoning=4]][[cut=5]][[error=6]][[hang=7]][[finish=length]][[limit=8]][[seam=anew]][[case=rst-mid-text]]',
      { tokens: 1, delay: 2, rate: 0.5, reasoning: 4, cut: 5, error: 6, hang: 7, finish: 'length', limit: 8, seam: 'anew', case: 'rst-mid-text' },
    ],
    ['zero', '[[tokens=0]]', { tokens: 0 }],
    ['too many', '[[tokens=99999999]]', { tokens: MARKER_TOKENS_MAX }],
    ['nonsense', '[[tokens=many]] [[finish=maybe]] [[seam=maybe]] [[tokens 3]]', {}],
  ])('%s', (_name, prompt, expected) => {
    expect(readMarkers(prompt)).toEqual({ ...NONE, ...expected })
  })
})

describe('continued', () => {
  const tokens = answerTokens('Tell me of ships', 1, 60)
  const text = tokens.join('')
  it.each([
    ['exactly, wherever it was cut', text.slice(0, 71), null, text.slice(71)],
    ['with nothing where all was said', text, null, ''],
    ['with the end of it once more', text.slice(0, 71), 'overlap' as const, text.slice(41)],
    ['from the beginning, and then otherwise', text.slice(0, 71), 'anew' as const, `${text.slice(0, 30)}, in other words. ${text}`],
    ['from the beginning where another wrote it', 'Something else', null, text],
  ])('%s', (_name, begun, seam, expected) => {
    expect(continued(tokens, begun, seam).join('')).toBe(expected)
  })
})

describe('answerTokens', () => {
  it('answers the sum', () => {
    expect(answerTokens('What is 2+2?', 1, null)).toEqual(['4'])
    expect(answerTokens('What is 12+23?', 1, null).length).toBeGreaterThan(1)
  })

  it('gives the same for the same, and another for another prompt or place', () => {
    const one = answerTokens('Tell me of ships', 1, null).join('')
    expect(answerTokens('Tell me of ships', 1, null).join('')).toBe(one)
    expect(answerTokens('Tell me of maps', 1, null).join('')).not.toBe(one)
    expect(answerTokens('Tell me of ships', 3, null).join('')).not.toBe(one)
  })

  it.each([0, 1, 7, 300, 5_000])('has %i tokens where they are asked for', (count) => {
    const tokens = answerTokens(`Go on [[tokens=${count}]]`, 1, count)
    expect(tokens).toHaveLength(count)
    expect(tokens.join('').isWellFormed()).toBe(true)
  })

  it('repeats the prompt without its markers', () => {
    expect(answerTokens('Tell me of ships [[tokens=40]]', 1, 40).join('')).toContain('“Tell me of ships”')
  })

  it('holds what is hard to carry: line breaks, accents, other scripts, emoji', () => {
    const text = answerTokens('A long one', 1, 2_000).join('')
    for (const part of ['\n\n', '\n- ', 'é', '東京', '🚢', '“', '—']) expect(text).toContain(part)
  })

  it('thinks something else than it says', () => {
    expect(reasoningTokens('Why', 1, 20)).toHaveLength(20)
    expect(reasoningTokens('Why', 1, 20)).not.toEqual(answerTokens('Why', 1, 20))
  })
})

it.each(['', 'one', '  two  words ', 'naïve café\n\n- 東京 ✉️ 👩‍👩‍👧, done.', 'a_b <c> "d"'])('tokens joined are the text: %j', (text) => {
  expect(tokensOf(text).join('')).toBe(text)
})

it('a prompt costs bytes and messages', () => {
  expect(promptTokens([])).toBe(0)
  expect(promptTokens(['abcd', 'é'])).toBe(4 + 1 + 4 + 1)
})
