import { PROBLEM_DETAIL_MAX } from '../../shared/limits.ts'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { detailOf } from './detail.ts'

describe('masks', () => {
  it.each([
    ['a bearer', 'got Authorization: Bearer abc.def-123 here', 'got Authorization *** here'],
    ['a bearer alone', 'token Bearer abcdef123 bad', 'token Bearer *** bad'],
    ['an LM Studio token', 'key sk-lm-abcd1234:ABCDEFGHIJKLMNOPQRST is wrong', 'key sk-*** is wrong'],
    ['an Access secret', 'cfast_0123456789abcdef was used', 'cfast-*** was used'],
    ['an Access header', 'CF-Access-Client-Secret: 0123abc', 'CF-Access-Client-Secret ***'],
    ['a password in an address', 'cannot reach http://me:hunter2@10.0.0.2:1234/v1', 'cannot reach http://***@10.0.0.2:1234/v1'],
    ['an api key', '{"api_key": "plain-value"}', '{"api_key ***"}'],
    ['what a validator repeats', "Field required, 'input': {'messages': 'a private word'}", 'Field required,'],
  ])('%s', (_name, text, expected) => {
    expect(detailOf(text)).toBe(expected)
  })

  it('what was sent is known and masked wherever it stands, at the border of a cut too', () => {
    expect(detailOf('your plainkey is wrong', ['plainkey'])).toBe('your *** is wrong')
    fc.assert(
      fc.property(fc.nat(5_000), fc.string({ maxLength: 40 }), (padding, tail) => {
        expect(detailOf(`${'<b>'.repeat(padding / 3)}topsecretvalue${tail}`, ['topsecretvalue'])).not.toMatch(/topsecret/)
      }),
    )
  })
})

it('is one short line without markup, whatever comes', () => {
  const part = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('<b>', '\n', '\r\n', '\u2028', '\u{1F600}', '<', '>', '\uD83D', 'Bearer '))
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      const line = detailOf(parts.join(''))
      expect(line.length).toBeLessThanOrEqual(PROBLEM_DETAIL_MAX)
      expect(line).not.toMatch(/[<>\p{Cc}\u2028\u2029]/u)
      expect(line.isWellFormed()).toBe(true)
    }),
    { numRuns: 500 },
  )
})
