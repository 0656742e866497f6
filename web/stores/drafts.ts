// What was written and not sent, on this device: chat by chat, and other words for a question.
import { DRAFTS_KEPT } from '../../shared/limits.ts'
import type { Keep } from '../api/keep.ts'

const KEY = 'drafts'
/** The new chat has no name. */
const NEW = ''

export interface Drafts {
  /** By the id of a chat, or of the question that is worded anew; null: of the new chat. Empty: there is none. */
  of(id: string | null): string
  keep(id: string | null, text: string): void
  forget(): void
}

/** Read anew each time: another tab may have written meanwhile. */
export function createDrafts(keep: Keep): Drafts {
  const read = (): Map<string, string> => new Map(entriesOf(keep.read(KEY)))
  return {
    of: (id) => read().get(id ?? NEW) ?? '',
    keep(id, text) {
      const name = id ?? NEW
      const texts = read()
      if ((texts.get(name) ?? '') === text) return
      texts.delete(name)
      if (text !== '') texts.set(name, text)
      keep.write(KEY, texts.size === 0 ? null : [...texts].slice(-DRAFTS_KEPT))
    },
    forget: () => keep.write(KEY, null),
  }
}

function entriesOf(value: unknown): [string, string][] {
  if (!Array.isArray(value)) return []
  return value.flatMap((entry: unknown): [string, string][] => {
    if (!Array.isArray(entry)) return []
    const [name, text]: unknown[] = entry
    return typeof name === 'string' && typeof text === 'string' ? [[name, text]] : []
  })
}
