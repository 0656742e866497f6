import { expect, it } from 'vitest'
import { CASES } from '../worker/sim/named/index.ts'
import { LATER } from '../worker/test/hosts/cases-later.ts'
import { caseTable } from './cases.ts'

const cases = [
  { number: 1, name: 'one' },
  { number: 12, name: 'two' },
]
const later = [{ number: 12, now: 'half', by: 'the rest' }]
type Test = readonly [host: string, title: string, status: string]
const report = (...tests: readonly Test[]): string =>
  JSON.stringify({ testResults: tests.map(([host, title, status]) => ({ assertionResults: [{ ancestorTitles: [host, 'cases'], title, status }] })) })

it('each case has a line with its result on each host, and those that are left have what will look at them', () => {
  const all = report(
    ['node', 'case 1 one', 'passed'],
    ['wrangler', 'case 1 one', 'passed'],
    ['node', 'case 12 two', 'passed'],
    ['wrangler', 'case 12 two', 'passed'],
  )
  expect(caseTable(all, cases, later)).toEqual({
    lines: ['cases: 1 one node ✓ workerd ✓', 'cases: 12 two node ✓ workerd ✓', 'later: 12 two: now half; then the rest'],
    missing: 0,
  })
})

it('one variant that fails is enough, whatever comes after it', () => {
  const some = report(
    ['node', 'case 1 one/a', 'failed'],
    ['node', 'case 1 one/b', 'passed'],
    ['wrangler', 'case 1 one/a', 'passed'],
    ['wrangler', 'case 1 one/b', 'passed'],
  )
  expect(caseTable(some, cases.slice(0, 1), [])).toEqual({ lines: ['cases: 1 one node ✗ workerd ✓'], missing: 0 })
})

it('a title may name several, and what was not played is said and counted', () => {
  const part = report(['node', 'case 1 one, case 12 two', 'passed'], ['wrangler', 'case 1 one', 'skipped'], ['elsewhere', 'case 12 two', 'failed'])
  expect(caseTable(part, cases, [])).toEqual({ lines: ['cases: 1 one node ✓ workerd not played', 'cases: 12 two node ✓ workerd not played'], missing: 2 })
})

it.each([null, '{', '{}'])('no report: %s', (text) => {
  expect(caseTable(text, cases, [])).toBeNull()
})

it('what is left for later are cases, once each and in order', () => {
  const numbers = LATER.map(({ number }) => number)
  expect(numbers.every((number) => CASES.some((each) => each.number === number))).toBe(true)
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
})
