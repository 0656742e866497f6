// Exactly once: what an event of the stream does to what the page holds. Pure.
import type { View } from '../../shared/conversation.ts'
import { type ConversationEvent, type Cursor, parseCursor } from '../../shared/events.ts'
import { fold } from '../../shared/fold.ts'

/** A view and the last event that is in it. null: nothing was seen yet. */
export interface Held {
  readonly view: View
  readonly cursor: Cursor | null
}

export type Taken =
  | { readonly kind: 'held'; readonly held: Held }
  /** It is in the view already, or has no place in the log. */
  | { readonly kind: 'skipped' }
  /** It is of another log than the view: the view has to be asked for again. */
  | { readonly kind: 'stray' }

/** `event` is null where the page does not know it; its id counts all the same. */
export function take(held: Held, event: ConversationEvent | null, id: string): Taken {
  const cursor = parseCursor(id)
  if (!cursor) return { kind: 'skipped' }
  if (event?.type === 'reset') return { kind: 'held', held: { view: event.view, cursor } }
  if (held.cursor) {
    if (cursor.epoch !== held.cursor.epoch) return { kind: 'stray' }
    if (cursor.seq <= held.cursor.seq) return { kind: 'skipped' }
  }
  return { kind: 'held', held: { view: event ? fold(held.view, event) : held.view, cursor } }
}

/** Whether a page of the log that ends at `one` has less than what is held up to `other`. */
export const isBefore = (one: Cursor | null, other: Cursor | null): boolean =>
  one !== null && other !== null && one.epoch === other.epoch && one.seq < other.seq
