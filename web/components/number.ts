// Numbers as the page writes them.

let english: Intl.NumberFormat | null = null

const THOUSAND = 1_000

/** A number with its thousands apart, and three decimals at most. */
export function written(value: number): string {
  // What has no thousands needs no format: a browser takes its time to make one, and most numbers of the page are such.
  if (Math.abs(value) < THOUSAND - 1) return String(Math.round(value * THOUSAND) / THOUSAND)
  english ??= new Intl.NumberFormat('en')
  return english.format(value)
}
