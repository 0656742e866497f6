// What the page says to those who hear it: the state when it changes, and an answer in sentences. Never numbers that tick, never tokens.
import { lazy } from './lazy.tsx'
import type { App } from './phase-line.tsx'

const StateInWords = lazy<{ readonly app: App }>(() => import('./state-in-words.tsx').then((part) => part.StateInWords))
const AnswerInWords = lazy<{ readonly app: App }>(() => import('./answer-in-words.tsx').then((part) => part.AnswerInWords))

/** The places for it stand from the beginning: what is put into one that is new is not heard. */
export function Announcer({ app }: { readonly app: App }) {
  return (
    <>
      <output class="unseen">
        <StateInWords app={app} />
      </output>
      {/* Each piece is added, and heard, by itself. */}
      <p class="unseen" aria-live="polite" data-announces="answer">
        <AnswerInWords app={app} />
      </p>
    </>
  )
}
