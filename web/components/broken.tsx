// What stands where the page cannot be drawn.
import type { VNode } from 'preact'
import './broken.css'
import { focusThread } from './focus.ts'
import { strings } from './strings.ts'

/** The error itself is for those who develop the page. */
export function Broken({ error, retry }: { readonly error: unknown; readonly retry: () => void }): VNode {
  return (
    <main class="broken">
      <div role="alert">
        <h1>{strings.pageBroke}</h1>
        <p>{strings.pageBrokeWhy}</p>
      </div>
      <div class="row">
        <button type="button" class="button" data-kind="go" ref={holdFocus} onClick={retry}>
          {strings.tryAgain}
        </button>
        <button type="button" class="button" onClick={() => location.reload()}>
          {strings.reload}
        </button>
      </div>
      {import.meta.env.DEV && <pre>{error instanceof Error ? (error.stack ?? error.message) : String(error)}</pre>}
    </main>
  )
}

/** What had the focus went with the page, and this goes when the page is back. */
const holdFocus = (button: HTMLElement | null): void => (button ? button.focus() : queueMicrotask(focusThread))
