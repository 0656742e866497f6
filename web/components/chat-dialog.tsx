// Renaming and deleting one chat. The browser's own dialog keeps the focus, and gives it back.
import { type Signal, useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Summary } from '../../shared/conversation.ts'
import { TITLE_MAX } from '../../shared/limits.ts'
import './chat-dialog.css'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'

interface Props {
  readonly app: App
  /** The chat that is changed; null: none, and the dialog is closed. */
  readonly changing: Signal<Summary | null>
}

export function ChatDialog({ app, changing }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const title = useSignal('')
  const asks = useSignal(false)
  const chat = changing.value
  useLayoutEffect(() => {
    if (!chat) return
    title.value = chat.title
    asks.value = false
    dialog.current?.showModal()
  }, [chat])

  const close = (): void => {
    dialog.current?.close()
    changing.value = null
  }
  // Closed by the Escape key. The event may come late, when the dialog is open again for another chat.
  const closed = (): void => {
    if (dialog.current?.open !== true) changing.value = null
  }
  const save = (): void => {
    const next = title.peek().trim()
    if (chat && next !== '' && next !== chat.title) void app.rename(chat.id, next)
    close()
  }
  const remove = async (): Promise<void> => {
    if (!chat) return
    close()
    // The line that had the focus goes with the chat.
    if (await app.remove(chat.id)) document.querySelector<HTMLElement>('#chats .new')?.focus()
  }

  return (
    <dialog class="chat-dialog" ref={dialog} aria-label={strings.dialog} onClose={closed}>
      {asks.value ? (
        <div class="ask">
          <p>{strings.removeAsk}</p>
          <div class="row">
            <button type="button" class="button" data-kind="bad" onClick={() => void remove()}>
              {strings.removeYes}
            </button>
            {/* The button that was pressed is gone; this is the one that does no harm. */}
            <button type="button" class="button" ref={focusNow} onClick={close}>
              {strings.keep}
            </button>
          </div>
        </div>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault()
            save()
          }}
        >
          <label for="chat-title">{strings.title}</label>
          <input id="chat-title" value={title.value} maxLength={TITLE_MAX} autocomplete="off" onInput={(event) => (title.value = event.currentTarget.value)} />
          <div class="row">
            <button type="submit" class="button" data-kind="go">
              {strings.save}
            </button>
            <button type="button" class="button" onClick={() => (asks.value = true)}>
              {strings.remove}
            </button>
            <button type="button" class="button quiet" onClick={close}>
              {strings.close}
            </button>
          </div>
        </form>
      )}
    </dialog>
  )
}

function focusNow(element: HTMLElement | null): void {
  element?.focus()
}
