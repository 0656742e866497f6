// Sums the demo works out, and what it does not take for one.
import { describe, expect, it } from 'vitest'
import { solveSum } from './demo-sum.ts'

describe('solveSum', () => {
  it.each([
    ['What is 2+2?', '2 + 2', '4'],
    ['2+2', '2 + 2', '4'],
    ['Hey, please tell me what is 10 / 4', '10 ÷ 4', '2.5'],
    ["what's 12 * (3 + 4) =", '12 × (3 + 4)', '84'],
    ['How much is 2 + 2 - (3 * 4)?', '2 + 2 − (3 × 4)', '−8'],
    ['8 - 3 - 2', '8 − 3 − 2', '3'],
    ['100 / 5 / 2', '100 ÷ 5 ÷ 2', '10'],
    ['2 x 3', '2 × 3', '6'],
    ['6 ÷ 4', '6 ÷ 4', '1.5'],
    ['-3 - -4', '−3 − −4', '1'],
    ['0.1 + 0.2', '0.1 + 0.2', '0.3'],
    ['1/3', '1 ÷ 3', '0.333333333333'],
  ])('%s', (message, asked, result) => {
    expect(solveSum(message)).toEqual({ asked, result })
  })

  it.each(['7/0', 'What is 1 / (2 - 2)?'])('%s divides by zero', (message) => {
    expect(solveSum(message)?.result).toBeNull()
  })

  it.each([
    ['nothing', ''],
    ['a number', 'What is 42?'],
    ['a date', '2026-11-22'],
    ['a question', 'What is the capital of France?'],
    ['a sum inside a question', 'Why is 2+2 4?'],
    ['an unfinished one', '2+'],
    ['one bracket', '(2+2'],
    ['numbers with a gap', '1 234 + 3'],
    ['two points', '1.2.3 + 4'],
    ['too large to be exact', `${'9'.repeat(20)}+1`],
    ['too long', `1${'+1'.repeat(60)}`],
  ])('is not a sum: %s', (_name, message) => {
    expect(solveSum(message)).toBeNull()
  })
})
