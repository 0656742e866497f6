// One answer: what the model wrote, what a reader must know of it, and how it ended.
import { computed, type ReadonlySignal, useSignal } from '@preact/signals'
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
}

export function AnswerView({ app, answer, versions, busy, last }: Props) {
  const running = answer.state.status === 'running'
  const parts = useMemo(() => {
    const { live } = app.conversation
    const now = computed(() => (running && live.value?.id === answer.id ? live.value : answer))
    return {
      text: computed(() => textOf(now.value)),
      reasoning: computed(() => reasoningOf(now.value)),
      thinking: computed(() => now.value.state.status === 'running' && isThinking(now.value)),
      over: computed(() => reasoningWords(now.value, () => app.now.value + app.health.skew.value)),
      notes: computed(() => [...notesOf(now.value), ...(now.value.continues?.parts === 0 ? [answerStrings.beganAnew] : [])].join('\n')),
    }
  }, [app, answer, running])
  const mark = answer.state.status === 'stopped' ? null : markOf(answer)
  const notes = parts.notes.value

  return (
    <article class="answer" data-turn={answer.id} data-status={answer.state.status} data-last={last}>
      <h2 class="unseen">{strings.answer}</h2>
      <Reasoning key={`r ${answer.id}`} app={app} text={parts.reasoning} over={parts.over} thinking={parts.thinking} running={running} />
      <Words key={answer.id} app={app} text={parts.text} part="text" settled={!running} />
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

interface ReasoningProps extends Pick<Props, 'app'> {
  readonly text: ReadonlySignal<string>
  /** What stands over it. */
  readonly over: ReadonlySignal<string>
  readonly thinking: ReadonlySignal<boolean>
  readonly running: boolean
}

/** Folded, unless the person wants it open while it is written; what the person does with it then holds. */
function Reasoning({ app, text, over, thinking, running }: ReasoningProps) {
  const some = useMemo(() => computed(() => text.value !== ''), [text])
  const chosen = useSignal<boolean | null>(null)
  if (!some.value) return null
  const open = chosen.value ?? (thinking.value && app.preferences.all.value.reasoning === 'open')
  return (
    <div class="reasoning" data-thinking={thinking.value}>
      <button type="button" class="fold" aria-expanded={open} onClick={() => (chosen.value = !open)}>
        {over}
      </button>
      {open && <Words app={app} text={text} part="reasoning" settled={!running} />}
    </div>
  )
}
