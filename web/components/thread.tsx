// The messages of the open chat. Stays at the end while an answer grows, unless the reader scrolled up.
import { computed } from '@preact/signals'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { branch } from '../../shared/conversation.ts'
import { AnswerView } from './answer.tsx'
import { Empty } from './empty.tsx'
import { focusThread } from './focus.ts'
import type { App } from './phase-line.tsx'
import { QuestionView, UnsentView } from './question.tsx'
import { strings } from './strings.ts'
import './thread.css'
import { TroubleView } from './trouble.tsx'
import { useStick } from './use-stick.ts'
import { troubleOf } from './words.ts'

export function Thread({ app }: { readonly app: App }) {
  const { thread, unsent, reach, trouble } = app.conversation
  const messages = useMemo(() => computed(() => branch(thread.value.messages, thread.value.head)), [thread]).value
  const scroller = useRef<HTMLElement>(null)
  const content = useRef<HTMLDivElement>(null)
  useKeepPlace(scroller, messages[0]?.id)

  const waiting = unsent.value
  const isEmpty = messages.length === 0 && !waiting && reach.value.kind === 'ready'
  const stick = useStick(scroller, content, isEmpty ? null : thread.value.id)
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
        <ReachView app={app} />
        <Earlier app={app} />
        {messages.map((message, index) =>
          message.role === 'user' ? (
            <QuestionView key={message.id} question={message} />
          ) : (
            <AnswerView key={message.id} app={app} answer={message} last={index === messages.length - 1} />
          ),
        )}
        {waiting && <UnsentView key={waiting.command.id} app={app} unsent={waiting} />}
        {trouble.value && <TroubleView trouble={troubleOf(trouble.value)} />}
      </div>
      {stick.away.value && (
        <button type="button" class="button to-end" onClick={toEnd}>
          {strings.toEnd}
        </button>
      )}
    </section>
  )
}

function Earlier({ app }: { readonly app: App }) {
  const { thread, loadingEarlier } = app.conversation
  if (!thread.value.earlier) return null
  const load = async (): Promise<void> => {
    await app.conversation.loadEarlier()
    if (!thread.peek().earlier) focusThread()
  }
  return (
    <button type="button" class="button earlier" aria-disabled={loadingEarlier.value} onClick={() => void load()}>
      {loadingEarlier.value ? strings.loadingEarlier : strings.loadEarlier}
    </button>
  )
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
    <TroubleView trouble={troubleOf(reach.failure)}>
      <button type="button" class="button" data-kind="go" onClick={again}>
        {gone ? strings.newChat : strings.tryAgain}
      </button>
    </TroubleView>
  )
}

/** What is read stays where it is when older messages come in above it. */
function useKeepPlace(scroller: { readonly current: HTMLElement | null }, first: string | undefined): void {
  const before = useRef<{ first: string | undefined; height: number }>({ first: undefined, height: 0 })
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const { first: was, height } = before.current
    if (was !== undefined && was !== first && box.scrollTop < height && box.scrollHeight > height && box.scrollTop < 2 * box.clientHeight)
      box.scrollTop += box.scrollHeight - height
    before.current = { first, height: box.scrollHeight }
  })
}
