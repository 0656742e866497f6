// Short words about what came of something. They go by themselves, but not while somebody reads them.
import { TOASTS_MAX } from '../../shared/limits.ts'
import { createModel, signal } from '@preact/signals-core'
import type { Failure } from '../api/api.ts'
import type { Timers } from '../api/timers.ts'

/** How long one stays, in milliseconds; one that can be undone stays as long as that. */
export const TOAST_MS = 6_000

/** What happened; the page has the words. */
export type Notice =
  | { readonly kind: 'copied' | 'not_copied' | 'settings_saved' | 'sent_later' | 'restored' }
  | { readonly kind: 'exported'; readonly count: number }
  | { readonly kind: 'deleted'; readonly title: string }
  | { readonly kind: 'renamed'; readonly title: string }
  | { readonly kind: 'failed'; readonly what: 'rename' | 'delete' | 'save' | 'export' | 'sign_out'; readonly failure: Failure }

export interface Toast {
  readonly id: number
  readonly notice: Notice
  /** Takes it back; null: it cannot be. */
  readonly undo: (() => void) | null
}

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
  const wait = (id: number): void =>
    void waits.set(
      id,
      timers.after(TOAST_MS, () => end(id)),
    )

  return {
    items,
    /** Says it. With `undo`: `done` is called when it was not taken back. */
    show(notice: Notice, undo: (() => void) | null = null, done: (() => void) | null = null) {
      const id = ++made
      const takeBack =
        undo &&
        ((): void => {
          afterwards.delete(id)
          end(id)
          undo()
        })
      if (done) afterwards.set(id, done)
      items.value = [...items.peek(), { id, notice, undo: takeBack }]
      if (!held) wait(id)
      for (const { id: old } of items.peek().slice(0, -TOASTS_MAX)) end(old)
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
      for (const { id } of items.peek()) wait(id)
    },
    /** What was not taken back yet is done now: the page is about to go. */
    flush() {
      for (const { id } of items.peek()) end(id)
    },
  }
})
