// Where the person writes. Enter sends; the field stays open while an answer is being written.
import { MESSAGE_MAX } from '../../shared/limits.ts'
import { useRef } from 'preact/hooks'
import './composer.css'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'

export function Composer({ app }: { readonly app: App }) {
  const { draft, ready, live, stopping, unsent, reach } = app.conversation
  const field = useRef<HTMLTextAreaElement>(null)
  const text = draft.value
  const over = text.length - MESSAGE_MAX
  const gone = reach.value.kind === 'absent'
  const running = live.value !== null
  const blocked = unsent.value?.state.kind === 'failed'
  const maySend = ready.value && text.trim() !== '' && over <= 0 && !gone

  // The focus stays in the field: a button that was just used may be of no use now.
  const send = (): void => {
    field.current?.focus()
    if (!maySend) return
    draft.value = ''
    void app.conversation.send(text)
  }
  const stop = (): void => {
    field.current?.focus()
    void app.conversation.stop()
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <div class="box">
        <label class="unseen" for="message">
          {strings.message}
        </label>
        {/* The field is as tall as a copy of its text, which CSS lays out behind it. */}
        <div class="grow" data-copy={`${text} `}>
          <textarea
            id="message"
            ref={field}
            rows={1}
            value={text}
            placeholder={strings.placeholder}
            enterkeyhint="send"
            aria-describedby="composer-note"
            aria-invalid={over > 0}
            onInput={(event) => {
              draft.value = event.currentTarget.value
            }}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
              event.preventDefault()
              send()
            }}
          />
        </div>
        <div class="tools">
          <p class="note" id="composer-note">
            {over > 0 ? strings.tooLong(over) : gone ? strings.chatGone : blocked ? strings.firstTheOther : ''}
          </p>
          {running && (
            <button type="button" class="button stop" aria-disabled={stopping.value !== null} onClick={stop}>
              {strings.stop}
            </button>
          )}
          <button type="submit" class="send" aria-label={strings.send} aria-disabled={!maySend}>
            <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
              <path d="M10 16V4M5 9l5-5 5 5" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" />
            </svg>
          </button>
        </div>
      </div>
      <p class="hint">
        <span>
          <kbd>{strings.keys[0]}</kbd>
          {strings.keys[1]}
          <kbd>{strings.keys[2]}</kbd>
          {strings.keys[3]}
        </span>
        <span>{strings.stays}</span>
      </p>
    </form>
  )
}
