// The cases of the simulated model server by name, with what came of each on each host. Pure: reads the report of the tests.
import * as z from 'zod/mini'

const Report = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() })) })),
})

/** The hosts as the tests call them, and as they are told. */
const HOSTS = [
  { kind: 'node', told: 'node' },
  { kind: 'wrangler', told: 'workerd' },
] as const

interface Named {
  readonly number: number
  readonly name: string
}
interface Later {
  readonly number: number
  readonly now: string
  readonly by: string
}

export interface CaseTable {
  readonly lines: readonly string[]
  /** Cases that were not played on every host. */
  readonly missing: number
}

/** null: there is no report to read. A test is one of a case where its title says `case 24 eof-mid-text`; a variant follows the name after a slash. */
export function caseTable(report: string | null, cases: readonly Named[], later: readonly Later[]): CaseTable | null {
  const read = Report.safeParse(parse(report))
  if (!read.success) return null
  const results = new Map<string, boolean>()
  for (const { ancestorTitles, title, status } of read.data.testResults.flatMap(({ assertionResults }) => assertionResults)) {
    const host = HOSTS.find(({ kind }) => ancestorTitles.includes(kind))
    if (host === undefined || status === 'skipped' || status === 'pending' || status === 'todo') continue
    for (const [, number = ''] of title.matchAll(/\bcase (\d+) \S/g)) {
      const key = `${host.told} ${number}`
      results.set(key, status === 'passed' && results.get(key) !== false)
    }
  }
  const played = (number: number) => HOSTS.map(({ told }) => ({ told, passed: results.get(`${told} ${number}`) ?? null }))
  const mark = (passed: boolean | null): string => (passed === null ? 'not played' : passed ? '✓' : '✗')
  return {
    lines: [
      ...cases.map(({ number, name }) => {
        const told = played(number).map((each) => `${each.told} ${mark(each.passed)}`)
        return `cases: ${number} ${name} ${told.join(' ')}`
      }),
      ...later.map(({ number, now, by }) => `later: ${number} ${cases.find((each) => each.number === number)?.name ?? '?'}: now ${now}; then ${by}`),
    ],
    missing: cases.filter(({ number }) => played(number).some(({ passed }) => passed === null)).length,
  }
}

function parse(report: string | null): unknown {
  try {
    return JSON.parse(report ?? '')
  } catch {
    return null
  }
}
