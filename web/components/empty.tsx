// A chat that has not begun: three things to try, and how to connect home where it is absent.
import './empty.css'
import { focusThread } from './focus.ts'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'

export function Empty({ app }: { readonly app: App }) {
  const health = app.health.health.value
  const demo = health?.answers === 'demo'
  const steps = health && health.answers !== 'home' ? health.next : []
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
      {steps.length > 0 && (
        <section class="connect" aria-labelledby="connect">
          <h3 id="connect">{demo ? strings.connect : strings.whatToDo}</h3>
          <ol>
            {steps.map((step) => (
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
  void app.conversation.send(text)
}
