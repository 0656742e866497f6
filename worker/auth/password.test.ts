// Comparing passwords.
import { describe, expect, it } from 'vitest'
import { samePassword } from './password.ts'

describe('samePassword', () => {
  it.each([
    ['the same', 'lamp and door', 'lamp and door', true],
    ['one letter less', 'lamp and doo', 'lamp and door', false],
    ['another case', 'Lamp and door', 'lamp and door', false],
    ['a space at the end', 'lamp and door ', 'lamp and door', false],
    ['nothing', '', 'lamp and door', false],
    ['an accent in two pieces', 'cafe\u0301 noir', 'caf\u00E9 noir', true],
    ['very long and wrong', 'x'.repeat(100_000), 'lamp and door', false],
  ])('%s', async (_name, given, right, same) => {
    expect(await samePassword(given, right)).toBe(same)
  })
})
