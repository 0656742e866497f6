// The messages of the open chat. Stays at the end while an answer grows, unless the reader scrolled up.
import { computed, useSignalEffect } from '@preact/signals'
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { Empty, isEmptyChat } from './empty.tsx'
import { focusThread } from './focus.ts'
import { lazy } from './lazy.tsx'
import type { App } from './phase-line.tsx'
import { defaultRenderer } from './renderer.ts'
import type { Soon } from '../markdown/index.tsx'
import { strings } from './strings.ts'
import './thread.css'
import { TroubleView } from './trouble.tsx'
import { useStick } from './use-stick.ts'
import { troubleOf } from './words.ts'

const Messages = lazy(
  () => import('./messages.tsx').then((part) => part.Messages),
  () => <p class="opening">{strings.opening}</p>,
)

/** Fetches what shows messages, and then what draws their text. `soon`: by whom each of the two is set off. */
export function fetchMessages(soon: Soon): void {
  soon(() => {
    void Messages.fetch().then(
      () => soon(() => defaultRenderer.load()),
      () => undefined,
    )
  })
}

export function Thread({ app }: { readonly app: App }) {
  const { shown, thread, unsent, ready } = app.conversation
  const busy = useMemo(() => computed(() => !ready.value), [ready])
  const editing = app.editing.value
  const { id, earlier } = thread.value
  const scroller = useRef<HTMLElement>(null)
  const content = useRef<HTMLDivElement>(null)

  // Before there is a message to show.
  useEffect(() => fetchMessages(whenIdle), [])
  // Who writes something is about to get an answer.
  useSignalEffect(() => {
    if (app.conversation.draft.value !== '') defaultRenderer.warmUp(whenIdle)
  })

  const waiting = unsent.value
  const isEmpty = isEmptyChat(app)
  // Where the reader is: at the end of what there was, else at the top.
  const hasEnded = app.conversation.reach.value.kind === 'absent' && shown.value.length > 0
  const stick = useStick(scroller, content, isEmpty ? null : id, editing !== null)
  // Who sends something wants to see what comes of it.
  useLayoutEffect(() => {
    if (waiting?.state.kind === 'sending') stick.toEnd()
  }, [waiting?.command.id])

  const toEnd = (): void => {
    focusThread()
    stick.toEnd()
  }
  return (
    // A region that scrolls must be reached by the keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section id="thread" class="thread" aria-label={strings.messages} ref={scroller} tabIndex={0} onScroll={stick.onScroll}>
      <div class="content" ref={content}>
        {isEmpty && <Empty app={app} />}
        {!hasEnded && <ReachView app={app} />}
        {(earlier || waiting || shown.value.length > 0) && <Messages app={app} scroller={scroller} content={content} stick={stick} busy={busy} />}
        {hasEnded && <ReachView app={app} />}
        <StopTrouble app={app} />
      </div>
      {stick.away.value && (
        <div class="to-end">
          <button type="button" class="button" onClick={toEnd}>
            {strings.toEnd}
          </button>
        </div>
      )}
    </section>
  )
}

/** Once the page has nothing better to do. */
function whenIdle(call: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(call)
  else setTimeout(call)
}

/** What went wrong with stopping; what went wrong with older messages stands where those would. */
function StopTrouble({ app }: { readonly app: App }) {
  const { trouble, live } = app.conversation
  if (!trouble.value || !live.value) return null
  return <TroubleView app={app} trouble={troubleOf(trouble.value)} />
}

/** Where the chat itself cannot be shown. */
function ReachView({ app }: { readonly app: App }) {
  const reach = app.conversation.reach.value
  if (reach.kind === 'ready') return null
  if (reach.kind === 'loading') return <p class="opening">{strings.opening}</p>
  const gone = reach.kind === 'absent'
  const again = (): void => {
    focusThread()
    if (gone) app.newChat()
    else void app.conversation.reload()
  }
  return (
    <TroubleView app={app} trouble={troubleOf(reach.failure)}>
      <button type="button" class="button" data-kind="go" onClick={again}>
        {gone ? strings.newChat : strings.tryAgain}
      </button>
    </TroubleView>
  )
}
