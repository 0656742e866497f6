// One message of the thread: drawn anew only where something of it changed, and as its source where it cannot be drawn.
import { computed, type ReadonlySignal } from '@preact/signals'
import { Component } from 'preact'
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { type Message, reasoningOf, textOf } from '../../shared/conversation.ts'
import { AnswerView } from './answer.tsx'
import { Boundary } from './boundary.tsx'
import type { App } from './phase-line.tsx'
import { QuestionView } from './question.tsx'
import './message.css'
import { strings } from './strings.ts'

interface Props {
  readonly app: App
  readonly message: Message
  /** The names of all messages that could stand here, with spaces between. */
  readonly versions: string
  readonly busy: ReadonlySignal<boolean>
  readonly editing: boolean
  readonly last: boolean
}

/** A chat may have thousands of them, and what happens changes one. */
export class MessageView extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { app, message, versions, busy, editing, last } = this.props
    return next.message !== message || next.versions !== versions || next.editing !== editing || next.last !== last || next.busy !== busy || next.app !== app
  }
  override render() {
    const { app, message, versions, busy, editing, last } = this.props
    return (
      <Boundary fallback={(_error, retry) => <Source app={app} message={message} retry={retry} />}>
        {message.role === 'user' ? (
          <QuestionView app={app} question={message} versions={versions} editing={editing} />
        ) : (
          <AnswerView app={app} answer={message} versions={versions} busy={busy} last={last} />
        )}
      </Boundary>
    )
  }
}

interface SourceProps extends Pick<Props, 'app' | 'message'> {
  readonly retry: () => void
}

/** Another version of the message, in the same place, gets its own try. */
function Source({ app, message, retry }: SourceProps) {
  const first = useRef(message.id)
  useLayoutEffect(() => {
    if (first.current !== message.id) retry()
  }, [message.id])
  const text = useMemo(() => {
    const { live } = app.conversation
    return computed(() => sourceOf(live.value?.id === message.id ? live.value : message))
  }, [app, message])
  const turn = message.role === 'assistant' ? message : null
  return (
    <article class={turn ? 'answer' : 'question'} data-turn={turn?.id} data-status={turn?.state.status ?? 'accepted'}>
      <h2 class="unseen">{turn ? strings.answer : strings.you}</h2>
      <p class="not-drawn">{strings.notDrawn}</p>
      <pre class="message-source" dir="auto" data-part="text">
        {text}
      </pre>
    </article>
  )
}

const sourceOf = (message: Message): string =>
  message.role === 'user' ? message.text : [reasoningOf(message), textOf(message)].filter((text) => text !== '').join('\n\n')
