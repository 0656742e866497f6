// How the parts of `npm test` are counted. Pure. Whatever crashed, hung, or ran nothing counts as one failure.
import * as z from 'zod/mini'

export interface Count {
  readonly passed: number
  readonly failed: number
  /** Why something counts as failed that no test says of itself; for the table. */
  readonly note: string | null
}

/** How a program ended: its exit code (null where a signal ended it), and whether it was ended because it took too long. */
export interface End {
  readonly code: number | null
  readonly late: boolean
}

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  testResults: z.array(z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
})

/** A check that is right or wrong as a whole. */
export function ofCheck({ code, late }: End): Count {
  if (late) return { passed: 0, failed: 1, note: 'took too long' }
  return code === 0 ? { passed: 1, failed: 0, note: null } : { passed: 0, failed: 1, note: code === null ? 'was ended by a signal' : null }
}

/** A run of vitest, by its JSON report; null where it wrote none. */
export function ofVitest({ code, late }: End, report: string | null): Count {
  const read = Report.safeParse(parse(report))
  if (!read.success) return { passed: 0, failed: 1, note: late ? 'took too long' : 'crashed: no report' }
  const { numPassedTests: passed, numFailedTests, numPendingTests: skipped, testResults } = read.data
  // A file that could not be loaded, or whose worker died, has no failed test to show for it.
  const broken = testResults.filter(({ status, assertionResults }) => status === 'failed' && !assertionResults.some((each) => each.status === 'failed'))
  const failed = numFailedTests + broken.length
  const notes = [
    ...(late ? ['took too long'] : []),
    ...(broken.length > 0 ? [`files that broke: ${broken.length}`] : []),
    ...(passed + failed === 0 ? ['ran nothing'] : []),
    ...(failed === 0 && passed > 0 && !late && code !== 0 ? ['an error outside of the tests'] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ]
  const wrong = late || code !== 0 || passed + failed === 0
  return { passed, failed: failed === 0 && wrong ? 1 : failed, note: notes.length > 0 ? notes.join(', ') : null }
}

function parse(report: string | null): unknown {
  try {
    return JSON.parse(report ?? '')
  } catch {
    return null
  }
}

export function total(counts: readonly Count[]): { readonly passed: number; readonly failed: number } {
  return counts.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), { passed: 0, failed: 0 })
}

/** The last line of `npm test`. A run without any part is not a passed one. */
export const lastLine = (counts: readonly Count[]): { readonly ok: boolean; readonly line: string } => {
  const { passed, failed } = counts.length === 0 ? { passed: 0, failed: 1 } : total(counts)
  return { ok: failed === 0, line: `tests: ${passed} passed, ${failed} failed` }
}
