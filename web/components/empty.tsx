// A chat that has not begun: three things to try, and how to connect home where it is absent.
import './empty.css'
import { focusThread } from './focus.ts'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'

/** Nothing was said in the open chat yet, so that this stands in its place. */
export function isEmptyChat({ conversation }: App): boolean {
  return conversation.shown.value.length === 0 && conversation.unsent.value === null && conversation.reach.value.kind === 'ready'
}

/** The steps that connect home stand in the empty chat: nobody else says them then. */
export function saysSteps(app: App): boolean {
  const health = app.health.health.value
  return isEmptyChat(app) && health !== null && health.answers !== 'home' && health.next.length > 0
}

export function Empty({ app }: { readonly app: App }) {
  const health = app.health.health.value
  const demo = health?.answers === 'demo'
  const tries = demo ? strings.triesDemo : strings.tries
  return (
    <div class="empty">
      <h2>{strings.emptyTitle}</h2>
      <section aria-label={strings.emptyIntro}>
        <p class="intro">{strings.emptyIntro}</p>
        <ul>
          {tries.map((text) => (
            <li key={text}>
              <button type="button" class="button" onClick={() => begin(app, text)}>
                {text}
              </button>
            </li>
          ))}
        </ul>
      </section>
      {saysSteps(app) && (
        <section class="connect" aria-labelledby="connect">
          <h3 id="connect">{demo ? strings.connect : strings.whatToDo}</h3>
          <ol>
            {health?.next.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
      )}
    </div>
  )
}

function begin(app: App, text: string): void {
  focusThread()
  void app.send(text)
}
