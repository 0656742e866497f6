// What happens at the moment, why, and for how long.
import { computed, type ReadonlySignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import type { AppStore } from '../stores/app.ts'
import './phase-line.css'
import { strings } from './strings.ts'
import { elapsed, isThinking, phaseWords } from './words.ts'

export type App = InstanceType<typeof AppStore>

/** What is said of the answer that is being written; `percent` with how far it is. null: nothing runs. */
export function runningWords(app: App, percent: boolean): string | null {
  const answer = app.conversation.live.value
  if (answer?.state.status !== 'running') return null
  if (app.conversation.stopping.value === answer.id) return strings.stoppingTurn
  return phaseWords(answer.state, isThinking(answer), percent)
}

export function PhaseLine({ app }: { readonly app: App }) {
  const { live, link, lostAt } = app.conversation
  const model = useMemo(
    () => ({
      words: computed(() => (link.value === 'lost' ? strings.lost : runningWords(app, true))),
      since: computed(() => {
        if (link.value === 'lost') return lostAt.value
        return live.value?.state.status === 'running' ? live.value.state.since - app.health.skew.value : 0
      }),
    }),
    [app, live, link, lostAt],
  )
  if (model.words.value === null) return null
  return <Line words={model.words.value} since={model.since.value} now={app.now} lost={link.value === 'lost'} />
}

interface LineProps {
  readonly words: string
  /** This device's milliseconds. */
  readonly since: number
  readonly now: ReadonlySignal<number>
  readonly lost?: boolean
}

/** The line itself; a command on its way has one too. */
export function Line({ words, since, now, lost = false }: LineProps) {
  return (
    <p class="phase" data-lost={lost}>
      {words}, <span class="elapsed">{elapsed(now.value - since)}</span>
    </p>
  )
}
