// The messages of a thread, and what is on its way. A part of its own: the first page is drawn without it.
import { type ReadonlySignal, useSignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { Message } from '../../shared/conversation.ts'
import { Earlier } from './earlier.tsx'
import { useKeepPlace } from './keep-place.ts'
import { MessageView } from './message.tsx'
import type { App } from './phase-line.tsx'
import './print.css'
import { UnsentView } from './question.tsx'
import { Stretches } from './stretches.ts'
import { slotOf } from '../stores/branches.ts'
import type { Box, Stick } from './use-stick.ts'

/** So many stretches at the end are always laid out: there things change, and the reader looks. */
const RECENT = 2

interface Props {
  readonly app: App
  /** The box that scrolls, and what is in it. */
  readonly scroller: Box
  readonly content: Box
  readonly stick: Stick
  /** Nothing can be asked at the moment. */
  readonly busy: ReadonlySignal<boolean>
}

export function Messages({ app, scroller, content, stick, busy }: Props) {
  const { id } = app.conversation.thread.value
  const messages = app.conversation.shown.value
  const stretched = useMemo(() => new Stretches(), [id])
  const revealed = useSignal(0)
  void revealed.value
  const stretches = stretched.split(messages)
  const first = stretches[0]?.messages[0]
  const reveal = (): void => {
    stretched.reveal(messages)
    revealed.value += 1
  }
  useKeepPlace(scroller, content, first?.id, stick)

  const editing = app.editing.value
  const versions = app.versions.value
  const unsent = app.conversation.unsent.value
  const one = (message: Message) => (
    <MessageView
      // A version takes the place of another: what has the focus there keeps it.
      key={slotOf(message)}
      app={app}
      message={message}
      versions={versions.get(slotOf(message)) ?? message.id}
      busy={busy}
      editing={editing === message.id}
      last={message === messages.at(-1)}
    />
  )
  return (
    <>
      <Earlier app={app} scroller={scroller} first={first?.id} reveal={first === messages[0] ? null : reveal} />
      {stretches.map((stretch, index) => (
        <div key={`${id} ${stretch.key}`} class="stretch" data-recent={index >= stretches.length - RECENT}>
          {stretch.messages.map(one)}
        </div>
      ))}
      {unsent && <UnsentView key={unsent.command.id} app={app} unsent={unsent} />}
    </>
  )
}
