// What is done with an answer that has ended, and what was measured of it.
import { type ReadonlySignal, useSignal } from '@preact/signals'
import { isUnfinished } from '../../shared/continuing.ts'
import { type Answer, textOf } from '../../shared/conversation.ts'
import { answerStrings } from './strings-answer.ts'
import { CopyButton } from './copy-button.tsx'
import { focusThread } from './focus.ts'
import type { App } from './phase-line.tsx'
import { Siblings } from './versions.tsx'
import { strings } from './strings.ts'
import { factsOf, isMeasured } from './words.ts'

interface Props {
  readonly app: App
  readonly answer: Answer
  readonly versions: string
  /** Nothing can be asked at the moment. */
  readonly busy: ReadonlySignal<boolean>
}

export function AnswerTools({ app, answer, versions, busy }: Props) {
  const { status } = answer.state
  const measured = isMeasured(answer)
  const text = textOf(answer)
  const { continues, parts } = answer
  const wasContinued = continues !== null && continues.parts > 0 && parts.length > continues.parts
  const asks = status === 'done' || status === 'stopped'
  if (!asks && text.trim() === '' && !measured && !versions.includes(' ')) return null
  return (
    <div class="message-tools">
      {status === 'stopped' && <span class="stopped">{strings.stopped}</span>}
      {wasContinued && <span class="stopped">{answerStrings.continued}</span>}
      <Siblings app={app} id={answer.id} versions={versions} />
      {text.trim() !== '' && <CopyButton app={app} text={() => text} />}
      {asks && isUnfinished(answer) && <Ask app={app} kind="continue" turn={answer.id} busy={busy} label={answerStrings.goOn} />}
      {asks && <Ask app={app} kind="retry" turn={answer.id} busy={busy} label={status === 'done' ? strings.askAgain : strings.retry} />}
      {measured && <Measured answer={answer} />}
    </div>
  )
}

/** Not the browser's own element for it: each of those brings a style sheet, and a chat may have thousands. */
function Measured({ answer }: Pick<Props, 'answer'>) {
  const open = useSignal(false)
  return (
    <>
      <button type="button" class="tool" aria-expanded={open.value} onClick={() => (open.value = !open.value)}>
        {strings.details}
      </button>
      {open.value && (
        <p class="facts measured">
          {factsOf(answer).map((fact) => (
            <span key={fact}>{fact}</span>
          ))}
        </p>
      )}
    </>
  )
}

interface AskProps extends Pick<Props, 'app' | 'busy'> {
  /** Another answer beside this one, or one that goes on from its text. */
  readonly kind: 'retry' | 'continue'
  readonly turn: string
  readonly label: string
  readonly class?: string
}

/** Asks the same question again. */
export function Ask({ app, kind, turn, busy, label, class: name = 'tool' }: AskProps) {
  const ask = (): void => {
    if (busy.peek()) return
    focusThread()
    void app.conversation.again(kind, turn)
  }
  return (
    <button type="button" class={name} aria-disabled={busy} onClick={ask}>
      {label}
    </button>
  )
}
