// The log: one JSON object a line, and nothing in it that could break a line.
import { LOG_FIELD_MAX } from '../../shared/limits.ts'
import type { Log, LogLevel } from '../ports.ts'

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 }

/**
 * A log that gives `write` one line (without its end) for each event at `level` or above: level, time (ISO 8601), event, then the fields,
 * which cannot replace the first three. `now` is in server milliseconds. It never throws, also where `write` does.
 */
export function createLog(write: (line: string) => void, level: LogLevel, now: () => number): Log {
  return (at, event, fields = {}) => {
    if (RANK[at] < RANK[level]) return
    try {
      const clipped = Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? clip(value) : value])
      const head = { level: at, time: new Date(now()).toISOString(), event }
      write(JSON.stringify({ ...head, ...Object.fromEntries(clipped), ...head }))
    } catch {
      // A log that fails must not take down what it tells of.
    }
  }
}

const clip = (text: string): string => (text.length > LOG_FIELD_MAX ? `${text.slice(0, LOG_FIELD_MAX)}…` : text)
