// The tree of a chat: which messages are versions of each other, and where a branch ends. Pure.
import type { Message } from '../../shared/conversation.ts'

/** Where a message stands in the branch: its versions share it. */
export const slotOf = ({ role, parent }: Message): string => `${role} ${parent ?? ''}`

/**
 * The names of the messages in each place, in the order they were made, as one text: it is the same where they are.
 * An answer that another one goes on from is the beginning of that one, and no version beside it.
 */
export function versionsOf(messages: readonly Message[]): ReadonlyMap<string, string> {
  const versions = new Map<string, string>()
  const begun = superseded(messages)
  for (const message of messages) {
    if (begun.has(message.id)) continue
    const slot = slotOf(message)
    const before = versions.get(slot)
    versions.set(slot, before === undefined ? message.id : `${before} ${message.id}`)
  }
  return versions
}

/** The end of the branch through a message: of all that followed it, what was made last. Who goes back to it finds the talk where it was left. */
export function endOf(messages: readonly Message[], id: string): string {
  const inside = new Set([id])
  let end = id
  for (const { id: next, parent } of messages)
    if (parent !== null && inside.has(parent)) {
      inside.add(next)
      end = next
    }
  return end
}

/** The answers whose whole text another one has, so that they are no versions of their own; unless something follows them. */
function superseded(messages: readonly Message[]): ReadonlySet<string> {
  const begun = new Set<string>()
  for (const message of messages) if (message.role === 'assistant' && message.continues && message.continues.parts > 0) begun.add(message.continues.turn)
  if (begun.size > 0) for (const { parent } of messages) if (parent !== null) begun.delete(parent)
  return begun
}
