// Renaming, taking away and deleting one chat.
import { useSignal } from '@preact/signals'
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
  const save = (): void => {
    const next = title.peek().trim()
    if (next !== '' && next !== chat.title) void app.rename(chat.id, next)
    close()
  }
  const take = (kind: ExportKind): void => {
    void exportChat(app, chat.id, kind)
    close()
  }
  const remove = (button: HTMLElement): void => {
    // The line that gets the focus back goes with the chat.
    button.closest('dialog')?.close()
    document.querySelector<HTMLElement>('#chats .new')?.focus()
    app.remove(chat.id)
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
            value={title.value}
            maxLength={TITLE_MAX}
            autocomplete="off"
            // A keyboard that comes up over half of a phone is for who asks for it.
            data-focus={matchMedia('(pointer: fine)').matches ? '' : undefined}
            onInput={(event) => (title.value = event.currentTarget.value)}
          />
          <button type="submit" class="button" data-kind="go">
            {words.save}
          </button>
        </form>
        <button type="button" class="button" onClick={() => take('markdown')}>
          {words.exportMarkdown}
        </button>
        <button type="button" class="button" onClick={() => take('json')}>
          {words.exportJson}
        </button>
        <button type="button" class="button" data-kind="bad" onClick={(event) => remove(event.currentTarget)}>
          {words.remove}
        </button>
      </div>
    </Dialog>
  )
}
