// What happens at the moment, why, for how long, and what the person can do.
import { computed, type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { AppStore } from '../stores/app.ts'
import './phase-line.css'
import { strings } from './strings.ts'
import { elapsed, hintOf, isThinking, phaseSince, runningWords } from './words.ts'

export type App = InstanceType<typeof AppStore>

export function PhaseLine({ app }: { readonly app: App }) {
  const { live, link, lostAt, stopping } = app.conversation
  /** When something of the answer came last, in this device's milliseconds. */
  const came = useSignal(app.now.peek())
  useSignalEffect(() => {
    void live.value?.parts
    came.value = app.now.peek()
  })
  const model = useMemo(
    () => ({
      words: computed(() => {
        if (link.value === 'lost') return strings.lost
        // Then the line over its reasoning says so.
        const thinks = live.value !== null && stopping.value === null && isThinking(live.value)
        return thinks ? null : runningWords(live.value, stopping.value, true)
      }),
      since: computed(() => {
        if (link.value === 'lost') return lostAt.value
        return live.value?.state.status === 'running' ? phaseSince(live.value.state, live.value) - app.health.skew.value : 0
      }),
      // The server's own count; most servers give it only at the end.
      speed: computed(() => (link.value === 'lost' || live.value?.state.status !== 'running' ? null : live.value.tokens_per_second)),
      hint: computed(() => {
        const answer = live.value
        if (link.value === 'lost' || stopping.value !== null || answer?.state.status !== 'running') return null
        const now = app.now.value
        return hintOf(answer.state, now - (answer.at - app.health.skew.value), now - came.value, app.health.health.value)
      }),
    }),
    [app, live, link, lostAt, stopping, came],
  )
  const [words, speed, hint] = [model.words.value, model.speed.value, model.hint.value]
  if (words === null) {
    const said = [speed === null ? '' : strings.speed(speed), hint ?? ''].filter((part) => part !== '')
    return said.length === 0 ? null : <p class="hint">{said.join('. ')}</p>
  }
  return <Line words={words} since={model.since.value} now={app.now} lost={link.value === 'lost'} speed={speed} hint={hint} />
}

interface LineProps {
  readonly words: string
  /** This device's milliseconds. */
  readonly since: number
  readonly now: ReadonlySignal<number>
  readonly lost?: boolean
  /** Tokens a second, so far; null: not told. */
  readonly speed?: number | null
  readonly hint?: string | null
}

/** The line itself; a command on its way has one too. */
export function Line({ words, since, now, lost = false, speed = null, hint = null }: LineProps) {
  return (
    <p class="phase" data-lost={lost}>
      <span>
        {words}, <span class="elapsed">{elapsed(now.value - since)}</span>
        {speed !== null && `, ${strings.speed(speed)}`}
      </span>
      {hint !== null && <span class="hint">{hint}</span>}
    </p>
  )
}
