// The messages of a thread, and what is on its way. A part of its own: the first page is drawn without it.
import type { ReadonlySignal } from '@preact/signals'
import type { Message } from '../../shared/conversation.ts'
import { MessageView } from './message.tsx'
import type { App } from './phase-line.tsx'
import { UnsentView } from './question.tsx'
import type { Stretch } from './stretches.ts'
import { slotOf } from '../stores/branches.ts'

/** So many stretches at the end are always laid out: there things change, and the reader looks. */
const RECENT = 2

interface Props {
  readonly app: App
  /** Of the chat. */
  readonly id: string
  readonly stretches: readonly Stretch[]
  readonly last: Message | undefined
  /** Nothing can be asked at the moment. */
  readonly busy: ReadonlySignal<boolean>
  /** How long each answer was seen to think, in milliseconds. */
  readonly thoughts: Map<string, number>
}

export function Messages({ app, id, stretches, last, busy, thoughts }: Props) {
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
      thoughts={thoughts}
      editing={editing === message.id}
      last={message === last}
    />
  )
  return (
    <>
      {stretches.map((stretch, index) => (
        <div key={`${id} ${stretch.key}`} class="stretch" data-recent={index >= stretches.length - RECENT}>
          {stretch.messages.map(one)}
        </div>
      ))}
      {unsent && <UnsentView key={unsent.command.id} app={app} unsent={unsent} />}
    </>
  )
}
