// Renaming, taking away and deleting one chat.
import { useSignal } from '@preact/signals'
import type { TargetedMouseEvent } from 'preact'
import { useRef } from 'preact/hooks'
import type { Summary } from '../../shared/conversation.ts'
import { TITLE_MAX } from '../../shared/limits.ts'
import './chat-dialog.css'
import { Dialog } from './dialog.tsx'
import { type ExportKind, exportChat } from './export.ts'
import type { App } from './phase-line.tsx'
import { chatStrings as words } from './strings-chat.ts'

interface Props {
  readonly app: App
  readonly chat: Summary
  readonly close: () => void
}

export function ChatDialog({ app, chat, close }: Props) {
  const title = useSignal(chat.title)
  /** It was to be saved, and is none. */
  const missing = useSignal(false)
  const field = useRef<HTMLInputElement>(null)
  const save = (): void => {
    const next = title.peek().trim()
    if (next === '') {
      missing.value = true
      return field.current?.focus()
    }
    if (next !== chat.title) void app.rename(chat.id, next)
    close()
  }
  const take = (kind: ExportKind): void => {
    void exportChat(app, chat.id, kind)
    close()
  }
  const remove = ({ currentTarget: button, detail: clicks }: TargetedMouseEvent<HTMLButtonElement>): void => {
    // The line that gets the focus back goes with the chat.
    button.closest('dialog')?.close()
    document.querySelector<HTMLElement>('#chats .new')?.focus()
    app.remove(chat.id, clicks === 0)
    close()
  }
  return (
    <Dialog kind="dialog" label={words.dialog} close={close}>
      <div class="chat-dialog">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            save()
          }}
        >
          <label for="chat-title">{words.title}</label>
          <input
            id="chat-title"
            ref={field}
            dir="auto"
            value={title.value}
            maxLength={TITLE_MAX}
            autocomplete="off"
            // A keyboard that comes up over half of a phone is for who asks for it.
            data-focus={matchMedia('(pointer: fine)').matches ? '' : undefined}
            aria-invalid={missing.value}
            aria-describedby="chat-title-note"
            onInput={(event) => {
              title.value = event.currentTarget.value
              missing.value = false
            }}
          />
          <button type="submit" class="button" data-kind="go">
            {words.save}
          </button>
          <p class="why" id="chat-title-note" role="alert">
            {missing.value && words.noTitle}
          </p>
        </form>
        <button type="button" class="button" onClick={() => take('markdown')}>
          {words.exportMarkdown}
        </button>
        <button type="button" class="button" onClick={() => take('json')}>
          {words.exportJson}
        </button>
        <button type="button" class="button" data-kind="bad" onClick={remove}>
          {words.remove}
        </button>
      </div>
    </Dialog>
  )
}
