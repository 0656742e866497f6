// The page: the list, the chat, how home is, the way to write, and what is read out of it all.
import { useSignalEffect } from '@preact/signals'
import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks'
import './app.css'
import { Announcer } from './announcer.tsx'
import { Boundary } from './boundary.tsx'
import { Broken } from './broken.tsx'
import { Composer } from './composer.tsx'
import { ConversationList } from './conversation-list.tsx'
import { DialogFoot } from './dialog-foot.ts'
import { Header } from './header.tsx'
import type { App as AppModel } from './phase-line.tsx'
import { lazy } from './lazy.tsx'
import { Sheets } from './sheets.tsx'
import { StatusLine } from './status-line.tsx'
import { strings } from './strings.ts'
import { Thread } from './thread.tsx'
import { Toasts } from './toasts.tsx'
import { createUi, type Ui, UiContext, useUi } from './ui.ts'
import { untilLoaded } from './until-loaded.ts'
import { NARROW, useMedia, WIDE } from './use-media.ts'

const Panel = lazy(() => import('./panel.tsx').then((part) => part.Panel))
const SignIn = lazy(
  () => import('./sign-in.tsx').then((part) => part.SignIn),
  (props) => <Waiting {...props} />,
)

export function App({ app }: { readonly app: AppModel }) {
  const ui = useMemo(() => createUi(app.router.over), [])
  useKeys(app, ui)
  return (
    <UiContext.Provider value={ui}>
      <Boundary fallback={(error, retry) => <Broken error={error} retry={retry} />}>
        <Door app={app} />
      </Boundary>
    </UiContext.Provider>
  )
}

/** They come while it is still being asked who looks at the page. */
function useKeys(app: AppModel, ui: Ui): void {
  useEffect(() => {
    let end = (): void => undefined
    const leave = untilLoaded(
      () => import('./listen-to-keys.ts'),
      ({ listenToKeys }) => {
        end = listenToKeys(app, ui)
      },
    )
    return () => {
      leave()
      end()
    }
  }, [app, ui])
}

function Door({ app }: { readonly app: AppModel }) {
  const { state } = app.session
  if (state.value === 'out') return <SignIn app={app} />
  return state.value === 'in' ? <Page app={app} /> : <Waiting app={app} />
}

/** It is not known yet who looks at the page. */
function Waiting({ app }: { readonly app: AppModel }) {
  return (
    <main>
      <h1 class="unseen">{strings.name}</h1>
      <StatusLine app={app} alone />
    </main>
  )
}

function Page({ app }: { readonly app: AppModel }) {
  const { sheet } = useUi()
  const menu = useRef<HTMLButtonElement>(null)
  const narrow = useMedia(NARROW)
  const wide = useMedia(WIDE)
  const { list, panel } = app.preferences.all.value
  const foot = useCallback(() => <Toasts app={app} />, [app])
  // There the list stands beside the chat.
  useSignalEffect(() => {
    if (!narrow.value && sheet.value === 'chats') sheet.value = 'none'
  })

  const listed = narrow.value ? sheet.value === 'chats' : list === 'shown'
  const close = (): void => {
    if (sheet.peek() !== 'chats') return
    menu.current?.focus()
    sheet.value = 'none'
  }
  const toggleList = (): void => {
    if (!narrow.peek()) app.preferences.set('list', listed ? 'hidden' : 'shown')
    else if (listed) close()
    else sheet.value = 'chats'
  }
  return (
    <DialogFoot.Provider value={foot}>
      <div class="page" data-list={list}>
        <a class="skip" href="#message">
          {strings.skip}
        </a>
        <ConversationList app={app} close={close} />
        <main>
          <Header app={app} listed={listed} toggleList={toggleList} menu={menu} />
          <Stale app={app} />
          <StatusLine app={app} />
          <Thread app={app} />
          <Toasts app={app} />
          <Composer app={app} />
        </main>
        {wide.value && panel === 'shown' && (
          <aside class="side" aria-labelledby="panel-name">
            <h2 class="unseen" id="panel-name">
              {strings.panel}
            </h2>
            <Panel app={app} beside />
          </aside>
        )}
        <Sheets app={app} />
        <Announcer app={app} />
      </div>
    </DialogFoot.Provider>
  )
}

/** The server is newer than this page. */
function Stale({ app }: { readonly app: AppModel }) {
  return (
    <output class="stale">
      {app.stale.value && (
        <>
          {strings.stale}
          <button type="button" class="button" onClick={() => location.reload()}>
            {strings.reload}
          </button>
        </>
      )}
    </output>
  )
}
