import { describe, expect, it } from 'vitest'
import { written } from './number.ts'

describe('a number', () => {
  const english = new Intl.NumberFormat('en')
  it.each([0, 1, 7.25, 31, 99.9994, 998.9996, 999, 999.9996, 1_000, 1_412, 16_384.5, 1_234_567, -3, -31.25, -1_000])(
    'is written as in English: %d',
    (value) => {
      expect(written(value)).toBe(english.format(value))
    },
  )
})
