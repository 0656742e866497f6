import { describe, expect, it } from 'vitest'
import { ID_PATTERN } from '../../shared/limits.ts'
import { ID_LENGTH, newId } from './id.ts'

describe('a name made here', () => {
  it('is what the server takes, and never the same', () => {
    const names = new Set(Array.from({ length: 2_000 }, () => newId((bytes) => crypto.getRandomValues(bytes))))
    expect(names.size).toBe(2_000)
    for (const name of names) {
      expect(name).toMatch(ID_PATTERN)
      expect(name).toHaveLength(ID_LENGTH)
    }
  })

  it('uses each letter, for whatever byte', () => {
    const letters = new Set<string>()
    for (let byte = 0; byte < 256; byte += 1) for (const letter of newId((bytes) => bytes.fill(byte))) letters.add(letter)
    expect(letters.size).toBe(64)
  })
})
