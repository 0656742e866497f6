// A question that is worded anew: sending it makes a branch of its own.
import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Question } from '../../shared/conversation.ts'
import { MESSAGE_MAX } from '../../shared/limits.ts'
import { sendsByEnter } from './composer-rules.ts'
import { focusField, focusThread } from './focus.ts'
import { keyOf, TOUCH } from './keys.ts'
import type { App } from './phase-line.tsx'
import './question-editor.css'
import { strings } from './strings.ts'
import { useMedia } from './use-media.ts'

/** Lines that the field shows before it scrolls, where the browser does not fit it to its text. */
const ROWS_MAX = 12

export function QuestionEditor({ app, question }: { readonly app: App; readonly question: Question }) {
  const text = useSignal(app.wording(question))
  const field = useRef<HTMLTextAreaElement>(null)
  /** It was asked for from the field to write, and the focus goes back there. */
  const fromField = useRef(false)
  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    fromField.current = document.activeElement?.id === 'message'
    element.focus()
    element.setSelectionRange(element.value.length, element.value.length)
    element.scrollIntoView({ block: 'nearest' })
    // It may go without being asked: with the branch that it is in.
    return () => {
      if (element.form?.contains(document.activeElement)) focusThread()
    }
  }, [])

  const touch = useMedia(TOUCH)
  const ready = app.conversation.ready.value
  const over = text.value.length - MESSAGE_MAX
  const mayGo = ready && text.value.trim() !== '' && over <= 0
  const note = over > 0 ? strings.tooLong(over) : ready ? strings.editBranches : strings.editWaits

  const write = (words: string): void => {
    text.value = words
    app.keepWording(question, words)
  }
  const cancel = (): void => {
    focusThread()
    app.keepWording(question, null)
    app.editing.value = null
    if (fromField.current) focusField()
    // Its button is there again when this is not any more.
    else requestAnimationFrame(() => focusEdit(question.id))
  }
  const send = (): void => {
    if (!mayGo) return
    if (text.peek().trim() === question.text.trim()) return cancel()
    focusThread()
    void app.edit(question, text.peek())
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const key = keyOf(event)
    if (sendsByEnter(key, touch.peek())) send()
    else if (key.key === 'Escape' && !key.composing) cancel()
    else return
    // Nobody else takes the key: it does not stop a turn.
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <form
      class="question-editor"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <textarea
        ref={field}
        dir="auto"
        aria-label={strings.editing}
        aria-describedby="edit-note"
        aria-invalid={over > 0}
        enterkeyhint={touch.value ? 'enter' : 'send'}
        rows={Math.min(ROWS_MAX, text.value.split('\n').length + 1)}
        value={text.value}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <p class="note" id="edit-note">
        {note}
      </p>
      <div class="row">
        <button type="button" class="button" onClick={cancel}>
          {strings.cancel}
        </button>
        <button type="submit" class="button" data-kind="go" aria-disabled={!mayGo}>
          {strings.sendEdited}
        </button>
      </div>
    </form>
  )
}

function focusEdit(question: string): void {
  // Unless somebody has gone elsewhere meanwhile.
  if (document.activeElement?.id === 'thread') document.querySelector<HTMLElement>(`[data-edit="${question}"]`)?.focus()
}
