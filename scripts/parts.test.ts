import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { KINDS, PAGE_PART, PARTS, RUN_LIMIT_MS, chosen, limitOf } from './parts.ts'
import { ROOT } from './wrangler.ts'

const names = (words: readonly string[]): string[] => {
  const choice = chosen(words)
  return choice.kind === 'parts' ? choice.parts.map(({ name }) => name) : []
}

describe('the parts of a run', () => {
  it('are all but the slow ones where nothing is chosen', () => {
    expect(names([])).toEqual(PARTS.map(({ name }) => name).filter((name) => name !== 'slow'))
  })

  it('are those that are named', () => {
    expect(names(['unit', 'lint'])).toEqual(['oxlint', 'oxfmt', 'knip', 'lock', 'unit'])
  })

  it('are refused where a word is none', () => {
    expect(chosen(['unit', 'everything'])).toEqual({ kind: 'unknown', words: ['everything'] })
  })

  it('begin with the page, which others wait for', () => {
    expect(PARTS[0]).toBe(PAGE_PART)
    expect(PAGE_PART).toMatchObject({ page: false, alone: false })
  })

  it('that are tests end within the half hour, whatever hangs', () => {
    const tests = PARTS.filter(({ vitest, kind }) => vitest && kind !== 'slow')
    let begun = 0
    for (const part of tests) begun += limitOf(part, begun)
    expect(begun).toBe(RUN_LIMIT_MS)
    expect(RUN_LIMIT_MS).toBeLessThan(30 * 60_000)
    expect(tests.map((part) => limitOf(part, 0))).toEqual(tests.map(({ limitMs }) => limitMs))
  })

  it('have every kind, and programs that are there', () => {
    expect(KINDS.filter((kind) => !PARTS.some((part) => part.kind === kind))).toEqual([])
    expect(PARTS.map(({ args }) => args[0] ?? '').filter((program) => !existsSync(path.join(ROOT, program)))).toEqual([])
  })
})
