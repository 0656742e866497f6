// What the page says to those who hear it: the state when it changes, and an answer in sentences. Never numbers that tick, never tokens.
import { computed } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { lazy } from './lazy.tsx'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'
import { runningWords, statusWords, unsentTrouble } from './words.ts'

const AnswerInWords = lazy<{ readonly app: App }>(() => import('./answer-in-words.tsx').then((part) => part.AnswerInWords))

export function Announcer({ app }: { readonly app: App }) {
  const { conversation, health } = app
  const state = useMemo(
    () =>
      computed(() => {
        if (conversation.link.value === 'lost') return strings.lost
        const waiting = conversation.unsent.value
        if (waiting?.state.kind === 'failed') return unsentTrouble(waiting, waiting.state.failure).sentence
        return runningWords(conversation.live.value, conversation.stopping.value, false) ?? statusWords(health.origin.value, health.health.value).headline
      }),
    [app, conversation, health],
  )
  return (
    <>
      <output class="unseen">{state}</output>
      {/* Each piece is added, and heard, by itself. */}
      <p class="unseen" aria-live="polite" data-announces="answer">
        <AnswerInWords app={app} />
      </p>
    </>
  )
}
