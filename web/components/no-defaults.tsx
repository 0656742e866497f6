// In place of how new chats are asked: that it is not known yet, or why not.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { App } from './phase-line.tsx'
import { details } from './strings-details.ts'
import { strings } from './strings.ts'
import { TroubleView } from './trouble.tsx'
import { troubleOf } from './words.ts'

/** They are asked for again at each word of the server. */
export function NoDefaults({ app }: { readonly app: App }) {
  const { failure, reading } = app.settings
  const box = useRef<HTMLDivElement>(null)
  // The button goes when they come: to the head of what comes, or of the box.
  useLayoutEffect(() => {
    const element = box.current
    return () => {
      if (!element?.contains(document.activeElement)) return
      const head = element.closest('section')?.querySelector('h3') ?? element.closest('dialog')?.querySelector('button')
      head?.focus()
    }
  }, [])
  const trouble = failure.value && troubleOf(failure.value)
  return (
    <div ref={box}>
      {trouble === null && <p class="note">{details.readingDefaults}</p>}
      {/* The same reason under another request's name is no news. */}
      <div role="alert" aria-atomic="false">
        {trouble && (
          <TroubleView app={app} trouble={{ ...trouble, sentence: `${details.defaultsUnread} ${trouble.sentence}` }}>
            <button type="button" class="button" aria-disabled={reading.value} onClick={() => void app.settings.load()}>
              {strings.tryAgain}
            </button>
          </TroubleView>
        )}
      </div>
    </div>
  )
}
