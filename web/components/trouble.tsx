// Something went wrong: the sentence, what to do, under which name the log has it, and what can be done here.
import type { ComponentChildren } from 'preact'
import { strings } from './strings.ts'
import './trouble.css'
import type { Trouble } from './words.ts'

const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })

export function TroubleView({ trouble, children }: { readonly trouble: Trouble; readonly children?: ComponentChildren }) {
  const { sentence, steps, requestId } = trouble
  const at = trouble.time === null ? Number.NaN : Date.parse(trouble.time)
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
      {(requestId !== null || Number.isFinite(at)) && (
        <p class="facts">
          {Number.isFinite(at) && <time dateTime={trouble.time ?? ''}>{time.format(at)}</time>}
          {requestId !== null && (
            <span>
              {strings.requestId} <code>{requestId}</code>
            </span>
          )}
        </p>
      )}
    </div>
  )
}
