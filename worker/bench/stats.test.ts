// Percentiles, medians and gaps by examples, and what holds for any values.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { gaps, median, percentile } from './stats.ts'

const HUNDRED = Array.from({ length: 100 }, (_, at) => 100 - at)

describe('percentile', () => {
  it.each([
    { name: 'p50 of an odd number is the middle', values: [5, 1, 3], percent: 50, expected: 3 },
    { name: 'p50 of an even number is the lower of the two', values: [4, 1, 3, 2], percent: 50, expected: 2 },
    { name: 'p95 of a hundred', values: HUNDRED, percent: 95, expected: 95 },
    { name: 'p95 of twenty leaves one above', values: HUNDRED.slice(80), percent: 95, expected: 19 },
    { name: 'p95 of few is the highest', values: [1, 9, 2], percent: 95, expected: 9 },
    { name: 'p100 is the highest', values: HUNDRED, percent: 100, expected: 100 },
    { name: 'a very small one is the lowest', values: HUNDRED, percent: 0.1, expected: 1 },
    { name: 'of one value is that value', values: [7], percent: 95, expected: 7 },
    { name: 'numbers are not sorted as words', values: [10, 9, 100], percent: 100, expected: 100 },
  ])('$name', ({ values, percent, expected }) => expect(percentile(values, percent)).toBe(expected))

  it('leaves what it was given as it was', () => {
    const values = [3, 1, 2]
    percentile(values, 50)
    expect(values).toEqual([3, 1, 2])
  })

  it('has at least so many values at or below it, and fewer below any smaller one', () => {
    const values = fc.array(fc.integer(), { minLength: 1 })
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 100 }), (values, percent) => {
        const found = percentile(values, percent)
        const share = (holds: (value: number) => boolean): number => (values.filter(holds).length / values.length) * 100
        expect(values).toContain(found)
        expect(share((value) => value <= found)).toBeGreaterThanOrEqual(percent - 1e-9)
        expect(share((value) => value < found)).toBeLessThan(percent)
      }),
    )
  })

  it.each([
    { name: 'no values', values: [], percent: 50 },
    { name: 'nothing of them', values: [1], percent: 0 },
    { name: 'more than all', values: [1], percent: 101 },
    { name: 'not a number', values: [1], percent: Number.NaN },
  ])('refuses $name', ({ values, percent }) => expect(() => percentile(values, percent)).toThrow(RangeError))
})

describe('median', () => {
  it.each([
    { name: 'of an odd number', values: [9, 1, 5], expected: 5 },
    { name: 'of an even number is between the two', values: [1, 2, 10, 4], expected: 3 },
    { name: 'of one', values: [2], expected: 2 },
  ])('$name', ({ values, expected }) => expect(median(values)).toBe(expected))

  it('refuses no values', () => expect(() => median([])).toThrow(RangeError))
})

describe('gaps', () => {
  it.each([
    { name: 'between times', times: [10, 15, 15, 40], expected: [5, 0, 25] },
    { name: 'of one time there are none', times: [10], expected: [] },
    { name: 'of none there are none', times: [], expected: [] },
  ])('$name', ({ times, expected }) => expect(gaps(times)).toEqual(expected))
})
