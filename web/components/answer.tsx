// One answer: what the model wrote, what a reader must know of it, and how it ended.
import { computed, type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { isUnfinished } from '../../shared/continuing.ts'
import { type Answer, reasoningOf, textOf } from '../../shared/conversation.ts'
import { AnswerTools, Ask } from './answer-tools.tsx'
import './answer.css'
import { DoctorButton } from './doctor-button.tsx'
import { isDoctorOffered } from './doctor-offered.ts'
import { type App, PhaseLine } from './phase-line.tsx'
import { answerStrings } from './strings-answer.ts'
import { strings } from './strings.ts'
import { TroubleView } from './trouble.tsx'
import { isThinking, markOf, notesOf, reasoningWords } from './words.ts'
import { Words } from './words-view.tsx'

interface Props {
  readonly app: App
  /** As of the last change of the thread; while it runs, its newest state is in `live`. */
  readonly answer: Answer
  /** The names of all answers to its question. */
  readonly versions: string
  /** Nothing can be asked at the moment. */
  readonly busy: ReadonlySignal<boolean>
  readonly last: boolean
  /** How long the model thought over each answer, in milliseconds, as far as this page looked on. */
  readonly thoughts: Map<string, number>
}

export function AnswerView({ app, answer, versions, busy, last, thoughts }: Props) {
  const running = answer.state.status === 'running'
  const parts = useMemo(() => {
    const { live } = app.conversation
    const now = computed(() => (running && live.value?.id === answer.id ? live.value : answer))
    return {
      text: computed(() => textOf(now.value)),
      reasoning: computed(() => reasoningOf(now.value)),
      /** Since when it thinks, in this device's milliseconds; null: it does not, at the moment. */
      thinks: computed(() => (now.value.state.status === 'running' && isThinking(now.value) ? now.value.state.since - app.health.skew.value : null)),
      notes: computed(() => [...notesOf(now.value), ...(now.value.continues?.parts === 0 ? [answerStrings.beganAnew] : [])].join('\n')),
    }
  }, [app, answer, running])
  const mark = answer.state.status === 'stopped' ? null : markOf(answer)
  const notes = parts.notes.value

  return (
    <article class="answer" data-turn={answer.id} data-status={answer.state.status} data-last={last}>
      <h2 class="unseen">{strings.answer}</h2>
      <Reasoning key={`r ${answer.id}`} app={app} id={answer.id} text={parts.reasoning} thinks={parts.thinks} running={running} thoughts={thoughts} />
      <Words key={answer.id} text={parts.text} part="text" settled={!running} />
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
          <TroubleView app={app} trouble={mark}>
            {isUnfinished(answer) && <Ask app={app} kind="continue" turn={answer.id} busy={busy} label={answerStrings.goOn} class="button" />}
            <Ask app={app} kind="retry" turn={answer.id} busy={busy} label={strings.retry} class="button" />
            {isDoctorOffered(answer) && <DoctorButton quiet />}
          </TroubleView>
        </div>
      )}
      {!running && <AnswerTools app={app} answer={answer} versions={versions} busy={busy} />}
    </article>
  )
}

interface ReasoningProps extends Pick<Props, 'app' | 'thoughts'> {
  readonly id: string
  readonly text: ReadonlySignal<string>
  readonly thinks: ReadonlySignal<number | null>
  readonly running: boolean
}

/** Folded, unless the person wants it open while it is written; what the person does with it then holds. */
function Reasoning({ app, id, text, thinks, running, thoughts }: ReasoningProps) {
  const some = useMemo(() => computed(() => text.value !== ''), [text])
  /** No event tells it. */
  const took = useSignal(thoughts.get(id) ?? null)
  const chosen = useSignal<boolean | null>(null)
  useSignalEffect(() => {
    if (thinks.value === null) return
    took.value = app.now.value - thinks.value
    thoughts.set(id, took.peek() ?? 0)
  })
  if (!some.value) return null
  const thinking = thinks.value !== null
  const open = chosen.value ?? (thinking && app.preferences.all.value.reasoning === 'open')
  return (
    <div class="reasoning" data-thinking={thinking}>
      <button type="button" class="fold" aria-expanded={open} onClick={() => (chosen.value = !open)}>
        {reasoningWords(took.value, thinking)}
      </button>
      {open && <Words text={text} part="reasoning" settled={!running} />}
    </div>
  )
}
