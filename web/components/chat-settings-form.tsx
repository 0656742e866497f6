// How a chat is asked: which model, what it is told first, how freely it writes. In a dialog for the open chat; its fields also serve the defaults.
import { type Signal, useComputed, useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { type ChatSettings, sameSettings } from '../../shared/conversation.ts'
import { SYSTEM_MAX, TEMPERATURE_MAX } from '../../shared/limits.ts'
import './chat-settings-form.css'
import './fields.css'
import { Dialog } from './dialog.tsx'
import { type ModelChoice, modelChoices } from './panel-words.ts'
import type { App } from './phase-line.tsx'
import { details } from './strings-details.ts'
import { strings } from './strings.ts'

/** One step of the slider. */
const TEMPERATURE_STEP = 0.1
/** Where the slider stands when the person takes it into their own hands: what most model servers begin with. */
const TEMPERATURE_FIRST = 0.7

interface Props {
  readonly app: App
  readonly close: () => void
}

export function ChatSheet({ app, close }: Props) {
  const chosen = useSignal<ChatSettings>(app.settings.current.peek())
  const forAll = useSignal(false)
  const save = async (): Promise<void> => {
    if (app.settings.saving.peek()) return
    const next = chosen.peek()
    const kept = !forAll.peek() || (await app.saveDefaults(next))
    if (!sameSettings(next, app.settings.current.peek())) await app.configure(next)
    // What could not be saved stays, as it is written.
    if (kept && sameSettings(next, app.settings.current.peek())) close()
  }
  return (
    <Dialog label={strings.chatSettings} close={close} kind="dialog">
      <form
        class="chat-settings fields"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <p class="note">{details.fromNextOn}</p>
        <SettingsFields app={app} chosen={chosen} />
        <label class="check">
          <input type="checkbox" checked={forAll.value} onChange={(event) => (forAll.value = event.currentTarget.checked)} />
          {details.alsoDefault}
        </label>
        <div class="row">
          <button type="submit" class="button" data-kind="go" aria-disabled={app.settings.saving.value}>
            {app.settings.saving.value ? details.saving : details.save}
          </button>
          <button type="button" class="button" onClick={close}>
            {details.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

interface FieldsProps {
  readonly app: App
  readonly chosen: Signal<ChatSettings>
}

export function SettingsFields({ app, chosen }: FieldsProps) {
  const { model, system, temperature } = chosen.value
  const id = useId()
  const home = app.health.health.value?.home ?? null
  const asks = useComputed(() => modelChoices(app.health.health.value?.home ?? null, chosen.value.model))
  const set = (change: Partial<ChatSettings>): void => {
    chosen.value = { ...chosen.peek(), ...change }
  }
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
