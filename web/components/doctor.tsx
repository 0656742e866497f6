// "Why can't I reach my model?": every step of the way home, as it is looked at, and what to do where it ends.
import { useComputed } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import { DOCTOR_STEPS, type DoctorStep, type Finding, stepName, toText, verdictOf } from '../../shared/doctor.ts'
import { DoctorStore } from '../stores/doctor.ts'
import { CopyButton } from './copy-button.tsx'
import { Dialog } from './dialog.tsx'
import './doctor.css'
import type { App } from './phase-line.tsx'
import { doctorStrings as words } from './strings-doctor.ts'
import { strings } from './strings.ts'
import { TroubleView } from './trouble.tsx'
import { troubleOf } from './words.ts'

interface Props {
  readonly app: App
  readonly close: () => void
}

/** The first step of which nothing is known is the one that is looked at. */
type Shown = Finding | { readonly step: DoctorStep; readonly result: 'looking' | 'waiting' }

export function Doctor({ app, close }: Props) {
  const doctor = useMemo(() => new DoctorStore(app.examine), [app])
  useEffect(() => {
    void doctor.look()
    return doctor.leave
  }, [doctor])
  const shown = useComputed((): Shown[] => {
    const findings = doctor.told.value?.findings ?? []
    return DOCTOR_STEPS.map((step, at) => findings[at] ?? { step, result: doctor.looking.value && at === findings.length ? 'looking' : 'waiting' })
  })
  const told = doctor.told.value
  const failure = doctor.failure.value
  return (
    <Dialog kind="dialog" label={words.title} close={close}>
      <div class="doctor">
        <output class="verdict" data-result={verdictResult(told?.findings ?? [], told?.done ?? false)}>
          {failure === null && verdictOf(told?.findings ?? [], told?.done ?? false)}
        </output>
        {/* The line above says nothing then, so this is heard. */}
        <div role="alert">{failure !== null && <TroubleView app={app} trouble={troubleOf(failure)} />}</div>
        {(failure === null || told !== null) && (
          <ol aria-label={words.steps}>
            {shown.value.map((step) => (
              <Step key={step.step} shown={step} />
            ))}
          </ol>
        )}
        <div class="row">
          <button type="button" class="button" aria-disabled={doctor.looking.value} onClick={() => void doctor.look()}>
            {words.again}
          </button>
          {told?.done === true && <CopyButton app={app} text={() => toText(told)} label={words.copyText} class="button quiet" />}
          {told?.done === true && <span class="facts">{words.lookedAt(timeIn(app).format(told.began - app.health.skew.peek()))}</span>}
        </div>
      </div>
    </Dialog>
  )
}

function Step({ shown }: { readonly shown: Shown }) {
  const { step, result } = shown
  return (
    <li data-step={step} data-result={result}>
      <Sign result={result} />
      <div>
        <span class="unseen">{words.result(result)} </span>
        <strong>{stepName(step)}</strong>
        {'says' in shown && <p>{shown.says}</p>}
        {'todo' in shown && shown.todo.length > 0 && (
          <ol aria-label={strings.whatToDo}>
            {shown.todo.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ol>
        )}
      </div>
    </li>
  )
}

const SHAPES: Partial<Record<Shown['result'], string>> = {
  ok: 'M4 10.5 8.2 15 16 5.5',
  failed: 'M5 5l10 10M15 5 5 15',
  skipped: 'M5 10h10',
  not_visible: 'M5 10h10',
}

/** Told apart by its shape; the colour is besides. */
function Sign({ result }: Pick<Shown, 'result'>) {
  return (
    <svg class="sign" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      {SHAPES[result] === undefined ? (
        <circle cx="10" cy="10" r="4" fill="currentColor" />
      ) : (
        <path d={SHAPES[result]} fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />
      )}
    </svg>
  )
}

function verdictResult(findings: readonly Finding[], done: boolean): 'failed' | 'ok' | 'looking' {
  if (findings.some(({ result }) => result === 'failed')) return 'failed'
  return done ? 'ok' : 'looking'
}

const timeIn = (app: App): Intl.DateTimeFormat => new Intl.DateTimeFormat(app.preferences.language.value, { timeStyle: 'medium' })
