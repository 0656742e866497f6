// The list of chats. On a phone it is a sheet behind a button; leaving it closes it.
import { useLayoutEffect, useRef } from 'preact/hooks'
import './conversation-list.css'
import { focusField } from './focus.ts'
import { lazy } from './lazy.tsx'
import type { App } from './phase-line.tsx'
import { isMac } from './platform.ts'
import { LampView } from './status-line.tsx'
import { strings } from './strings.ts'
import { type Sheet, useUi } from './ui.ts'
import { statusWords } from './words.ts'

const ListedChats = lazy(() => import('./listed-chats.tsx').then((part) => part.ListedChats))

/** Fetches what is in the list, so that it is there when the chats are. One that could not be had is asked for again when it is to be seen. */
export const fetchListed = (): void => void ListedChats.fetch().catch(() => undefined)

interface Props {
  readonly app: App
  /** Closes the sheet, if it is one, and puts the focus where it was opened. */
  readonly close: () => void
}

export function ConversationList({ app, close }: Props) {
  const { list, session, health } = app
  const { sheet, over } = useUi()
  const nav = useRef<HTMLElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const isOpen = sheet.value === 'chats'
  useLayoutEffect(() => {
    if (!isOpen) return undefined
    nav.current?.focus()
    const closed = over(close)
    const escape = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return
      // Taken: it stops no answer.
      event.preventDefault()
      close()
    }
    document.addEventListener('keydown', escape)
    return () => {
      closed()
      document.removeEventListener('keydown', escape)
    }
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
  /** Who comes back to a sheet wants to see all chats again. */
  const chosen = (): void => {
    if (isOpen) list.filter.value = ''
    close()
  }
  const open = (other: Sheet): void => {
    close()
    sheet.value = other
  }

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
        <kbd aria-hidden="true">{strings.keyNames(isMac()).alt} N</kbd>
      </div>
      <input
        type="search"
        id="find"
        dir="auto"
        ref={field}
        aria-label={strings.find}
        aria-keyshortcuts="/"
        placeholder={strings.find}
        autocomplete="off"
        enterkeyhint="go"
        value={list.filter.value}
        onInput={(event) => (list.filter.value = event.currentTarget.value)}
      />
      <div class="lines">
        <ListedChats app={app} field={field} chosen={chosen} />
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
      {isOpen && <button type="button" class="backdrop" aria-label={strings.chatsClose} onClick={close} />}
    </nav>
  )
}
