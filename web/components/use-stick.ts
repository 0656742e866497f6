// Keeps a box that scrolls at its end while its content grows, unless the reader scrolled up.
import { type ReadonlySignal, useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** So near to the end counts as the end, in pixels. */
const NEAR = 48

export interface Stick {
  /** The reader is away from the end. */
  readonly away: ReadonlySignal<boolean>
  readonly toEnd: () => void
  readonly onScroll: () => void
}

/** `key`: what is shown; another one begins at its end. null: nothing that has an end; it begins at its top. */
export function useStick(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>, key: string | null): Stick {
  const away = useSignal(false)
  const sticks = useRef(key !== null)
  /** Where the box stood when it was looked at last: only the reader moves it back. */
  const top = useRef(0)

  const follow = (box: HTMLElement): void => {
    box.scrollTop = box.scrollHeight
    top.current = box.scrollTop
  }
  const toEnd = (): void => {
    sticks.current = true
    away.value = false
    if (scroller.current) follow(scroller.current)
  }

  useLayoutEffect(() => {
    const box = scroller.current
    const inner = content.current
    if (!box || !inner) return undefined
    const observer = new ResizeObserver(() => {
      if (sticks.current) follow(box)
    })
    observer.observe(inner)
    observer.observe(box)
    return () => observer.disconnect()
  }, [])
  useLayoutEffect(() => {
    if (key !== null) return toEnd()
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
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR
      if (near) sticks.current = true
      else if (box.scrollTop < top.current) sticks.current = false
      top.current = box.scrollTop
      away.value = !sticks.current
    },
  }
}
