// A part of the page that is fetched while the page is there, however often that takes.

/** How long until one that could not be fetched is asked for again, in milliseconds. */
export const AGAIN_MS = 3_000

/** `use` is called once, when it has come. Gives back what ends it. */
export function untilLoaded<T>(load: () => Promise<T>, use: (part: T) => void): () => void {
  let over = false
  let again: ReturnType<typeof setTimeout> | undefined
  const ask = (): void => {
    load().then(
      (part) => {
        if (!over) use(part)
      },
      () => {
        if (!over) again = setTimeout(ask, AGAIN_MS)
      },
    )
  }
  ask()
  return () => {
    over = true
    clearTimeout(again)
  }
}
