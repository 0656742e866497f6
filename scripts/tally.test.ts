import { describe, expect, it } from 'vitest'
import { lastLine, ofCheck, ofVitest } from './tally.ts'

const DONE = { code: 0, late: false }
const RED = { code: 1, late: false }
const LATE = { code: null, late: true }

describe('a check', () => {
  it.each([
    ['right', DONE, { passed: 1, failed: 0, note: null }],
    ['wrong', RED, { passed: 0, failed: 1, note: null }],
    ['ended by a signal', { code: null, late: false }, { passed: 0, failed: 1, note: 'was ended by a signal' }],
    ['too long', LATE, { passed: 0, failed: 1, note: 'took too long' }],
    ['too long, though it ended well', { code: 0, late: true }, { passed: 0, failed: 1, note: 'took too long' }],
  ])('%s', (_, end, expected) => {
    expect(ofCheck(end)).toEqual(expected)
  })
})

interface File {
  readonly status: string
  readonly tests: readonly string[]
}
const good: File = { status: 'passed', tests: ['passed', 'passed'] }
const report = (...files: readonly File[]): string => {
  const tests = files.flatMap((file) => file.tests)
  const count = (status: string): number => tests.filter((each) => each === status).length
  return JSON.stringify({
    numPassedTests: count('passed'),
    numFailedTests: count('failed'),
    numPendingTests: count('skipped'),
    testResults: files.map((file, at) => ({ name: `f${at}`, status: file.status, assertionResults: file.tests.map((status) => ({ status })) })),
  })
}

describe('a run of vitest', () => {
  it.each([
    ['all passed', DONE, report(good, good), { passed: 4, failed: 0, note: null }],
    ['one failed', RED, report(good, { status: 'failed', tests: ['passed', 'failed'] }), { passed: 3, failed: 1, note: null }],
    ['a file that cannot be loaded', RED, report(good, { status: 'failed', tests: [] }), { passed: 2, failed: 1, note: 'files that broke: 1' }],
    [
      'a file whose worker died in the middle',
      RED,
      report({ status: 'failed', tests: ['passed', 'skipped'] }),
      { passed: 1, failed: 1, note: 'files that broke: 1, 1 skipped' },
    ],
    ['an error outside of the tests', RED, report(good), { passed: 2, failed: 1, note: 'an error outside of the tests' }],
    ['nothing ran', DONE, report(), { passed: 0, failed: 1, note: 'ran nothing' }],
    ['all skipped', DONE, report({ status: 'passed', tests: ['skipped'] }), { passed: 0, failed: 1, note: 'ran nothing, 1 skipped' }],
    ['no report', RED, null, { passed: 0, failed: 1, note: 'crashed: no report' }],
    ['no report, though it ended well', DONE, null, { passed: 0, failed: 1, note: 'crashed: no report' }],
    ['half a report', RED, '{"numPassedTests":', { passed: 0, failed: 1, note: 'crashed: no report' }],
    ['another report', DONE, '{}', { passed: 0, failed: 1, note: 'crashed: no report' }],
    ['too long', LATE, null, { passed: 0, failed: 1, note: 'took too long' }],
    ['all passed, and then it hung', LATE, report(good), { passed: 2, failed: 1, note: 'took too long' }],
  ])('%s', (_, end, text, expected) => {
    expect(ofVitest(end, text)).toEqual(expected)
  })
})

describe('the last line', () => {
  const count = (passed: number, failed: number) => ({ passed, failed, note: null })
  it.each([
    ['adds every part', [count(1, 0), count(40, 0), count(3, 0)], true, 'tests: 44 passed, 0 failed'],
    ['one failure is enough', [count(1, 0), count(40, 2)], false, 'tests: 41 passed, 2 failed'],
    ['nothing at all is a failure', [], false, 'tests: 0 passed, 1 failed'],
  ])('%s', (_, counts, ok, line) => {
    expect(lastLine(counts)).toEqual({ ok, line })
  })
})
