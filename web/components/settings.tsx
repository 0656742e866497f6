// What is the person's to choose: how this device shows the page, how new chats are asked; and what this is.
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useId } from 'preact/hooks'
import { VERSION } from '../../shared/version.ts'
import { DATE_LANGUAGES, type Preferences, TEXT_SIZES, THEMES } from '../stores/preferences.ts'
import { NotSaved, SettingsFields, useWritten } from './chat-settings-form.tsx'
import { Dialog } from './dialog.tsx'
import { NoDefaults } from './no-defaults.tsx'
import type { App } from './phase-line.tsx'
import './fields.css'
import './settings.css'
import { details } from './strings-details.ts'
import { strings } from './strings.ts'
import { useUi } from './ui.ts'

export function Settings({ app, close }: { readonly app: App; readonly close: () => void }) {
  const { sheet } = useUi()
  return (
    // Help takes its place; word of the closing comes after that.
    <Dialog label={strings.settings} close={() => sheet.peek() === 'settings' && close()} kind="dialog">
      <div class="settings fields">
        <General app={app} />
        <Defaults app={app} />
        <About app={app} />
      </div>
    </Dialog>
  )
}

/** What is chosen holds at once, on this device. */
function General({ app }: { readonly app: App }) {
  const { theme, textSize, dates, reasoning, keys } = app.preferences.all.value
  return (
    <Section title={details.general}>
      <fieldset>
        <legend>{details.theme}</legend>
        <Choices name="theme" choices={THEMES} chosen={theme} words={details.themeIs} pick={(next) => app.preferences.set('theme', next)} />
      </fieldset>
      <fieldset>
        <legend>{details.textSize}</legend>
        <Choices name="text-size" choices={TEXT_SIZES} chosen={textSize} words={details.textSizeIs} pick={(next) => app.preferences.set('textSize', next)} />
      </fieldset>
      <Dates app={app} dates={dates} />
      <label class="check">
        <input
          type="checkbox"
          checked={reasoning === 'open'}
          onChange={(event) => app.preferences.set('reasoning', event.currentTarget.checked ? 'open' : 'folded')}
        />
        {details.reasoningOpen}
      </label>
      <label class="check">
        <input type="checkbox" checked={keys === 'on'} onChange={(event) => app.preferences.set('keys', event.currentTarget.checked ? 'on' : 'off')} />
        {details.singleKeys}
      </label>
    </Section>
  )
}

function Dates({ app, dates }: { readonly app: App; readonly dates: Preferences['dates'] }) {
  const id = useId()
  const today = new Intl.DateTimeFormat(app.preferences.language.value, { dateStyle: 'full', timeStyle: 'short' }).format(
    app.health.heardAt.value ?? app.now.value,
  )
  return (
    <div class="field">
      <label for={id}>{details.dates}</label>
      <select
        id={id}
        value={dates}
        aria-describedby={`${id}-note`}
        onChange={(event) => {
          const next = DATE_LANGUAGES.find((name) => name === event.currentTarget.value)
          if (next) app.preferences.set('dates', next)
        }}
      >
        {DATE_LANGUAGES.map((name) => (
          <option key={name} value={name}>
            {languageName(name)}
          </option>
        ))}
      </select>
      <p class="note" id={`${id}-note`}>
        {today}
      </p>
    </div>
  )
}

/** A language, in its own words. */
function languageName(name: Preferences['dates']): string {
  if (name === 'auto') return details.datesAuto
  return new Intl.DisplayNames(name, { type: 'language' }).of(name) ?? name
}

/** How chats are asked that begin from now on. */
function Defaults({ app }: { readonly app: App }) {
  const { defaults } = app.settings
  useEffect(() => {
    if (defaults.peek() === null) void app.settings.load()
  }, [])
  return <Section title={details.modelSection}>{defaults.value === null ? <NoDefaults app={app} /> : <DefaultsForm app={app} />}</Section>
}

function DefaultsForm({ app }: { readonly app: App }) {
  const { saving } = app.settings
  const form = useWritten(app, 'defaults')
  const { changed } = form
  return (
    <form
      class="chat-settings"
      onSubmit={(event) => {
        event.preventDefault()
        if (changed.peek() && !saving.peek()) void app.saveDefaults(form.shown.peek())
      }}
    >
      <SettingsFields app={app} form={form} />
      <div class="row">
        <NotSaved form={form} />
        <button type="submit" class="button" data-kind="go" aria-disabled={!changed.value || saving.value}>
          {saving.value ? details.saving : details.saveDefaults}
        </button>
        <button type="button" class="button" aria-disabled={!changed.value} onClick={form.discard}>
          {details.discard}
        </button>
      </div>
    </form>
  )
}

function About({ app }: { readonly app: App }) {
  const { sheet } = useUi()
  const reading = useSignal<number | null>(null)
  const takeAway = async (): Promise<void> => {
    if (reading.peek() !== null) return
    reading.value = 0
    const part = await import('./export.ts').catch(() => null)
    if (part) await part.exportEverything(app, (chats) => (reading.value = chats))
    else app.toasts.show({ kind: 'failed', what: 'export', failure: app.notFetched() })
    reading.value = null
  }
  const signOut = (): void => {
    sheet.value = 'none'
    void app.signOut()
  }
  return (
    <Section title={details.about}>
      <dl>
        <dt>{details.versionPage}</dt>
        <dd>{VERSION}</dd>
        <dt>{details.versionServer}</dt>
        <dd>{app.health.health.value?.version ?? details.notTold}</dd>
        <dt>{details.licence}</dt>
        <dd>{details.mit}</dd>
      </dl>
      <div class="row">
        <button type="button" class="button" onClick={() => (sheet.value = 'help')}>
          {details.help}
        </button>
        <button type="button" class="button" aria-disabled={reading.value !== null} onClick={() => void takeAway()}>
          {details.exportAll}
        </button>
      </div>
      <output class="note">{reading.value === null ? '' : details.exporting(reading.value)}</output>
      {app.session.via.value === 'cookie' && (
        <>
          <div class="row">
            <button type="button" class="button" onClick={signOut}>
              {strings.signOut}
            </button>
          </div>
          <p class="note">{details.signOutWords}</p>
        </>
      )}
    </Section>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h3 id={id} tabIndex={-1}>
        {title}
      </h3>
      {children}
    </section>
  )
}

interface ChoicesProps<T extends string> {
  readonly name: string
  readonly choices: readonly T[]
  readonly chosen: T
  readonly words: (choice: T) => string
  readonly pick: (choice: T) => void
}

/** A few, side by side. */
function Choices<T extends string>({ name, choices, chosen, words, pick }: ChoicesProps<T>) {
  return (
    <div class="choices">
      {choices.map((choice) => (
        <label key={choice}>
          <input type="radio" name={name} checked={choice === chosen} onChange={() => pick(choice)} />
          {words(choice)}
        </label>
      ))}
    </div>
  )
}
