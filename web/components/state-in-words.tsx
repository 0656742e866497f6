// What happens, for those who hear it: how home is where that is news, what becomes of a question, which chat is open.
import { useSignal, useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { App } from './phase-line.tsx'
import { shellStrings } from './strings-shell.ts'
import { strings } from './strings.ts'
import { isAboutToWrite, runningWords, statusWords, troubleOf, unsentTrouble } from './words.ts'

export function StateInWords({ app }: { readonly app: App }) {
  const { conversation, health } = app
  const said = useSignal('')
  /** What was said last of what happens, not of which chat is open. */
  const happening = useRef('')
  /** How home was when that was said last. */
  const headline = useRef('')
  /** The chat that is known to be open; null: the new one. */
  const open = useRef(app.router.route.peek())
  /** The last chat that began here, as far as its address was seen. */
  const known = useRef(conversation.began.peek())

  const say = (words: string): void => {
    said.value = happening.current = words
  }

  useSignalEffect(() => {
    const { live, link, unsent, reach, stopping } = conversation
    const answer = live.value
    const waiting = unsent.value
    if (link.value === 'lost') say(strings.lost)
    else if (reach.value.kind === 'absent') say(troubleOf(reach.value.failure).sentence)
    else if (waiting?.state.kind === 'failed') say(unsentTrouble(waiting, waiting.state.failure).sentence)
    else {
      // Whether it thinks or answers is known with its first piece.
      if (answer && stopping.value === null && isAboutToWrite(answer)) return
      const running = runningWords(answer, stopping.value, false)
      const now = statusWords(health.origin.value, health.health.value).headline
      if (running !== null) say(running)
      else if (now !== headline.current) {
        headline.current = now
        say(now)
      }
      // That home is as it was is no news after each answer, and takes nothing away that was said of the chat.
      else if (said.peek() !== now && said.peek() === happening.current) say('')
    }
  })
  useSignalEffect(() => {
    const route = app.router.route.value
    const title = app.title.value
    if (route === open.current || (route !== null && title === '')) return
    open.current = route
    const began = conversation.began.peek()
    // A chat that has just begun here is the one that the person is in.
    const isHere = route !== null && route === began && route !== known.current
    known.current = began
    if (!isHere) said.value = route === null ? strings.newChat : shellStrings.opened(title)
  })
  return <>{said}</>
}
