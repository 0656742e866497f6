// What the person wrote: accepted, on its way, or not sent with the reason why.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Question } from '../../shared/conversation.ts'
import { mayGoByItself, type Unsent } from '../stores/unsent.ts'
import { CopyButton } from './copy-button.tsx'
import { focusField, focusThread } from './focus.ts'
import { lazy } from './lazy.tsx'
import { type App, Line } from './phase-line.tsx'
import './question.css'
import { answerStrings } from './strings-answer.ts'
import { strings } from './strings.ts'
import { TroubleView } from './trouble.tsx'
import { Siblings } from './versions.tsx'
import { isLong, unsentTrouble } from './words.ts'

interface Props {
  readonly app: App
  readonly question: Question
  /** The names of all its wordings. */
  readonly versions: string
  readonly editing: boolean
}

const Editor = lazy(
  () => import('./question-editor.tsx').then(({ QuestionEditor }) => QuestionEditor),
  ({ question }: { readonly app: App; readonly question: Question }) => <Bubble text={question.text} />,
)

export function QuestionView({ app, question, versions, editing }: Props) {
  const edit = (): void => {
    // The button leaves the page, and the field may have to be loaded first.
    focusThread()
    app.editing.value = question.id
  }
  return (
    <Frame status="accepted">
      {editing ? <Editor app={app} question={question} /> : <Bubble key={question.id} text={question.text} />}
      {!editing && (
        <div class="message-tools">
          <Siblings app={app} id={question.id} versions={versions} />
          <CopyButton app={app} text={() => question.text} />
          <button type="button" class="tool" onClick={edit} data-edit={question.id}>
            {strings.edit}
          </button>
        </div>
      )}
    </Frame>
  )
}

interface FrameProps {
  readonly status: 'accepted' | Unsent['state']['kind']
  readonly children: ComponentChildren
}

const Frame = ({ status, children }: FrameProps) => (
  <article class="question" data-status={status}>
    <h2 class="unseen">{strings.you}</h2>
    {children}
  </article>
)

/** The text as it was written; of a long one the beginning. */
function Bubble({ text }: { readonly text: string }) {
  const all = useSignal(false)
  const long = isLong(text)
  return (
    <div class="bubble">
      <p dir="auto" data-clipped={long && !all.value}>
        {text}
      </p>
      {long && (
        <button type="button" class="tool" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
          {all.value ? strings.showLess : strings.showAll}
        </button>
      )}
    </div>
  )
}

/** A command that the server has not accepted yet, or did not. */
export function UnsentView({ app, unsent }: { readonly app: App; readonly unsent: Unsent }) {
  const { command, state } = unsent
  const isMessage = command.kind === 'message'
  const waits = mayGoByItself(unsent)
  return (
    <>
      {isMessage && (
        <Frame status={state.kind}>
          <Bubble text={command.text} />
        </Frame>
      )}
      {state.kind === 'sending' ? (
        <Line words={isMessage ? strings.sending : command.kind === 'continue' ? answerStrings.asking : strings.asking} since={state.since} now={app.now} />
      ) : (
        <section class="unsent" data-waits={waits} aria-label={waits ? strings.waitsToBeSent : strings.notGone[command.kind]}>
          <TroubleView app={app} trouble={unsentTrouble(unsent, state.failure)}>
            <button type="button" class="button" data-kind={waits ? undefined : 'go'} onClick={() => resend(app)}>
              {waits ? strings.retryNow : strings.retry}
            </button>
            <button type="button" class="button" onClick={() => takeBack(app)}>
              {isMessage ? strings.takeBack : strings.dismiss}
            </button>
          </TroubleView>
        </section>
      )}
    </>
  )
}

function resend(app: App): void {
  focusThread()
  void app.conversation.resend()
}

/** The text goes to the field, and so does the focus. */
function takeBack(app: App): void {
  app.conversation.takeBack()
  focusField()
}
