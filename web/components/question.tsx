// What the person wrote: accepted, on its way, or not sent with the reason why.
import type { Question } from '../../shared/conversation.ts'
import type { Unsent } from '../stores/unsent.ts'
import { focusField, focusThread } from './focus.ts'
import { type App, Line } from './phase-line.tsx'
import './question.css'
import { strings } from './strings.ts'
import { TroubleView } from './trouble.tsx'
import { troubleOf } from './words.ts'

export function QuestionView({ question }: { readonly question: Question }) {
  return <Bubble text={question.text} status="accepted" />
}

function Bubble({ text, status }: { readonly text: string; readonly status: 'accepted' | Unsent['state']['kind'] }) {
  return (
    <article class="question" data-status={status}>
      <h2 class="unseen">{strings.you}</h2>
      <p>{text}</p>
    </article>
  )
}

/** A command that the server has not accepted yet, or did not. */
export function UnsentView({ app, unsent }: { readonly app: App; readonly unsent: Unsent }) {
  const { command, state } = unsent
  const isMessage = command.kind === 'message'
  return (
    <>
      {isMessage && <Bubble text={command.text} status={state.kind} />}
      {state.kind === 'sending' ? (
        <Line words={isMessage ? strings.sending : strings.asking} since={state.since} now={app.now} />
      ) : (
        <section class="unsent" aria-label={isMessage ? strings.notSent : strings.notAsked}>
          <TroubleView trouble={withWhat(troubleOf(state.failure), isMessage)}>
            <button type="button" class="button" data-kind="go" onClick={() => resend(app)}>
              {strings.retry}
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

const withWhat = (trouble: ReturnType<typeof troubleOf>, isMessage: boolean) => ({
  ...trouble,
  sentence: `${isMessage ? strings.notSent : strings.notAsked} ${trouble.sentence}`,
})

function resend(app: App): void {
  focusThread()
  void app.conversation.resend()
}

/** The text goes to the field, and so does the focus. */
function takeBack(app: App): void {
  app.conversation.takeBack()
  focusField()
}
