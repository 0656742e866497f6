// The last hour of home, drawn small: a column a minute, high where it answered, low where it did not, a dot where nobody looked.
import { useComputed, useSignalEffect } from '@preact/signals'
import { SAMPLE_MS } from '../../shared/limits.ts'
import './history.css'
import { columnsOf, historyWords } from './history-words.ts'
import type { App } from './phase-line.tsx'
import { details } from './strings-details.ts'

const MINUTES = 60

/** Of one column, in units of the drawing. */
const STEP = 4
const HEIGHT = 24

const BARS = { up: { y: 2, height: 20 }, mixed: { y: 9, height: 13 }, down: { y: 16, height: 6 }, gap: { y: 20, height: 2 } } as const

export function History({ app }: { readonly app: App }) {
  const { health, heardAt } = app.health
  const { telemetry } = app.homeHistory
  // Once a minute, and when home changes: each word from the server is looked at, and few of them ask.
  const news = useComputed(() => `${health.value?.home.state} ${heardAt.value === null ? '' : Math.floor(heardAt.value / SAMPLE_MS)}`)
  useSignalEffect(() => {
    if (news.value !== '' && heardAt.peek() !== null) void app.homeHistory.look(MINUTES)
  })
  if (telemetry.value === null) return null
  const words = historyWords(telemetry.value)
  return (
    <figure class="history">
      <svg viewBox={`0 0 ${MINUTES * STEP} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={details.historyOf(MINUTES)}>
        {columnsOf(telemetry.value).map((column, at) => (
          <rect key={at} data-column={column} x={at * STEP + 0.5} width={STEP - 1} {...BARS[column]} />
        ))}
      </svg>
      <figcaption>
        <span class="ends" aria-hidden="true">
          <span>{details.hourAgo}</span>
          <span>{details.now}</span>
        </span>
        {words}
      </figcaption>
    </figure>
  )
}
