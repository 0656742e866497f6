// The colours can be read: every text on every ground by day and by night, and what has an edge shows it.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** WCAG 2.2, 1.4.3 and 1.4.11. */
const TEXT = 4.5
const EDGE = 3

const css = readFileSync(new URL('../web/styles/tokens.css', import.meta.url), 'utf8')
const pairs = new Map(
  [...css.matchAll(/--([\w-]+):\s*light-dark\((#\w+),\s*(#\w+)\)/g)].map(([, name, light, dark]) => [name!, { light: light!, dark: dark! }]),
)

type Theme = 'light' | 'dark'

function colour(token: string, theme: Theme): string {
  const pair = pairs.get(token)
  if (pair === undefined) throw new Error(`--${token} has no colours`)
  return pair[theme]
}

function luminance(hex: string): number {
  const digits = hex.length === 4 ? Array.from(hex.slice(1), (digit) => digit + digit) : (hex.slice(1).match(/../g) ?? [])
  if (digits.length !== 3) throw new Error(`${hex} is not a plain colour`)
  const [red, green, blue] = digits.map((pair) => {
    const part = Number.parseInt(pair, 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light! + 0.05) / (dark! + 0.05)
}

describe.each<Theme>(['light', 'dark'])('%s', (theme) => {
  const ratio = (above: string, below: string): number => contrast(colour(above, theme), colour(below, theme))

  it.each(['bg', 'raise', 'sink'])('text can be read on %s, and an edge be seen', (ground) => {
    const texts = ['ink', 'soft', 'faint', 'lamp', 'bad', 'good', 'wait']
    expect(texts.filter((text) => ratio(text, ground) < TEXT)).toEqual([])
    expect(['edge', 'focus'].filter((edge) => ratio(edge, ground) < EDGE)).toEqual([])
  })

  it('text can be read on what acts', () => {
    expect(ratio('lamp-ink', 'lamp')).toBeGreaterThanOrEqual(TEXT)
  })
})

it('measures as WCAG does', () => {
  expect(contrast('#000', '#ffffff')).toBe(21)
  expect(contrast('#777777', '#fff')).toBeCloseTo(4.48, 2)
})
