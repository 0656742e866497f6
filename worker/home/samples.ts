// What was seen of home, by the minute, for a day. A minute in which nobody looked has no row.
import type { Sample } from '../../shared/history.ts'
import { HISTORY_MINUTES_MAX, SAMPLE_MS } from '../../shared/limits.ts'
import type { Row, Sql } from '../ports.ts'

const minuteOf = (at: number): number => Math.floor(at / SAMPLE_MS) * SAMPLE_MS

export class Samples {
  readonly #sql: Sql
  /** The longest line of the minute, so that a shorter one is not written again. */
  #most = { minute: -1, waiting: 0 }

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** A look at home at `at`. `roundTrip` in milliseconds; null: it was not answered with a list. */
  looked(at: number, alive: boolean, roundTrip: number | null): void {
    this.#add(at, 'up = up + ?, down = down + ?, trips = trips + ?, trip_sum = trip_sum + ?', [
      alive ? 1 : 0,
      alive ? 0 : 1,
      roundTrip === null ? 0 : 1,
      roundTrip ?? 0,
    ])
  }

  /** A turn that ended, by the server's own count. */
  wrote(at: number, tokensPerSecond: number): void {
    this.#add(at, 'speeds = speeds + 1, speed_sum = speed_sum + ?', [tokensPerSecond])
  }

  /** So many wait in line. */
  waiting(at: number, count: number): void {
    const minute = minuteOf(at)
    if (count === 0 || (this.#most.minute === minute && this.#most.waiting >= count)) return
    this.#most = { minute, waiting: count }
    this.#add(at, 'waiting = max(waiting, ?)', [count])
  }

  /** The last so many minutes, the one that is not over included; oldest first. */
  since(now: number, minutes: number): readonly Sample[] {
    return this.#sql.all('select * from sample where minute > ? order by minute', minuteOf(now) - minutes * SAMPLE_MS).map(sampleOf)
  }

  forget(): void {
    this.#sql.all('delete from sample')
  }

  #add(at: number, change: string, values: readonly number[]): void {
    const minute = minuteOf(at)
    this.#sql.transaction(() => {
      const begun = this.#sql.all('insert into sample(minute) values(?) on conflict(minute) do nothing returning minute', minute).length > 0
      if (begun) this.#sql.all('delete from sample where minute <= ?', minute - HISTORY_MINUTES_MAX * SAMPLE_MS)
      this.#sql.all(`update sample set ${change} where minute = ?`, ...values, minute)
    })
  }
}

const sampleOf = (row: Row): Sample => {
  const number = (name: string): number => Number(row[name] ?? 0)
  const mean = (sum: string, count: string): number | null => (number(count) === 0 ? null : Math.round((number(sum) / number(count)) * 10) / 10)
  return {
    minute: number('minute'),
    up: number('up'),
    down: number('down'),
    round_trip: mean('trip_sum', 'trips'),
    tokens_per_second: mean('speed_sum', 'speeds'),
    waiting: number('waiting'),
  }
}
