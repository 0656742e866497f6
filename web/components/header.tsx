// The top of the chat: the list, the lamp, the title, the model.
import type { RefObject } from 'preact'
import './header.css'
import { ModelButton } from './model-button.tsx'
import type { App } from './phase-line.tsx'
import { LampButton } from './status-line.tsx'
import { strings } from './strings.ts'

interface Props {
  readonly app: App
  /** Whether the list of chats is to be seen. */
  readonly listed: boolean
  readonly toggleList: () => void
  readonly menu: RefObject<HTMLButtonElement | null>
}

export function Header({ app, listed, toggleList, menu }: Props) {
  return (
    <header>
      <button
        type="button"
        class="menu"
        ref={menu}
        aria-label={listed ? strings.chatsClose : strings.chats}
        aria-expanded={listed}
        aria-controls="chats"
        // Else the list has closed by the time this is asked.
        onMouseDown={(event) => event.preventDefault()}
        onClick={toggleList}
      >
        <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path d="M3 5h14M3 10h14M3 15h14" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" />
        </svg>
      </button>
      <LampButton app={app} />
      <h1 dir="auto">{app.title.value || (app.conversation.isNew.value ? strings.newChat : strings.someChat)}</h1>
      <ModelButton app={app} />
    </header>
  )
}
