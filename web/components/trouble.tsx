// Something went wrong: the sentence, what to do, under which name the log has it, and what can be done here.
import type { ComponentChildren } from 'preact'
import { CopyButton } from './copy-button.tsx'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'
import './trouble.css'
import { type Trouble, troubleText } from './words.ts'

interface Props {
  readonly trouble: Trouble
  readonly app: App
  /** Buttons. */
  readonly children?: ComponentChildren
}

export function TroubleView({ trouble, app, children }: Props) {
  const { sentence, steps, name } = trouble
  const at = trouble.time === null ? Number.NaN : Date.parse(trouble.time)
  const copies = name !== null || Number.isFinite(at)
  return (
    <div class="trouble">
      <p class="sentence">{sentence}</p>
      {steps.length > 0 && (
        <ol aria-label={strings.whatToDo}>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {children && <div class="row">{children}</div>}
      {copies && (
        <div class="foot">
          <p class="facts">
            {Number.isFinite(at) && <time dateTime={trouble.time ?? ''}>{timeIn(app).format(at)}</time>}
            {name && (
              <span>
                {name.of} <code>{name.id}</code>
              </span>
            )}
          </p>
          <CopyButton app={app} text={() => troubleText(trouble)} label={strings.copyDetails} class="button quiet" />
        </div>
      )}
    </div>
  )
}

const timeIn = (app: App): Intl.DateTimeFormat => new Intl.DateTimeFormat(app.preferences.language.value, { dateStyle: 'medium', timeStyle: 'medium' })
