// Numbers as the page writes them.

let english: Intl.NumberFormat | null = null

/** A number with its thousands apart. Made when the first one is written: a browser takes its time to make one, and the first page has none. */
export function written(value: number): string {
  english ??= new Intl.NumberFormat('en')
  return english.format(value)
}
