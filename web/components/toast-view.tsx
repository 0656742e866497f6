// One short notice: what happened, and the way to take it back.
import type { Notice, Toast } from '../stores/toasts.ts'
import { focusThread } from './focus.ts'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'
import { toastStrings as words } from './strings-toasts.ts'
import './toast-view.css'
import { troubleOf } from './words.ts'

export function ToastView({ app, toast }: { readonly app: App; readonly toast: Toast }) {
  const { notice, undo } = toast
  const trouble = notice.kind === 'failed' ? troubleOf(notice.failure) : null
  return (
    <div class="toast" data-kind={notice.kind}>
      <p>
        {noticeWords(notice)}
        {trouble && <span class="why"> {trouble.sentence}</span>}
      </p>
      {undo && (
        <button
          type="button"
          class="button"
          onClick={(event) => {
            leave(event.currentTarget)
            undo()
            app.toasts.show({ kind: 'restored' })
          }}
        >
          {words.undo}
        </button>
      )}
      <button
        type="button"
        class="button quiet"
        onClick={(event) => {
          leave(event.currentTarget)
          app.toasts.dismiss(toast.id)
        }}
      >
        {strings.dismiss}
      </button>
    </div>
  )
}

/** The notice goes, and the button with it: to what is on top. */
function leave(button: HTMLElement): void {
  const box = button.closest('dialog')?.querySelector('button') ?? document.querySelector<HTMLElement>('#chats[data-open="true"]')
  if (box) box.focus()
  else focusThread()
}

function noticeWords(notice: Notice): string {
  switch (notice.kind) {
    case 'copied':
      return words.copied
    case 'not_copied':
      return words.notCopied
    case 'settings_saved':
      return words.settingsSaved
    case 'sent_later':
      return words.sentLater
    case 'restored':
      return words.restored
    case 'exported':
      return words.exported(notice.count)
    case 'deleted':
      return words.deleted(notice.title)
    case 'renamed':
      return words.renamed(notice.title)
    case 'failed':
      return words.notDone(notice.what)
  }
}
