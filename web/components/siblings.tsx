// The versions of a message: answers to one question, or wordings of one. One is shown, the others are a step away.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'

export interface SiblingsProps {
  readonly app: App
  readonly id: string
  /** The names of all of them, in the order they were made, with spaces between. */
  readonly versions: string
}

export function SiblingSteps({ app, id, versions }: SiblingsProps) {
  const ids = versions.split(' ')
  const index = ids.indexOf(id)
  const group = useRef<HTMLSpanElement>(null)
  /** Where the buttons stood when one was pressed: there they stay, whatever the length of the other version. */
  const top = useRef<number | null>(null)
  useLayoutEffect(() => {
    const [element, before] = [group.current, top.current]
    top.current = null
    const box = element?.closest('#thread')
    if (element && box && before !== null) box.scrollTop += element.getBoundingClientRect().top - before
  }, [id])
  if (index === -1) return null

  const go = (to: number): void => {
    const next = ids[to]
    if (next === undefined) return
    top.current = group.current?.getBoundingClientRect().top ?? null
    app.show(next)
  }
  return (
    <span class="siblings" ref={group}>
      <button type="button" class="tool" aria-label={strings.previousVersion} aria-disabled={index === 0} onClick={() => go(index - 1)}>
        <Arrow path="M12 5l-5 5 5 5" />
      </button>
      <span class="count">{strings.version(index, ids.length)}</span>
      <button type="button" class="tool" aria-label={strings.nextVersion} aria-disabled={index === ids.length - 1} onClick={() => go(index + 1)}>
        <Arrow path="M8 5l5 5-5 5" />
      </button>
    </span>
  )
}

const Arrow = ({ path }: { readonly path: string }) => (
  <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true">
    <path d={path} fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" />
  </svg>
)
