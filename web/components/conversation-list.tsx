// The list of chats. On a phone it is a sheet behind a button; leaving it closes it.
import { computed, useSignal } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { Summary } from '../../shared/conversation.ts'
import './conversation-list.css'
import { ConversationLine } from './conversation-line.tsx'
import { FindChat } from './find-chat.tsx'
import { focusField } from './focus.ts'
import { lazy } from './lazy.tsx'
import { groupByDay } from './list-groups.ts'
import type { App } from './phase-line.tsx'
import { isMac, keyNames } from './platform.ts'
import { LampView } from './status-line.tsx'
import { strings } from './strings.ts'
import { TroubleView } from './trouble.tsx'
import { type Sheet, useUi } from './ui.ts'
import { statusWords, troubleOf } from './words.ts'

const ChatDialog = lazy(() => import('./chat-dialog.tsx').then((part) => part.ChatDialog))

interface Props {
  readonly app: App
  /** Closes the sheet, if it is one, and puts the focus where it was opened. */
  readonly close: () => void
}

export function ConversationList({ app, close }: Props) {
  const { list, session, health } = app
  const { sheet } = useUi()
  const nav = useRef<HTMLElement>(null)
  const changing = useSignal<Summary | null>(null)
  const midnight = useMemo(() => computed(() => new Date(health.heardAt.value ?? app.now.peek()).setHours(0, 0, 0, 0)), [health]).value
  const isOpen = sheet.value === 'chats'
  useLayoutEffect(() => {
    if (!isOpen) return undefined
    nav.current?.focus()
    const escape = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]')) close()
    }
    document.addEventListener('keydown', escape)
    return () => document.removeEventListener('keydown', escape)
  }, [isOpen])

  const leave = (event: FocusEvent): void => {
    const to = event.relatedTarget
    // What was done here can be taken back over there.
    if (isOpen && to instanceof Element && !nav.current?.contains(to) && !to.closest('.toasts')) sheet.value = 'none'
  }
  const newChat = (): void => {
    app.newChat()
    if (isOpen) sheet.value = 'none'
    focusField()
  }
  const open = (other: Sheet): void => {
    close()
    sheet.value = other
  }
  const lines = app.lines.value

  return (
    <nav id="chats" class="chats" ref={nav} aria-label={strings.chats} tabIndex={-1} data-open={isOpen} onFocusOut={leave}>
      <p class="brand">
        <LampView lamp={statusWords(health.origin.value, health.health.value).lamp} />
        {strings.name}
      </p>
      <div class="begin">
        <button type="button" class="button new" aria-keyshortcuts="Alt+N" onClick={newChat}>
          {strings.newChat}
        </button>
        <kbd aria-hidden="true">{keyNames(isMac()).alt} N</kbd>
      </div>
      <FindChat app={app} chosen={close} />
      <div class="lines">
        {groupByDay(lines, midnight).map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h2>{group.name}</h2>
            <ul>
              {group.lines.map((line) => (
                <ConversationLine key={line.id} app={app} line={line} chosen={close} change={() => (changing.value = line)} />
              ))}
            </ul>
          </section>
        ))}
        {list.loaded.value && lines.length === 0 && list.filter.value.trim() === '' && <p class="none">{strings.noChats}</p>}
        {list.more.value && list.filter.value.trim() === '' && (
          <button type="button" class="button older" onClick={() => void list.loadMore()}>
            {strings.moreChats}
          </button>
        )}
        {list.failure.value?.kind === 'refused' && <TroubleView app={app} trouble={troubleOf(list.failure.value)} />}
      </div>
      <div class="foot">
        <button type="button" class="button quiet" onClick={() => open('settings')}>
          {strings.settings}
        </button>
        <button type="button" class="button quiet" aria-keyshortcuts="?" onClick={() => open('help')}>
          {strings.help}
        </button>
        {session.via.value === 'cookie' && (
          <button type="button" class="button quiet" onClick={() => void app.signOut()}>
            {strings.signOut}
          </button>
        )}
      </div>
      {changing.value && <ChatDialog app={app} chat={changing.value} close={() => (changing.value = null)} />}
      {isOpen && <button type="button" class="backdrop" aria-label={strings.chatsClose} onClick={close} />}
    </nav>
  )
}
