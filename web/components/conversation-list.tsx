// The list of chats. On a phone it is a sheet behind a button; leaving it closes it.
import { computed, type Signal, useSignal } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { Summary } from '../../shared/conversation.ts'
import { ChatDialog } from './chat-dialog.tsx'
import './conversation-list.css'
import { focusField } from './focus.ts'
import { groupByDay } from './list-groups.ts'
import type { App } from './phase-line.tsx'
import { LampView } from './status-line.tsx'
import { strings } from './strings.ts'
import { TroubleView } from './trouble.tsx'
import { statusWords, troubleOf } from './words.ts'

interface Props {
  readonly app: App
  /** Whether the sheet is open; it makes no difference where the list always stands. */
  readonly open: Signal<boolean>
  /** Closes the sheet, if it is one. */
  readonly close: () => void
}

export function ConversationList({ app, open, close }: Props) {
  const { list, session, health } = app
  const nav = useRef<HTMLElement>(null)
  const changing = useSignal<Summary | null>(null)
  const midnight = useMemo(() => computed(() => new Date(health.heardAt.value ?? 0).setHours(0, 0, 0, 0)), [health]).value
  const isOpen = open.value
  useLayoutEffect(() => {
    if (!isOpen) return undefined
    nav.current?.querySelector('button')?.focus()
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !document.querySelector('dialog[open]')) close()
    }
    document.addEventListener('keydown', escape)
    return () => document.removeEventListener('keydown', escape)
  }, [isOpen])

  const leave = (event: FocusEvent): void => {
    const to = event.relatedTarget
    if (isOpen && to instanceof Node && !nav.current?.contains(to)) open.value = false
  }
  const newChat = (): void => {
    app.newChat()
    open.value = false
    focusField()
  }

  return (
    <nav id="chats" class="chats" ref={nav} aria-label={strings.chats} data-open={isOpen} onFocusOut={leave}>
      <p class="brand">
        <LampView lamp={statusWords(health.origin.value, health.health.value).lamp} />
        {strings.name}
      </p>
      <button type="button" class="button new" onClick={newChat}>
        {strings.newChat}
      </button>
      <div class="lines">
        {groupByDay(app.lines.value, midnight).map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h2>{group.name}</h2>
            <ul>
              {group.lines.map((line) => (
                <Line key={line.id} app={app} line={line} close={close} change={() => (changing.value = line)} />
              ))}
            </ul>
          </section>
        ))}
        {list.loaded.value && app.lines.value.length === 0 && <p class="none">{strings.noChats}</p>}
        {list.more.value && (
          <button type="button" class="button" onClick={() => void list.loadMore()}>
            {strings.moreChats}
          </button>
        )}
        {list.failure.value?.kind === 'refused' && <TroubleView trouble={troubleOf(list.failure.value)} />}
      </div>
      {session.via.value === 'cookie' && (
        <button type="button" class="button quiet" onClick={() => void app.signOut()}>
          {strings.signOut}
        </button>
      )}
      <ChatDialog app={app} changing={changing} />
      {isOpen && <button type="button" class="backdrop" aria-label={strings.chatsClose} onClick={close} />}
    </nav>
  )
}

interface LineProps {
  readonly app: App
  readonly line: Summary
  readonly close: () => void
  readonly change: () => void
}

function Line({ app, line, close, change }: LineProps) {
  const current = app.conversation.id.value === line.id
  const mark = line.state === 'running' ? strings.runs : line.state === 'waiting' ? strings.waits : null
  return (
    <li data-current={current}>
      <a
        href={`/c/${line.id}`}
        aria-current={current ? 'page' : undefined}
        onClick={(event) => {
          // A new tab is the browser's business.
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
          event.preventDefault()
          app.select(line.id)
          close()
        }}
      >
        <span class="title">{line.title}</span>
        {mark !== null && (
          <span class="mark" data-state={line.state}>
            <span class="unseen">{mark}</span>
          </span>
        )}
      </a>
      <button type="button" class="more" aria-label={strings.change(line.title)} onClick={change}>
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" fill="currentColor">
          <circle cx="4" cy="10" r="1.6" />
          <circle cx="10" cy="10" r="1.6" />
          <circle cx="16" cy="10" r="1.6" />
        </svg>
      </button>
    </li>
  )
}
