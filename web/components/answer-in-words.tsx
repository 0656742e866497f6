// The answer that is being written, for those who hear it: a few sentences at a time, each once.
import { computed, useSignal, useSignalEffect } from '@preact/signals'
import { useMemo, useRef } from 'preact/hooks'
import type { Answer } from '../../shared/conversation.ts'
import type { App } from './phase-line.tsx'
import { isOf, listenFrom, listenTo, nextWords, type Spoken, SPOKEN_EVERY_MS } from './speech.ts'

export function AnswerInWords({ app }: { readonly app: App }) {
  const { live, finished, id } = app.conversation
  const said = useSignal<readonly string[]>([])
  const spoken = useRef<Spoken | null>(null)
  const saidAt = useRef(0)
  const running = useMemo(() => computed(() => live.value?.id ?? null), [live])

  /** Reading all of it takes its time, and is needed once. */
  const listen = (answer: Answer, from: (answer: Answer) => Spoken): void => {
    if (isOf(spoken.current, answer)) return
    spoken.current = from(answer)
    said.value = []
  }
  const say = (answer: Answer): void => {
    if (!spoken.current) return
    const next = nextWords(spoken.current, answer)
    spoken.current = next.spoken
    if (next.words !== '') said.value = [...said.peek(), next.words]
  }
  useSignalEffect(() => {
    void id.value
    said.value = []
  })
  useSignalEffect(() => {
    if (running.value === null) return
    const now = app.now.value
    const answer = live.peek()
    if (!answer) return
    listen(answer, listenFrom)
    if (now - saidAt.current < SPOKEN_EVERY_MS) return
    saidAt.current = now
    say(answer)
  })
  useSignalEffect(() => {
    const ended = finished.value
    if (!ended) return
    listen(ended, listenTo)
    say(ended)
  })
  return (
    <>
      {said.value.map((words, index) => (
        <span key={index}>{words} </span>
      ))}
    </>
  )
}
