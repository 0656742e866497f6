// What many measurements come to. Pure.

/** The smallest value that at least `percent` of the values do not exceed (nearest rank). Throws a RangeError where there is none. */
export function percentile(values: readonly number[], percent: number): number {
  if (!(percent > 0 && percent <= 100)) throw new RangeError(`${percent} is no percentage: more than 0, at most 100`)
  const value = values.toSorted((a, b) => a - b)[Math.ceil((values.length * percent) / 100) - 1]
  if (value === undefined) throw new RangeError('there are no values')
  return value
}

/** The middle value, or the mean of the two. Throws a RangeError where there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined) throw new RangeError('there are no values')
  return (lower + upper) / 2
}

/** The time between each two that follow one another. */
export function gaps(times: readonly number[]): number[] {
  return times.slice(1).map((time, at) => time - times[at]!)
}
