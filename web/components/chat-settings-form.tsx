// How a chat is asked: which model, what it is told first, how freely it writes. In a dialog for the open chat; its fields also serve the defaults.
import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import type { VNode } from 'preact'
import { useId } from 'preact/hooks'
import { type ChatSettings, PLAIN_SETTINGS, sameSettings } from '../../shared/conversation.ts'
import { SYSTEM_MAX, TEMPERATURE_MAX } from '../../shared/limits.ts'
import type { Whose } from '../stores/chat-settings.ts'
import './chat-settings-form.css'
import './fields.css'
import { Dialog } from './dialog.tsx'
import { NoDefaults } from './no-defaults.tsx'
import { type ModelChoice, modelChoices } from './panel-words.ts'
import type { App } from './phase-line.tsx'
import { details } from './strings-details.ts'
import { strings } from './strings.ts'
import { TroubleView } from './trouble.tsx'
import { troubleOf } from './words.ts'

/** One step of the slider. */
const TEMPERATURE_STEP = 0.1
/** Where the slider stands when the person takes it into their own hands: what most model servers begin with. */
const TEMPERATURE_FIRST = 0.7

interface Props {
  readonly app: App
  readonly close: () => void
}

export function ChatSheet({ app, close }: Props) {
  return (
    <Dialog label={strings.chatSettings} close={close} kind="dialog">
      {app.settings.known.value ? <ChatForm app={app} close={close} /> : <NotKnown app={app} />}
    </Dialog>
  )
}

/** What is not known cannot be changed: what is saved would take the place of all of it. */
function NotKnown({ app }: { readonly app: App }) {
  const { isNew, reach } = app.conversation
  if (isNew.value) return <NoDefaults app={app} />
  if (!('failure' in reach.value)) return <p class="note">{strings.opening}</p>
  return <TroubleView app={app} trouble={troubleOf(reach.value.failure)} />
}

function ChatForm({ app, close }: Props) {
  const form = useWritten(app, 'chat')
  const forAll = useSignal(false)
  const { current, saving } = app.settings
  const save = async (): Promise<void> => {
    if (saving.peek()) return
    const next = form.shown.peek()
    const kept = !forAll.peek() || (await app.saveDefaults(next))
    if (!sameSettings(next, current.peek())) await app.configure(next)
    // What could not be saved stays, as it is written.
    if (kept && sameSettings(next, current.peek())) close()
  }
  const leave = (): void => {
    form.discard()
    close()
  }
  return (
    <form
      class="chat-settings fields"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p class="note">{details.fromNextOn}</p>
      <SettingsFields app={app} form={form} />
      <label class="check">
        <input type="checkbox" checked={forAll.value} onChange={(event) => (forAll.value = event.currentTarget.checked)} />
        {details.alsoDefault}
      </label>
      <div class="row">
        <NotSaved form={form} />
        <button type="submit" class="button" data-kind="go" aria-disabled={saving.value}>
          {saving.value ? details.saving : details.save}
        </button>
        <button type="button" class="button" onClick={leave}>
          {form.changed.value ? details.discard : details.cancel}
        </button>
      </div>
    </form>
  )
}

/** What is in a form of settings: as it is saved, or as the person is writing it. */
export interface Written {
  readonly shown: ReadonlySignal<ChatSettings>
  /** What is shown is not saved. */
  readonly changed: ReadonlySignal<boolean>
  readonly set: (change: Partial<ChatSettings>) => void
  readonly discard: () => void
}

/** What was written stays when the form is closed, until it is saved or discarded. */
export function useWritten({ settings }: App, whose: Whose): Written {
  const saved = useComputed(() => (whose === 'chat' ? settings.current.value : (settings.defaults.value ?? PLAIN_SETTINGS)))
  const draft = useSignal(settings.draftOf(whose))
  const shown = useComputed(() => draft.value ?? saved.value)
  const keep = (next: ChatSettings | null): void => {
    draft.value = next
    settings.keepDraft(whose, next)
  }
  return {
    shown,
    changed: useComputed(() => !sameSettings(shown.value, saved.value)),
    set: (change) => keep({ ...shown.peek(), ...change }),
    discard: () => keep(null),
  }
}

export const NotSaved = ({ form }: { readonly form: Written }): VNode => <p class="note">{form.changed.value && details.notSaved}</p>

interface FieldsProps {
  readonly app: App
  readonly form: Written
}

export function SettingsFields({ app, form }: FieldsProps) {
  const { shown, set } = form
  const { model, system, temperature } = shown.value
  const id = useId()
  const home = app.health.health.value?.home ?? null
  const asks = useComputed(() => modelChoices(app.health.health.value?.home ?? null, shown.value.model))
  return (
    <>
      <fieldset>
        <legend>{details.model}</legend>
        <div class="list">
          <Choice name={`${id}-model`} checked={model === null} pick={() => set({ model: null })} label={details.asHomeHas(home?.model?.id ?? null)} facts="" />
          {asks.value.map((choice: ModelChoice) => (
            <Choice
              key={choice.id}
              name={`${id}-model`}
              checked={model === choice.id}
              pick={() => set({ model: choice.id })}
              label={choice.id}
              facts={choice.facts}
            />
          ))}
        </div>
        {(home === null || home.models.length === 0) && <p class="note">{details.noList}</p>}
      </fieldset>
      <div class="field">
        <label for={`${id}-system`}>{details.system}</label>
        <p class="note" id={`${id}-system-note`}>
          {details.systemHint}
        </p>
        <textarea
          dir="auto"
          id={`${id}-system`}
          rows={4}
          maxLength={SYSTEM_MAX}
          value={system}
          aria-describedby={`${id}-system-note`}
          onInput={(event) => set({ system: event.currentTarget.value })}
        />
      </div>
      <fieldset>
        <legend>{details.temperature}</legend>
        <label class="check">
          <input
            type="checkbox"
            checked={temperature === null}
            onChange={(event) => set({ temperature: event.currentTarget.checked ? null : TEMPERATURE_FIRST })}
          />
          {details.asModelHas}
        </label>
        {temperature !== null && (
          <div class="slider">
            <input
              type="range"
              aria-label={details.temperature}
              aria-describedby={`${id}-temperature-note`}
              min={0}
              max={TEMPERATURE_MAX}
              step={TEMPERATURE_STEP}
              value={temperature}
              onInput={(event) => set({ temperature: event.currentTarget.valueAsNumber })}
            />
            <span class="value" aria-hidden="true">
              {temperature.toFixed(1)}
            </span>
            <p class="note" id={`${id}-temperature-note`}>
              {details.temperatureHint}
            </p>
          </div>
        )}
      </fieldset>
    </>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly checked: boolean
  readonly pick: () => void
  readonly label: string
  readonly facts: string
}

function Choice({ name, checked, pick, label, facts }: ChoiceProps) {
  return (
    <label class="check">
      <input type="radio" name={name} checked={checked} onChange={pick} />
      <span>
        {label} {facts !== '' && <small>{facts}</small>}
      </span>
    </label>
  )
}
