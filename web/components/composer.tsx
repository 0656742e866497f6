// Where the person writes. The field stays open while an answer is being written, and what is in it stays on this device.
import { useRef } from 'preact/hooks'
import { MESSAGE_MAX } from '../../shared/limits.ts'
import { mayGoByItself } from '../stores/unsent.ts'
import './composer.css'
import { editsLast, noteOf, sendsByEnter } from './composer-rules.ts'
import { focusThread } from './focus.ts'
import { keyOf, TOUCH } from './keys.ts'
import type { App } from './phase-line.tsx'
import { strings } from './strings.ts'
import { useMedia } from './use-media.ts'

export function Composer({ app }: { readonly app: App }) {
  const { id, isNew, draft, ready, live, stopping, unsent, reach, shown } = app.conversation
  const { origin, health } = app.health
  const field = useRef<HTMLTextAreaElement>(null)
  const touch = useMedia(TOUCH)
  const text = draft.value
  const gone = reach.value.kind === 'absent'
  const maySend = ready.value && text.trim() !== '' && text.length <= MESSAGE_MAX && !gone
  const note = noteOf({
    length: text.length,
    gone,
    blocked: unsent.value?.state.kind !== 'failed' ? 'no' : mayGoByItself(unsent.value) ? 'waits' : 'decision',
    running: live.value !== null,
    offline: origin.value.kind === 'offline',
    health: health.value,
    fromHome: shown.value.some((message) => message.role === 'assistant' && message.home !== 'demo' && message.parts.length > 0),
  })

  // A button that was just used may be of no use now: the focus goes to the field, or on a phone to the messages, which need the keyboard's room.
  const leave = (): void => (touch.peek() ? focusThread() : field.current?.focus())
  const send = (): void => {
    if (!maySend) return field.current?.focus()
    leave()
    const open = (): string | null => (isNew.peek() ? null : id.peek())
    const chat = open()
    draft.value = ''
    // The empty field is drawn first, and the message as a task of its own: both at once are felt on a slow phone. Until then the text is kept as the draft of its chat.
    setTimeout(() => {
      if (open() !== chat) return
      const goes = ready.peek()
      if (goes) void app.send(text)
      app.conversation.write(goes ? draft.peek() : text + draft.peek())
    })
  }
  const stop = (): void => {
    leave()
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
        {/* The field is as tall as a copy of what it shows, which CSS lays out behind it. */}
        <div class="grow" data-copy={`${text || strings.placeholder} `}>
          <textarea
            id="message"
            ref={field}
            rows={1}
            dir="auto"
            value={text}
            placeholder={strings.placeholder}
            enterkeyhint={touch.value ? 'enter' : 'send'}
            aria-describedby="composer-note"
            aria-invalid={text.length > MESSAGE_MAX}
            onInput={(event) => app.conversation.write(event.currentTarget.value)}
            onKeyDown={(event) => {
              const key = keyOf(event)
              if (sendsByEnter(key, touch.peek())) send()
              else if (editsLast(key, text)) app.editLast()
              else return
              event.preventDefault()
            }}
          />
        </div>
        <div class="tools">
          <p class="note" id="composer-note">
            {note}
          </p>
          {live.value !== null && (
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
        <span class="keys">
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
