// The tree of a chat: which answers and questions stand beside each other, and where a branch ends. Pure.
import type { Message } from '../../shared/conversation.ts'

export interface Siblings {
  /** 0 is the first that was made. */
  readonly index: number
  /** In the order they were made, with the message itself. */
  readonly ids: readonly string[]
}

/** The messages that stand where this one does: answers of one question, or questions after one answer. */
export function siblingsOf(messages: readonly Message[], message: Message): Siblings {
  const ids = messages.filter(({ parent, role }) => parent === message.parent && role === message.role).map(({ id }) => id)
  return { index: ids.indexOf(message.id), ids }
}

/** The end of the branch through a message that was gone on with last. */
export function endOf(messages: readonly Message[], id: string): string {
  let end = id
  // A child is made after its parent, so one look from there on finds the newest way down.
  for (;;) {
    const next = messages.findLast(({ parent }) => parent === end)
    if (!next) return end
    end = next.id
  }
}
