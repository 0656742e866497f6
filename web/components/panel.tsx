// What is known of home, of the way there and of the last turn. Stands beside the chat, or in a sheet.
import { computed, type ReadonlySignal, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useId, useMemo } from 'preact/hooks'
import { saysSteps } from './empty.tsx'
import { DoctorButton } from './doctor-button.tsx'
import { History } from './history.tsx'
import './panel.css'
import {
  actionWords,
  agentRows,
  backendWords,
  clockOf,
  failureWords,
  heardWords,
  homeWords,
  nowRows,
  placeOf,
  type Row,
  type StateWords,
} from './panel-words.ts'
import type { App } from './phase-line.tsx'
import { details } from './strings-details.ts'
import { strings } from './strings.ts'

interface Props {
  readonly app: App
  /** It stands beside the chat, where an empty one says the same steps. */
  readonly beside?: boolean
}

export function Panel({ app, beside = false }: Props) {
  const model = useMemo(() => modelOf(app), [app])
  const { origin, health } = app.health
  const offline = origin.value.kind === 'offline'
  return (
    <div class="panel" data-old={offline}>
      <div class="heard">
        <p>{model.heard}</p>
        <Refresh app={app} />
      </div>
      {/* What does not work stands first. */}
      {offline && <State words={model.backend} />}
      <State words={model.home} steps={!(beside && saysSteps(app))}>
        {/* Nothing of it is known up to now while nothing is heard. */}
        {!offline && model.failure.value !== '' && <p class="failure">{model.failure}</p>}
        {!offline && <History app={app} />}
      </State>
      {!offline && <DoctorButton />}
      <section aria-label={details.now}>
        <Rows rows={model.now} />
        {health.value && health.value.home.models.length > 0 && <Models app={app} />}
      </section>
      {!offline && <State words={model.backend} />}
      <Agent rows={model.agent} action={model.action} />
    </div>
  )
}

/** The same value for as long as it says the same: an answer that is being written changes many times a second, and little of it is shown here. */
function stable<T>(make: () => T): ReadonlySignal<T> {
  let kept: { readonly text: string; readonly value: T } | null = null
  return computed(() => {
    const value = make()
    const text = JSON.stringify(value)
    if (kept?.text !== text) kept = { text, value }
    return kept.value
  })
}

function modelOf(app: App) {
  const { health, origin, heardAt, roundTrip, skew } = app.health
  const clock = computed(() => clockOf(app.preferences.language.value))
  const newest = computed(() => app.conversation.shown.value.findLast((message) => message.role === 'assistant') ?? null)
  const last = computed(() => (newest.value?.state.status === 'running' ? (app.conversation.live.value ?? newest.value) : newest.value))
  // The last speed may be that of the answer before: what is being written has none yet.
  const speed = computed(() => {
    const { shown } = app.conversation
    const timed = shown.value.findLast((message) => message.role === 'assistant' && message.tokens_per_second !== null)
    return timed?.role === 'assistant' ? timed.tokens_per_second : null
  })
  const place = computed(() => placeOf(app.conversation.live.value))
  const when = () => ({ now: heardAt.value ?? 0, skew: skew.value, clock: clock.value })
  return {
    heard: computed(() => heardWords(origin.value, heardAt.value, clock.value)),
    home: stable(() => homeWords(health.value, origin.value.kind === 'offline', when())),
    backend: stable(() => backendWords(origin.value, when())),
    now: stable(() => nowRows(health.value, roundTrip.value, speed.value, place.value)),
    // To the minute is enough: it is said beside what happens by the second.
    failure: computed(() => failureWords(health.value?.home ?? null, { now: heardAt.value ?? 0, skew: skew.value })),
    agent: stable(() => agentRows(health.value, last.value)),
    action: computed(() => actionWords(last.value, { now: app.now.value, skew: skew.value })),
  }
}

interface StateProps {
  readonly words: ReadonlySignal<StateWords>
  readonly steps?: boolean
  readonly children?: ComponentChildren
}

function State({ words, steps: shown = true, children }: StateProps) {
  const { dot, headline, sentence, since, steps } = words.value
  const title = useId()
  return (
    <section class="state" aria-labelledby={title}>
      <h3 id={title}>
        <span class="dot" data-dot={dot} aria-hidden="true" />
        {headline}
      </h3>
      {(sentence !== '' || since !== '') && <p>{[sentence, since].filter((part) => part !== '').join(' ')}</p>}
      {shown && steps.length > 0 && (
        <ol aria-label={strings.whatToDo}>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {children}
    </section>
  )
}

function Rows({ rows, children }: { readonly rows: ReadonlySignal<readonly Row[]>; readonly children?: ComponentChildren }) {
  return (
    <dl>
      {rows.value.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
      {children}
    </dl>
  )
}

function Agent({ rows, action }: { readonly rows: ReadonlySignal<readonly Row[]>; readonly action: ReadonlySignal<string> }) {
  return (
    <section aria-label={details.agent}>
      <h3>{details.agent}</h3>
      <Rows rows={rows}>
        <div>
          <dt>{details.action}</dt>
          <dd>{action}</dd>
        </div>
      </Rows>
    </section>
  )
}

function Models({ app }: { readonly app: App }) {
  const models = app.health.health.value?.home.models ?? []
  return (
    <details>
      <summary>{details.modelsAtHome(models.length)}</summary>
      <ul>
        {models.map((model) => (
          <li key={model.id}>
            {model.id} <span>{details.modelFacts(model)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}

/** Asks now. Its sign turns once at least where the person asked for it, and for as long as a look lasts. */
function Refresh({ app }: { readonly app: App }) {
  const { looking } = app.health
  const turning = useSignal(false)
  const refresh = (): void => {
    turning.value = true
    void app.health.poll()
  }
  return (
    <button type="button" class="button quiet refresh" data-looking={looking.value} data-asked={turning.value} onClick={refresh}>
      <svg viewBox="0 0 20 20" width="16" height="16" aria-hidden="true" onAnimationIteration={() => looking.peek() || (turning.value = false)}>
        <path d="M16 10a6 6 0 1 1-1.8-4.3M16 3v3.5h-3.5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" />
      </svg>
      {details.refresh}
    </button>
  )
}
