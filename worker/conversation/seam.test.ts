import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEAM_ANEW_CHARS, SEAM_OVERLAP_MAX, SEAM_OVERLAP_MIN } from '../../shared/limits.ts'
import { type Seam, seamOf } from './seam.ts'

const BEFORE = 'The lamp in the porch is lit, and someone is at home \u{1F642} to'
/** Longer than any repetition that is looked for, and nowhere the same. */
const LONG = `A text that begins like this, and goes on: ${Array.from({ length: 400 }, (_, n) => `word ${n}`).join(', ')}`
const on = (text: string): Seam => ({ kind: 'on', text })
const anew = (text: string): Seam => ({ kind: 'anew', text })

/** What becomes of a continuation that comes in these pieces. */
function arrive(before: string, pieces: readonly string[]): { readonly seam: Exclude<Seam, { kind: 'open' }>; readonly held: number } {
  let said = ''
  let held = 0
  for (const [at, piece] of pieces.entries()) {
    said += piece
    const seam = seamOf(before, said, false)
    if (seam.kind !== 'open') return { seam: { kind: seam.kind, text: seam.text + pieces.slice(at + 1).join('') }, held }
    held = said.length
  }
  const seam = seamOf(before, said, true)
  if (seam.kind === 'open') throw new Error('open at its end')
  return { seam, held }
}

describe('the seam', () => {
  it.each<[string, string, string, Seam]>([
    ['goes on', BEFORE, ' night.', on(' night.')],
    ['goes on in the middle of a word', BEFORE, 'night.', on('night.')],
    ['12 characters of the end once more are cut', BEFORE, 't home \u{1F642} to night.', on(' night.')],
    ['11 of them are not', BEFORE, ' home \u{1F642} to night.', on(' home \u{1F642} to night.')],
    ['the longest repetition is the one', 'na na na na na na na na', ' na na na na na hey', on(' hey')],
    ['all of a short text once more', 'The lamp is lit', 'The lamp is lit, and more', on(', and more')],
    ['a repetition that is not exact is none', BEFORE, 'At home \u{1F642} to night', on('At home \u{1F642} to night')],
    ['one that does not begin at once is none', BEFORE, '... at home \u{1F642} to night', on('... at home \u{1F642} to night')],
    ['a repetition that does not reach the end is none', BEFORE, 'someone is at home again', on('someone is at home again')],
    ['nothing but the end', BEFORE, 'at home \u{1F642} to', on('')],
    ['nothing', BEFORE, '', on('')],
    ['begins anew', BEFORE, 'The lamp in the porch is broken.', anew('The lamp in the porch is broken.')],
    ['begins like it, and is another', BEFORE, 'The lamp in the garden', on('The lamp in the garden')],
    ['begins anew and comes past the cut', BEFORE, `${BEFORE}night.`, on('night.')],
    ['a very long text begins anew', `${'word '.repeat(400)}end`, `${'word '.repeat(5)}other`, anew(`${'word '.repeat(5)}other`)],
    ['a longer repetition than is looked for is left', LONG, `${LONG.slice(-SEAM_OVERLAP_MAX - 1)}!`, on(`${LONG.slice(-SEAM_OVERLAP_MAX - 1)}!`)],
    ['the longest that is', LONG, `${LONG.slice(-SEAM_OVERLAP_MAX)}!`, on('!')],
    ['a long text begins anew', LONG, 'A text that begins like this, or another', anew('A text that begins like this, or another')],
    ['a long text begins almost like that', LONG, 'A text that begins like t', anew('A text that begins like t')],
    ['a long text begins not quite like that', LONG, 'A text that begins lik', on('A text that begins lik')],
    ['of a text of a few words nobody can tell', 'The lamp', 'The lamp is lit', on('The lamp is lit')],
    ['the text before is empty', '', 'The lamp', on('The lamp')],
  ])('%s', (_name, before, said, expected) => {
    expect(seamOf(before, said, true)).toEqual(expected)
    // In one piece, and letter by letter.
    expect(arrive(before, [said]).seam).toEqual(expected)
    expect(arrive(before, said.split('')).seam).toEqual(expected)
  })

  it.each<[string, string, boolean]>([
    ['a letter of the end', 'h', true],
    ['what may still reach the end', 'is at home', true],
    ['what may still begin anew', 'The lamp in', true],
    ['another letter', 'x', false],
    ['a space that comes in the end', ' ', true],
    ['words that do not', ' night', false],
  ])('%s is held back: %s', (_name, said, open) => {
    expect(seamOf(BEFORE, said, false).kind === 'open').toBe(open)
  })

  /** Few letters, so that they repeat. */
  const text = (maxLength: number) => fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\u{1F642}'), maxLength })
  const pieces = fc.array(text(30), { maxLength: 12 })

  it('however the continuation comes in, it becomes the same, and little is held back', () => {
    fc.assert(
      fc.property(text(700), pieces, fc.nat(60), (before, more, back) => {
        const end = before.slice(Math.max(0, before.length - back))
        const arrived = [...end, ...more]
        const said = arrived.join('')
        const { seam, held } = arrive(before, arrived)
        expect(seam).toEqual(arrive(before, [said]).seam)
        expect(seam).toEqual(seamOf(before, said, true))
        expect(held).toBeLessThan(SEAM_OVERLAP_MAX)
      }),
    )
  })

  it('cuts an exact repetition of the end, of 12 characters or more, and nothing else', () => {
    fc.assert(
      fc.property(text(200), text(100), fc.nat(200), (before, rest, back) => {
        const said = before.slice(Math.max(0, before.length - back)) + rest
        const seam = seamOf(before, said, true)
        if (seam.kind === 'open') throw new Error('open at its end')
        const cut = said.length - seam.text.length
        expect(said.slice(cut)).toBe(seam.text)
        if (cut > 0) {
          expect(cut).toBeGreaterThanOrEqual(SEAM_OVERLAP_MIN)
          expect(before.endsWith(said.slice(0, cut))).toBe(true)
        }
        // And the longest there is.
        for (let length = cut + 1; length <= Math.min(before.length, said.length, SEAM_OVERLAP_MAX); length += 1)
          expect(length >= SEAM_OVERLAP_MIN && before.endsWith(said.slice(0, length))).toBe(false)
        expect(seam.kind === 'anew').toBe(cut === 0 && before.length >= SEAM_ANEW_CHARS && said.startsWith(before.slice(0, SEAM_ANEW_CHARS)))
      }),
    )
  })
})
