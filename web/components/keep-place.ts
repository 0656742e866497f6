// Keeps what is read in its place while older messages come in above it.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Box, Stick } from './use-stick.ts'

/** What is read stays where it is when older messages come in above it. `first`: the first of them. */
export function useKeepPlace(scroller: Box, content: Box, first: string | undefined, { away }: Stick): void {
  const before = useRef(first)
  const held = useRef<{ readonly element: Element; readonly top: number } | null>(null)
  // While the page is still as it was.
  if (first !== before.current) {
    const edge = scroller.current?.getBoundingClientRect().top ?? 0
    const element = away.peek() && [...(content.current?.getElementsByTagName('article') ?? [])].find((one) => one.getBoundingClientRect().bottom > edge)
    held.current = element ? { element, top: element.getBoundingClientRect().top } : null
    before.current = first
  }
  useLayoutEffect(() => {
    const [box, place] = [scroller.current, held.current]
    held.current = null
    if (box && place?.element.isConnected) box.scrollTop += place.element.getBoundingClientRect().top - place.top
  }, [first])
}
