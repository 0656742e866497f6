// The lamp and what it means: a button in the header, and one line under it where something is wrong.
import { useSignal, useSignalEffect } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Health } from '../../shared/health.ts'
import type { Origin } from '../stores/health.ts'
import { saysSteps } from './empty.tsx'
import { focusThread } from './focus.ts'
import type { App } from './phase-line.tsx'
import './status-line.css'
import { strings } from './strings.ts'
import { useUi } from './ui.ts'
import { useMedia, WIDE } from './use-media.ts'
import { type Lamp, type StatusWords, statusWords } from './words.ts'

/** Whether the lamp alone does not say enough: nobody is there, or not who the person means. */
const needsLine = (origin: Origin, health: Health | null): boolean =>
  origin.kind === 'offline' || (health !== null && (health.answers !== 'home' || health.home.state === 'silent'))

/** The state at a glance. It opens and closes what is known behind it. */
export function LampButton({ app }: { readonly app: App }) {
  const { sheet } = useUi()
  const { origin, health } = app.health
  const { lamp, headline } = statusWords(origin.value, health.value)
  const wide = useMedia(WIDE)
  const shown = app.preferences.all.value.panel === 'shown'
  const toggle = (): void => {
    if (wide.peek()) app.preferences.set('panel', shown ? 'hidden' : 'shown')
    else sheet.value = sheet.peek() === 'panel' ? 'none' : 'panel'
  }
  return (
    <button
      type="button"
      class="lamp-button"
      aria-label={strings.lampDetails(headline)}
      aria-expanded={wide.value ? shown : sheet.value === 'panel'}
      onClick={toggle}
    >
      <LampView lamp={lamp} />
      <span class="headline" data-said={needsLine(origin.value, health.value)}>
        <span class={needsLine(origin.value, health.value) ? undefined : 'status'}>{headline}</span>
      </span>
    </button>
  )
}

interface Props {
  readonly app: App
  /** No lamp stands in a header: the line is there whatever it says. */
  readonly alone?: boolean
}

/** One calm line, where something is wrong. Its box is always there, so that nothing around it moves to another place. */
export function StatusLine({ app, alone = false }: Props) {
  const { origin, health } = app.health
  const words = statusWords(origin.value, health.value)
  // An empty page shows the way home by itself.
  const taught = origin.value.kind === 'here' && saysSteps(app)
  return (
    <div class="status-line" data-alone={alone}>
      {(alone || needsLine(origin.value, health.value)) &&
        (words.steps.length === 0 || taught ? (
          <p class="status">
            <Said words={words} alone={alone} />
          </p>
        ) : (
          <Steps app={app} words={words} alone={alone} />
        ))}
    </div>
  )
}

function Said({ words, alone }: { readonly words: StatusWords; readonly alone: boolean }) {
  const { lamp, headline, sentence } = words
  return (
    <>
      {alone && <LampView lamp={lamp} />}
      <span class="sentence">
        <strong>{headline}</strong>
        {sentence !== '' && `. ${sentence}`}
      </span>
    </>
  )
}

function Steps({ app, words, alone }: { readonly app: App; readonly words: StatusWords; readonly alone: boolean }) {
  const open = useSignal(false)
  const box = useRef<HTMLDetailsElement>(null)
  // Who sends a message wants to see what comes of it.
  useSignalEffect(() => {
    if (app.conversation.unsent.value) open.value = false
  })
  // It goes when all is well again, whoever has the focus in it.
  useLayoutEffect(() => {
    const element = box.current
    return () => {
      if (element?.contains(document.activeElement)) focusThread()
    }
  }, [])
  return (
    <details class="status" ref={box} open={open.value} onToggle={(event) => (open.value = event.currentTarget.open)}>
      <summary>
        <Said words={words} alone={alone} />
        <span class="more">{strings.whatToDo}</span>
      </summary>
      {/* A box that scrolls must be reached by the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ol tabIndex={0} aria-label={strings.whatToDo}>
        {words.steps.map((step) => (
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
