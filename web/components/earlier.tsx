// The way to older messages: they come by themselves when the top is near, and by a button.
import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { focusThread } from './focus.ts'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'
import { TroubleView } from './trouble.tsx'
import { troubleOf } from './words.ts'

/** So near to the top they are asked for, in pixels: about two screens ahead of the reader. */
const AHEAD = 1_600

interface Props {
  readonly app: App
  readonly scroller: RefObject<HTMLElement | null>
  /** The first message that is on the page: another one means that older ones came. */
  readonly first: string | undefined
  /** Puts some on the page that this page has already; null: there are none. */
  readonly reveal: (() => void) | null
}

export function Earlier({ app, scroller, first, reveal }: Props) {
  const { thread, loadingEarlier, trouble } = app.conversation
  const failed = useSignal(false)
  const top = useRef<HTMLDivElement>(null)
  const { id, earlier } = thread.value
  const waits = reveal !== null
  const some = earlier || waits

  const load = async (): Promise<void> => {
    if (reveal) return reveal()
    if (loadingEarlier.peek()) return
    failed.value = false
    await app.loadEarlier()
    if (app.conversation.id.peek() === id) failed.value = trouble.peek() !== null
  }
  const latest = useRef(load)
  latest.current = load
  useEffect(() => {
    failed.value = false
  }, [id])
  useEffect(() => {
    if (!top.current || !some) return undefined
    // Where nothing came, or it failed, only the button asks again.
    const observer = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && void latest.current(), {
      root: scroller.current,
      rootMargin: `${AHEAD}px 0px`,
    })
    observer.observe(top.current)
    return () => observer.disconnect()
  }, [id, some, waits, first])

  if (!some) return null
  const why = failed.value ? trouble.value : null
  return (
    <div class="earlier" ref={top}>
      <Leaving box={top} />
      {/* Who pressed the button hears what became of it. */}
      <div class={why ? undefined : 'unseen'} aria-live="polite">
        {why && <TroubleView app={app} trouble={troubleOf(why)} />}
      </div>
      <button type="button" class="button quiet" aria-disabled={loadingEarlier.value} onClick={() => void load()}>
        {loadingEarlier.value ? strings.loadingEarlier : strings.loadEarlier}
      </button>
    </div>
  )
}

/** The way goes with the last of the older messages, whoever has the focus in it. */
function Leaving({ box }: { readonly box: RefObject<HTMLElement | null> }) {
  useLayoutEffect(() => {
    const element = box.current
    return () => {
      if (element?.contains(document.activeElement)) focusThread()
    }
  }, [box])
  return null
}
