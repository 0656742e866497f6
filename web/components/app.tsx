// The page: the list, the chat, the way to write, and what is read out of it all.
import { useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import './app.css'
import { Announcer } from './announcer.tsx'
import { Composer } from './composer.tsx'
import { ConversationList } from './conversation-list.tsx'
import type { App as AppModel } from './phase-line.tsx'
import { SignIn } from './sign-in.tsx'
import { StatusLine } from './status-line.tsx'
import { strings } from './strings.ts'
import { Thread } from './thread.tsx'

export function App({ app }: { readonly app: AppModel }) {
  useSignalEffect(() => {
    const title = app.title.value
    document.title = title === '' ? strings.name : `${title} · ${strings.name}`
  })
  const { state } = app.session
  if (state.value === 'out') return <SignIn app={app} />
  return state.value === 'in' ? <Page app={app} /> : <Waiting app={app} />
}

/** It is not known yet who looks at the page. */
function Waiting({ app }: { readonly app: AppModel }) {
  return (
    <main class="waiting">
      <h1 class="unseen">{strings.name}</h1>
      <StatusLine app={app} />
    </main>
  )
}

function Page({ app }: { readonly app: AppModel }) {
  const open = useSignal(false)
  const button = useRef<HTMLButtonElement>(null)
  const close = (): void => {
    if (!open.peek()) return
    button.current?.focus()
    open.value = false
  }
  return (
    <div class="page">
      <a class="skip" href="#message">
        {strings.skip}
      </a>
      <ConversationList app={app} open={open} close={close} />
      <main>
        <header>
          <button
            type="button"
            class="menu"
            ref={button}
            aria-label={open.value ? strings.chatsClose : strings.chats}
            aria-expanded={open.value}
            aria-controls="chats"
            // Else the list has closed by the time this is asked.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => (open.value = !open.value)}
          >
            <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
              <path d="M3 5h14M3 10h14M3 15h14" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" />
            </svg>
          </button>
          <h1>{app.title.value || strings.newChat}</h1>
        </header>
        <StatusLine app={app} />
        <Thread app={app} />
        <Composer app={app} />
      </main>
      <Announcer app={app} />
    </div>
  )
}
