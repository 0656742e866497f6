// Keeps a box that scrolls at its end while its content grows, unless the reader scrolled up.
import { type ReadonlySignal, useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** Who comes so near to the end is there, and who goes back by more than the other has left it: no slow thumb is brought back by the next line. In pixels. */
const NEAR = 48
const LEFT = 8

const isInWords = ({ target }: MutationRecord): boolean => (target instanceof Element ? target : target.parentElement)?.closest('.words') instanceof Element

export type Box = RefObject<HTMLElement | null>

export interface Stick {
  /** The reader is away from the end. */
  readonly away: ReadonlySignal<boolean>
  /** With the next frame: nothing is laid out for it before. */
  readonly toEnd: () => void
  readonly onScroll: () => void
}

/**
 * `key`: what is shown; another one begins at its end. null: nothing that has an end; it begins at its top.
 * `held`: the reader works on something in it, which is not moved away.
 */
export function useStick(scroller: Box, content: Box, key: string | null, held: boolean): Stick {
  const away = useSignal(false)
  const sticks = useRef(key !== null)
  const holds = useRef(held)
  holds.current = held
  /** The next frame shows the end, whatever the reader works on. */
  const due = useRef(false)
  const sizes = useRef<ResizeObserver | null>(null)
  /** Where the box stood, and how much was in it, when it was looked at last. */
  const before = useRef({ top: 0, height: 0 })

  const look = (box: HTMLElement): void => {
    before.current = { top: box.scrollTop, height: box.scrollHeight }
  }
  /** Only the reader moves it back; where there is less in it than before, the browser may have done it. */
  const isMovedBack = (box: HTMLElement): boolean => box.scrollTop < before.current.top && box.scrollHeight >= before.current.height
  const follow = (box: HTMLElement): void => {
    box.scrollTop = box.scrollHeight
    look(box)
  }
  const toEnd = (): void => {
    sticks.current = due.current = true
    away.value = false
    const inner = content.current
    if (!inner) return
    // What is observed anew is told of once, whatever its size.
    sizes.current?.unobserve(inner)
    sizes.current?.observe(inner)
  }

  useLayoutEffect(() => {
    const box = scroller.current
    const inner = content.current
    if (!box || !inner) return undefined
    const observer = (sizes.current = new ResizeObserver(() => {
      if (due.current || (sticks.current && !holds.current)) follow(box)
      due.current = false
    }))
    observer.observe(inner)
    observer.observe(box)
    // Words that were added are laid out in the task that added them: the frame after it has only to paint, and neither keeps the processor for long.
    const additions = new MutationObserver((records) => {
      if (!sticks.current || holds.current || due.current || document.hidden || !records.some(isInWords)) return
      // Where the reader has just moved it, nobody has heard of that yet.
      if (box.scrollHeight > before.current.height && !isMovedBack(box)) follow(box)
    })
    additions.observe(inner, { childList: true, characterData: true, subtree: true })
    return () => {
      observer.disconnect()
      additions.disconnect()
    }
  }, [])
  useLayoutEffect(() => {
    if (key !== null) return toEnd()
    // It lays the first page out in the task that made it: measured, the page is quiet sooner than where the frame does.
    sticks.current = false
    away.value = false
    if (scroller.current) scroller.current.scrollTop = 0
  }, [key])

  return {
    away,
    toEnd,
    onScroll() {
      const box = scroller.current
      if (!box || key === null) return
      const fromEnd = box.scrollHeight - box.scrollTop - box.clientHeight
      if (fromEnd > LEFT && isMovedBack(box)) sticks.current = due.current = false
      else if (fromEnd < NEAR) sticks.current = true
      look(box)
      away.value = !sticks.current
    },
  }
}
