import { describe, expect, it } from 'vitest'
import { drawTo } from './pace.ts'

describe('a text that is being written is drawn', () => {
  const text = 'x'.repeat(40_000)

  it('as it comes where little comes', () => {
    expect(drawTo(0, text.slice(0, 399), false)).toBe(399)
    expect(drawTo(39_700, text, false)).toBe(40_000)
  })

  it('in parts where much has come at once, and soon all of it', () => {
    const places = [0]
    while (places.at(-1)! < text.length && places.length < 100) places.push(drawTo(places.at(-1)!, text, false))
    expect(places.at(-1)).toBe(text.length)
    expect(places.length).toBeLessThan(25)
    expect(places[1]).toBe(10_000)
  })

  it('whole where nothing comes after it', () => {
    expect(drawTo(0, text, true)).toBe(40_000)
  })

  it('whole where it has become shorter', () => {
    expect(drawTo(40_000, 'short', false)).toBe(5)
  })

  it('not through the middle of a character', () => {
    const faces = '🙂'.repeat(500)
    expect(drawTo(1, faces, false)).toBe(402)
    expect(drawTo(0, faces, false)).toBe(400)
  })
})
