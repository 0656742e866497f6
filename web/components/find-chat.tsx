// Finds a chat by its title, among all of them and not only those that are loaded: what the keys do in the field, and what is said of what is found.
import { FIND_PAGES_MAX } from '../../shared/limits.ts'
import { useSignal, useSignalEffect } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'
import { focusField } from './focus.ts'
import { keyOf } from './keys.ts'
import type { App } from './phase-line.tsx'
import { listStrings as words } from './strings-list.ts'

interface Props {
  readonly app: App
  /** It is there before this is, so that a key leads to it from the first moment on. */
  readonly field: RefObject<HTMLInputElement | null>
  /** A chat was opened. */
  readonly chosen: () => void
}

export function FindChat({ app, field, chosen }: Props) {
  const { list } = app
  const { filter } = list
  const looking = useSignal(false)
  useSignalEffect(() => {
    // One that broke is tried again once the list could be read.
    void list.failure.value
    // The list is read anew now and then: it has only its first page again.
    if (filter.value.trim() !== '' && list.more.value && !looking.peek()) void look()
  })
  const look = async (): Promise<void> => {
    looking.value = true
    for (let page = 0; page < FIND_PAGES_MAX && list.more.peek() && filter.peek().trim() !== ''; page += 1) {
      await list.loadMore()
      if (list.failure.peek()) break
    }
    looking.value = false
  }

  // At once: who sees what is found may press Enter.
  useLayoutEffect(() => {
    const element = field.current
    const keys = (event: KeyboardEvent): void => {
      if (keyOf(event).composing) return
      const first = app.lines.peek()[0]
      if (event.key === 'Escape' && filter.peek() !== '') filter.value = ''
      else if (event.key === 'Enter' && filter.peek().trim() !== '' && first) {
        filter.value = ''
        app.select(first.id)
        chosen()
        if (document.activeElement === element) focusField()
      } else return
      event.preventDefault()
    }
    element?.addEventListener('keydown', keys)
    return () => element?.removeEventListener('keydown', keys)
  }, [app])

  const searches = filter.value.trim() !== ''
  const found = app.lines.value.length
  const broke = list.more.value && list.failure.value !== null
  return (
    <output class={searches && (found === 0 || looking.value || broke) ? 'none' : 'unseen'}>
      {!searches ? '' : looking.value ? words.finding : broke ? words.findBroke : found === 0 ? words.noneFound : words.foundSoFar(found)}
    </output>
  )
}
