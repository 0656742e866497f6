// What was not sent of the chats that are not open.
import type { Unsent } from './unsent.ts'

export interface Left {
  readonly id: string | null
  readonly unsent: Unsent | null
}

export interface LeftChats {
  /** `key` null: the new chat, with the name it would have. */
  put(key: string | null, left: Left): void
  /** Whether something waits there. */
  waits(key: string | null): boolean
  /** Takes it out, for a chat that is opened. A new chat may have been accepted without this page knowing: then it comes back under its name. */
  take(key: string | null): Left | undefined
  /** This message was accepted or taken back meanwhile: it waits nowhere any more. Gives back the name of the chat that began with it, if one did. */
  settled(id: string): string | null
  clear(): void
}

export function createLeft(): LeftChats {
  const chats = new Map<string | null, Left>()
  return {
    put: (key, left) => void chats.set(key, left),
    waits: (key) => chats.get(key)?.unsent !== null && chats.has(key),
    take(key) {
      const name = key !== null && chats.get(null)?.id === key ? null : key
      const left = chats.get(name)
      chats.delete(name)
      return left
    },
    settled(id) {
      const first = chats.get(null)
      for (const [key, { unsent }] of chats) if (unsent?.command.id === id) chats.delete(key)
      return first?.unsent?.command.id === id ? first.id : null
    },
    clear: () => chats.clear(),
  }
}
