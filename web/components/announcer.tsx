// What the page says to those who hear it: the state when it changes, and each answer once it is there. Never numbers that tick, never tokens.
import { computed } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { type App, runningWords } from './phase-line.tsx'
import { strings } from './strings.ts'
import { spokenAnswer, statusWords } from './words.ts'

export function Announcer({ app }: { readonly app: App }) {
  const { conversation, health } = app
  const said = useMemo(
    () => ({
      state: computed(() => {
        if (conversation.link.value === 'lost') return strings.lost
        return runningWords(app, false) ?? statusWords(health.origin.value, health.health.value).headline
      }),
      answer: computed(() => (conversation.finished.value ? spokenAnswer(conversation.finished.value) : '')),
    }),
    [app, conversation, health],
  )
  return (
    <>
      <output class="unseen">{said.state}</output>
      <p class="unseen" aria-live="polite" aria-atomic="true" data-announces="answer">
        {said.answer}
      </p>
    </>
  )
}
