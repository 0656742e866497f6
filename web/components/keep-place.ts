// Keeps what is read in its place while older messages come in above it.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Box, Stick } from './use-stick.ts'

interface Place {
  readonly element: Element
  readonly top: number
}

/** The message that is read: the first one of which something is seen. */
function placeIn(scroller: HTMLElement | null, content: HTMLElement | null): Place | null {
  const edge = scroller?.getBoundingClientRect().top ?? 0
  const element = [...(content?.getElementsByTagName('article') ?? [])].find((one) => one.getBoundingClientRect().bottom > edge)
  return element ? { element, top: element.getBoundingClientRect().top } : null
}

/** What is read stays where it is when older messages come in above it. `first`: the first of them. */
export function useKeepPlace(scroller: Box, content: Box, first: string | undefined, { away }: Stick): void {
  const before = useRef(first)
  const held = useRef<Place | null>(null)
  // While the page is still as it was.
  if (first !== before.current) {
    held.current = away.peek() ? placeIn(scroller.current, content.current) : null
    before.current = first
  }
  useLayoutEffect(() => {
    const [box, place] = [scroller.current, held.current]
    held.current = null
    if (box && place?.element.isConnected) box.scrollTop += place.element.getBoundingClientRect().top - place.top
  }, [first])
}
