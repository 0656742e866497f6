// The log: which lines come, how they look, and that nothing breaks it.
import { LOG_FIELD_MAX } from '../../shared/limits.ts'
import { describe, expect, it } from 'vitest'
import type { LogLevel } from '../ports.ts'
import { createLog } from './log.ts'

const NOW = Date.UTC(2026, 10, 22, 8, 30, 1, 5)
function open(level: LogLevel) {
  const lines: string[] = []
  return {
    lines,
    log: createLog(
      (line) => lines.push(line),
      level,
      () => NOW,
    ),
  }
}

describe('log', () => {
  it('writes one object a line: level, time, event, then the fields in their order', () => {
    const { lines, log } = open('info')
    log('warn', 'turn.ended', { conversation: 'c1', duration_ms: 12.5, ok: true, code: null })
    expect(lines).toEqual([
      '{"level":"warn","time":"2026-11-22T08:30:01.005Z","event":"turn.ended","conversation":"c1","duration_ms":12.5,"ok":true,"code":null}',
    ])
  })

  const levels: readonly [LogLevel, readonly LogLevel[]][] = [
    ['debug', ['debug', 'info', 'warn', 'error']],
    ['info', ['info', 'warn', 'error']],
    ['warn', ['warn', 'error']],
    ['error', ['error']],
  ]
  for (const [level, expected] of levels) {
    it(`at ${level} writes ${expected.join(', ')}`, () => {
      const { lines, log } = open(level)
      for (const at of ['debug', 'info', 'warn', 'error'] as const) log(at, 'x')
      expect(lines.map((line) => /"level":"(\w+)"/.exec(line)?.[1])).toEqual(expected)
    })
  }

  it('clips long texts and keeps every line one line', () => {
    const { lines, log } = open('info')
    log('info', 'a\nb', { long: 'x'.repeat(LOG_FIELD_MAX + 1), exact: 'y'.repeat(LOG_FIELD_MAX), lines: 'a\r\nb\u2028c' })
    expect(lines).toHaveLength(1)
    expect(lines[0]).not.toMatch(/[\r\n]/)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      event: 'a\nb',
      long: `${'x'.repeat(LOG_FIELD_MAX)}…`,
      exact: 'y'.repeat(LOG_FIELD_MAX),
      lines: 'a\r\nb\u2028c',
    })
  })

  it('a field cannot take the place of level, time or event', () => {
    const { lines, log } = open('info')
    log('info', 'real', { event: 'forged', level: 'error', time: 'never', other: 1 })
    expect(JSON.parse(lines[0] ?? '')).toEqual({ level: 'info', time: '2026-11-22T08:30:01.005Z', event: 'real', other: 1 })
  })

  it('never throws', () => {
    const broken = createLog(
      () => {
        throw new Error('no space left')
      },
      'debug',
      () => Number.NaN,
    )
    expect(() => broken('error', 'x', { a: 1 })).not.toThrow()
    expect(() => open('debug').log('info', 'x', { n: Number.NaN })).not.toThrow()
  })
})
