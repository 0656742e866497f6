// One answer: what the model wrote, what a reader must know of it, and how it ended.
import { computed, type ReadonlySignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { type Answer, reasoningOf, textOf } from '../../shared/conversation.ts'
import './answer.css'
import { focusThread } from './focus.ts'
import { type App, PhaseLine } from './phase-line.tsx'
import { strings } from './strings.ts'
import { TroubleView } from './trouble.tsx'
import { factsOf, markOf, notesOf } from './words.ts'
import { Words } from './words-view.tsx'

interface Props {
  readonly app: App
  /** As of the last change of the thread; while it runs, its newest state is in `live`. */
  readonly answer: Answer
  /** It ends the branch, so it can be asked for again. */
  readonly last: boolean
}

export function AnswerView({ app, answer, last }: Props) {
  const running = answer.state.status === 'running'
  const parts = useMemo(() => {
    const { live } = app.conversation
    const now = computed(() => (running && live.value?.id === answer.id ? live.value : answer))
    return {
      text: computed(() => textOf(now.value)),
      reasoning: computed(() => reasoningOf(now.value)),
      notes: computed(() => notesOf(now.value).join('\n')),
    }
  }, [app, answer, running])
  const mark = markOf(answer)
  const mayRetry = mark !== null && last && app.conversation.ready.value
  const facts = running ? [] : factsOf(answer)
  const notes = parts.notes.value

  return (
    <article class="answer" data-turn={answer.id} data-status={answer.state.status}>
      <h2 class="unseen">{strings.answer}</h2>
      <Reasoning text={parts.reasoning} />
      <Words text={parts.text} part="text" />
      {notes !== '' && (
        <ul class="notes">
          {notes.split('\n').map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {running && <PhaseLine app={app} />}
      {mark && (
        <div class="mark">
          <TroubleView trouble={mark}>{mayRetry && <Retry app={app} turn={answer.id} />}</TroubleView>
        </div>
      )}
      {facts.length > 0 && (
        <p class="facts">
          {facts.map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </p>
      )}
    </article>
  )
}

function Reasoning({ text }: { readonly text: ReadonlySignal<string> }) {
  const some = useMemo(() => computed(() => text.value !== ''), [text])
  if (!some.value) return null
  return (
    <details class="reasoning">
      <summary>{strings.reasoning}</summary>
      <Words text={text} part="reasoning" />
    </details>
  )
}

function Retry({ app, turn }: { readonly app: App; readonly turn: string }) {
  const retry = (): void => {
    focusThread()
    void app.conversation.retry(turn)
  }
  return (
    <button type="button" class="button" onClick={retry}>
      {strings.retry}
    </button>
  )
}
