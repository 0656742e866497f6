// The lamp and what it means: how home is, how the way to the server is, and what to do next.
import type { App } from './phase-line.tsx'
import './status-line.css'
import { strings } from './strings.ts'
import { type Lamp, statusWords } from './words.ts'

export function StatusLine({ app }: { readonly app: App }) {
  const { lamp, headline, sentence, steps } = statusWords(app.health.origin.value, app.health.health.value)
  const said = (
    <>
      <LampView lamp={lamp} />
      <span class="sentence">
        <strong>{headline}</strong>
        {sentence !== '' && `. ${sentence}`}
      </span>
    </>
  )
  if (steps.length === 0) return <p class="status">{said}</p>
  return (
    <details class="status">
      <summary>
        {said}
        <span class="more">{strings.whatToDo}</span>
      </summary>
      <ol>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </details>
  )
}

/** Only a picture: the words stand beside it. */
export function LampView({ lamp }: { readonly lamp: Lamp }) {
  return <span class="lamp" data-lamp={lamp} aria-hidden="true" />
}
