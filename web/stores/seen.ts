// Which chats have something that was not looked at on this device.
import { SEEN_KEPT } from '../../shared/limits.ts'
import { computed, createModel, signal } from '@preact/signals-core'
import type { Summary } from '../../shared/conversation.ts'
import type { Keep } from '../api/keep.ts'

const KEY = 'seen'

interface Seen {
  /** Server milliseconds: what was there before this device looked for the first time counts as seen. null: it has not looked yet. */
  readonly from: number | null
  /** Server milliseconds of the newest change that was looked at, by chat. */
  readonly chats: Map<string, number>
}

export const SeenStore = createModel((keep: Keep) => {
  const seen = signal<Seen>(readSeen(keep.read(KEY)))

  const put = (next: Seen): void => {
    const chats = new Map([...next.chats].slice(-SEEN_KEPT))
    seen.value = { from: next.from, chats }
    keep.write(KEY, { from: next.from, chats: [...chats] })
  }

  return {
    /** The list was read for the first time on this device. */
    begin(lines: readonly Summary[]) {
      if (seen.peek().from === null) put({ from: Math.max(0, ...lines.map(({ updated }) => updated)), chats: new Map() })
    },
    /** The person looks at it. */
    look(id: string, updated: number) {
      if ((seen.peek().chats.get(id) ?? 0) >= updated) return
      // Another tab may have looked meanwhile.
      const { chats } = readSeen(keep.read(KEY))
      const latest = Math.max(updated, chats.get(id) ?? 0)
      chats.delete(id)
      put({ from: seen.peek().from, chats: chats.set(id, latest) })
    },
    /** Whether a chat has something new; one that runs has not yet. Another function after each look. */
    isUnread: computed(() => {
      const { from, chats } = seen.value
      return ({ id, updated, state }: Summary): boolean => state !== 'running' && from !== null && updated > Math.max(from, chats.get(id) ?? 0)
    }),
    clear() {
      seen.value = { from: null, chats: new Map() }
      keep.write(KEY, null)
    },
  }
})

function readSeen(value: unknown): Seen {
  const { from, chats }: { from?: unknown; chats?: unknown } = typeof value === 'object' && value !== null ? { ...value } : {}
  const map = new Map<string, number>()
  for (const entry of Array.isArray(chats) ? chats : []) {
    const [id, at]: unknown[] = Array.isArray(entry) ? entry : []
    if (typeof id === 'string' && typeof at === 'number') map.set(id, at)
  }
  return { from: typeof from === 'number' ? from : null, chats: map }
}
