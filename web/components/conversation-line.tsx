// One chat in the list: its title, what it is about to say, and the way to change it.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Summary } from '../../shared/conversation.ts'
import type { App } from './phase-line.tsx'
import { listStrings as words } from './strings-list.ts'

interface Props {
  readonly app: App
  readonly line: Summary
  /** It was opened. */
  readonly chosen: () => void
  readonly change: () => void
}

export function ConversationLine({ app, line, chosen, change }: Props) {
  const current = app.conversation.id.value === line.id
  const unread = app.unread.value.has(line.id)
  const mark = markOf(line, unread)
  const element = useRef<HTMLLIElement>(null)
  // It goes where its new title is not what is looked for, or another device deletes it: who stands on it stays in the list.
  useLayoutEffect(() => {
    const here = element.current
    return () => {
      if (here?.contains(document.activeElement)) here.closest<HTMLElement>('nav')?.focus()
    }
  }, [])
  return (
    <li ref={element} data-current={current} data-unread={unread}>
      <a
        href={`/c/${line.id}`}
        aria-current={current ? 'page' : undefined}
        onClick={(event) => {
          // A new tab is the browser's business.
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
          event.preventDefault()
          app.select(line.id)
          chosen()
        }}
      >
        <span class="title" dir="auto">
          {line.title}
        </span>
        {mark && (
          <span class="state" data-state={mark.state}>
            <span class={mark.shown ? undefined : 'unseen'}>{mark.words}</span>
          </span>
        )}
      </a>
      <button type="button" class="more" aria-label={words.options(line.title)} onClick={change}>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="currentColor">
          <circle cx="4" cy="10" r="1.6" />
          <circle cx="10" cy="10" r="1.6" />
          <circle cx="16" cy="10" r="1.6" />
        </svg>
      </button>
    </li>
  )
}

interface Mark {
  readonly state: 'running' | 'waiting' | 'failed' | 'unread'
  readonly words: string
  /** The words are seen as well: a dot alone would not say it. */
  readonly shown: boolean
}

function markOf({ state }: Summary, unread: boolean): Mark | null {
  if (state === 'running') return { state, words: words.runs, shown: false }
  if (state === 'waiting') return { state, words: words.waits, shown: true }
  if (state === 'failed' || state === 'interrupted') return { state: 'failed', words: words.broke, shown: true }
  return unread ? { state: 'unread', words: words.unread, shown: false } : null
}
