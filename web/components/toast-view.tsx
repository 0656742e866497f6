// One short notice: what happened, and the way to take it back.
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Notice, Toast } from '../stores/toasts.ts'
import { focusThread } from './focus.ts'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'
import { toastStrings as words } from './strings-toasts.ts'
import './toast-view.css'
import { troubleOf } from './words.ts'

export function ToastView({ app, toast }: { readonly app: App; readonly toast: Toast }) {
  const { notice, undo } = toast
  const box = useRef<HTMLDivElement>(null)
  const takesBack = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    const element = box.current
    // The way to draw it may have come late: who has gone on since is not called back.
    if (toast.byKeys && document.activeElement?.matches('body, #chats .new')) takesBack.current?.focus()
    return () => {
      if (element?.contains(document.activeElement)) leave(element)
    }
  }, [])
  const trouble = notice.kind === 'failed' ? troubleOf(notice.failure) : null
  return (
    <div class="toast" data-kind={notice.kind} ref={box}>
      <p>
        {noticeWords(notice)}
        {trouble && <span class="why"> {trouble.sentence}</span>}
      </p>
      {undo && (
        <button
          type="button"
          class="button"
          ref={takesBack}
          onClick={() => {
            undo()
            app.toasts.show({ kind: 'restored' })
          }}
        >
          {words.undo}
        </button>
      )}
      <button type="button" class="button quiet" onClick={() => app.toasts.dismiss(toast.id)}>
        {strings.dismiss}
      </button>
    </div>
  )
}

/** The notice goes, and what had the focus in it: to what is on top. */
function leave(element: HTMLElement): void {
  const box = element.closest('dialog')?.querySelector('button') ?? document.querySelector<HTMLElement>('#chats[data-open="true"]')
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
    case 'settings_chosen':
      return words.settingsChosen
    case 'defaults_saved':
      return words.defaultsSaved
    case 'sent_later':
      return words.sentLater
    case 'homeless':
      return words.homeless
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
