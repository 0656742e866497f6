// Short words about what came of something. They go by themselves, but not while somebody reads them.
import { TOASTS_MAX } from '../../shared/limits.ts'
import { createModel, signal } from '@preact/signals-core'
import type { Failure } from '../api/api.ts'
import type { Timers } from '../api/timers.ts'

/** How long one stays, in milliseconds. */
export const TOAST_MS = 6_000
/** And one that can be undone: who uses no pointer takes longer to get there. */
export const UNDO_MS = 12_000

/** What happened; the page has the words. */
export type Notice =
  | { readonly kind: 'copied' | 'not_copied' | 'sent_later' | 'restored' }
  /** Of the open chat; of a chat that has not begun, on this page only; of the chats that begin from now on. */
  | { readonly kind: 'settings_saved' | 'settings_chosen' | 'defaults_saved' }
  | { readonly kind: 'exported'; readonly count: number }
  /** A message was not sent: its chat is gone. Its text stands in the new chat. */
  | { readonly kind: 'homeless' }
  | { readonly kind: 'deleted'; readonly title: string }
  | { readonly kind: 'renamed'; readonly title: string }
  | { readonly kind: 'failed'; readonly what: 'rename' | 'delete' | 'save' | 'export' | 'sign_out'; readonly failure: Failure }

export interface Toast {
  readonly id: number
  readonly notice: Notice
  /** Takes it back; null: it cannot be. */
  readonly undo: (() => void) | null
  /** It was done by the keyboard: the focus goes to where it can be undone. */
  readonly byKeys: boolean
}

/** Whether both say the same, for whatever reason each. */
const isSame = (one: Notice, other: Notice): boolean => JSON.stringify({ ...one, failure: null }) === JSON.stringify({ ...other, failure: null })

export const ToastStore = createModel((timers: Timers) => {
  const items = signal<readonly Toast[]>([])
  const waits = new Map<number, () => void>()
  const afterwards = new Map<number, () => void>()
  let made = 0
  let held = false

  const end = (id: number): void => {
    if (!items.peek().some((item) => item.id === id)) return
    waits.get(id)?.()
    waits.delete(id)
    items.value = items.peek().filter((item) => item.id !== id)
    const then = afterwards.get(id)
    afterwards.delete(id)
    then?.()
  }
  const wait = ({ id, undo }: Toast): void =>
    void waits.set(
      id,
      timers.after(undo ? UNDO_MS : TOAST_MS, () => end(id)),
    )

  return {
    items,
    /** Says it; what says the same goes, so that this is heard and does not stand there twice. With `undo`: `done` is called when it was not taken back. Gives back what takes it back. */
    show(notice: Notice, undo: (() => void) | null = null, done: (() => void) | null = null, byKeys = false) {
      const id = ++made
      if (!undo) for (const old of items.peek()) if (!old.undo && isSame(old.notice, notice)) end(old.id)
      const takeBack =
        undo &&
        ((): void => {
          afterwards.delete(id)
          end(id)
          undo()
        })
      if (done) afterwards.set(id, done)
      const toast = { id, notice, undo: takeBack, byKeys }
      items.value = [...items.peek(), toast]
      if (!held) wait(toast)
      for (const { id: old } of items.peek().slice(0, -TOASTS_MAX)) end(old)
      return takeBack
    },
    dismiss: end,
    /** Somebody reads: none goes until `release`. */
    hold() {
      held = true
      for (const cancel of waits.values()) cancel()
      waits.clear()
    },
    release() {
      if (!held) return
      held = false
      for (const toast of items.peek()) wait(toast)
    },
    /** What was not taken back yet is done now: the page is about to go. */
    flush() {
      for (const { id } of items.peek()) end(id)
    },
  }
})
