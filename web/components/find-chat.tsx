// The field that finds a chat by its title: among all of them, not only those that are loaded.
import { FIND_PAGES_MAX } from '../../shared/limits.ts'
import { useSignal, useSignalEffect } from '@preact/signals'
import { focusField } from './focus.ts'
import { keyOf } from './keys.ts'
import { strings } from './strings.ts'
import type { App } from './phase-line.tsx'

interface Props {
  readonly app: App
  /** A chat was opened. */
  readonly chosen: () => void
}

export function FindChat({ app, chosen }: Props) {
  const { filter } = app.list
  const looking = useSignal(false)
  useSignalEffect(() => {
    // The list is read anew now and then: it has only its first page again.
    if (filter.value.trim() !== '' && app.list.more.value && !looking.peek()) void look()
  })
  const look = async (): Promise<void> => {
    looking.value = true
    for (let page = 0; page < FIND_PAGES_MAX && app.list.more.peek() && filter.peek().trim() !== ''; page += 1) {
      await app.list.loadMore()
      if (app.list.failure.peek()) break
    }
    looking.value = false
  }

  const { list } = app
  const lines = app.lines.value
  const searches = filter.value.trim() !== ''
  const keys = (event: KeyboardEvent): void => {
    if (keyOf(event).composing) return
    const first = lines[0]
    if (event.key === 'Escape' && filter.peek() !== '') filter.value = ''
    else if (event.key === 'Enter' && searches && first) {
      filter.value = ''
      app.select(first.id)
      chosen()
      if (document.activeElement === event.currentTarget) focusField()
    } else return
    event.preventDefault()
  }
  return (
    <div class="find">
      <input
        type="search"
        id="find"
        aria-label={strings.find}
        aria-keyshortcuts="/"
        placeholder={strings.find}
        autocomplete="off"
        enterkeyhint="go"
        value={filter.value}
        onInput={(event) => (filter.value = event.currentTarget.value)}
        onKeyDown={keys}
      />
      <output class={searches && (lines.length === 0 || looking.value || (list.more.value && list.failure.value)) ? 'none' : 'unseen'}>
        {!searches
          ? ''
          : looking.value
            ? strings.finding
            : list.more.value && list.failure.value
              ? strings.findBroke
              : lines.length === 0
                ? strings.noneFound
                : strings.foundSoFar(lines.length)}
      </output>
    </div>
  )
}
