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
  /** These were accepted meanwhile: they wait nowhere any more. */
  delivered(ids: ReadonlySet<string>): void
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
    delivered(ids) {
      for (const [key, { unsent }] of chats) if (unsent && ids.has(unsent.command.id)) chats.delete(key)
    },
    clear: () => chats.clear(),
  }
}
