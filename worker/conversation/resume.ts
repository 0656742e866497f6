// L3: whether a reader can go on from what it saw last, or has to begin again with a view. Pure.
import { type Cursor, parseCursor } from '../../shared/events.ts'

/** What the log still holds: events `floor < seq <= head` of this epoch. */
export interface Reach {
  readonly epoch: string
  readonly floor: number
  readonly head: number
}

export type Resume = { readonly kind: 'tail'; readonly after: number } | { readonly kind: 'reset' }

/** `id` is what the reader gave, in whatever state it arrived. */
export function resume(id: string, reach: Reach): Resume {
  const cursor: Cursor | null = parseCursor(id)
  if (!cursor || cursor.epoch !== reach.epoch || cursor.seq < reach.floor || cursor.seq > reach.head) return { kind: 'reset' }
  return { kind: 'tail', after: cursor.seq }
}
