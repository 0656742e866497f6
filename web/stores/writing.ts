// What the person writes in the open chat and has not sent: kept on this device, chat by chat. Another tab may write under the same name.
import { signal } from '@preact/signals-core'
import type { Drafts } from './drafts.ts'

export function createWriting(drafts: Drafts) {
  const draft = signal(drafts.of(null))
  /** Of which chat it is; null: of the new one. */
  let name: string | null = null
  /** What this page knows to be kept of it. */
  let known = draft.peek()

  const write = (text: string): void => {
    draft.value = text
    // What another tab wrote since does not go with what is sent or deleted here.
    if (text === '' && drafts.of(name) !== known) return
    drafts.keep(name, text)
    known = drafts.of(name)
  }

  return {
    draft,
    write,
    /** Another chat is open; null: the new one. */
    enter(chat: string | null) {
      name = chat
      draft.value = known = drafts.of(chat)
    },
    /** The new chat has begun: what is written in it belongs to that one. */
    begin(chat: string) {
      if (drafts.of(null) === known) drafts.keep(null, '')
      name = chat
      drafts.keep(chat, draft.peek())
      known = drafts.of(chat)
    },
    /** What was written for a chat that is gone stands in the new one, below what is written there. */
    inherit(text: string) {
      const both = [name === null ? draft.peek() : drafts.of(null), text].filter((part) => part !== '').join('\n\n')
      if (name === null) write(both)
      else drafts.keep(null, both)
    },
    forget() {
      drafts.forget()
      draft.value = known = ''
    },
  }
}
