// What the last hour of home was like: a column a minute for the drawing, and one sentence for who does not see it. Pure.
import type { Sample, Telemetry } from '../../shared/history.ts'
import { SAMPLE_MS } from '../../shared/limits.ts'
import { details } from './strings-details.ts'

/** `gap`: nobody looked in that minute. `mixed`: it answered, and it did not. */
export type Column = 'up' | 'mixed' | 'down' | 'gap'

const columnOf = (sample: Sample | undefined): Column => {
  if (sample === undefined || sample.up + sample.down === 0) return 'gap'
  if (sample.down === 0) return 'up'
  return sample.up === 0 ? 'down' : 'mixed'
}

/** Oldest first; the last one is the minute that is not over. */
export function columnsOf({ until, minutes, samples }: Telemetry): Column[] {
  const last = Math.floor(until / SAMPLE_MS)
  const byMinute = new Map(samples.map((sample) => [Math.floor(sample.minute / SAMPLE_MS), sample]))
  return Array.from({ length: minutes }, (_, at) => columnOf(byMinute.get(last - minutes + 1 + at)))
}

/** How much of it home answered, and how it was then. A minute that nobody saw is said to be one. */
export function historyWords(telemetry: Telemetry): string {
  const columns = columnsOf(telemetry)
  const count = (column: Column): number => columns.filter((other) => other === column).length
  const seen = telemetry.minutes - count('gap')
  if (seen === 0) return details.nothingSeen(telemetry.minutes)
  return [
    details.minutesSeen(seen, telemetry.minutes, count('up'), count('mixed')),
    ofAll(telemetry.samples, ({ round_trip }) => round_trip, details.trips),
    ofAll(telemetry.samples, ({ tokens_per_second }) => tokens_per_second, details.speeds),
    details.mostWaiting(Math.max(...telemetry.samples.map(({ waiting }) => waiting))),
  ]
    .filter((part) => part !== '')
    .join(' ')
}

/** From the least to the most of what was told; empty where nothing was. */
function ofAll(samples: readonly Sample[], of: (sample: Sample) => number | null, words: (least: number, most: number) => string): string {
  const told = samples.map(of).filter((value) => value !== null)
  return told.length === 0 ? '' : words(Math.min(...told), Math.max(...told))
}
