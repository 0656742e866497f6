// What a key does, wherever the focus is. Pure: who listens gives the facts.

export type Action = 'new_chat' | 'find' | 'previous' | 'next' | 'stop' | 'help'

/** A key that went down, and where. */
export interface KeyFacts {
  /** As the browser names it: what it writes, and which one it is. */
  readonly key: string
  readonly code: string
  readonly alt: boolean
  readonly ctrl: boolean
  readonly meta: boolean
  readonly shift: boolean
  /** Somebody else has taken it, or it is part of a character that is still being made. */
  readonly taken: boolean
  /** On a Mac the Alt key writes, and Ctrl+K cuts a line. */
  readonly mac: boolean
  /** Whether the focus is where one writes, and something is written there. */
  readonly field: 'none' | 'empty' | 'text'
  /** Something is open over the page, or a question is being edited: it has its own keys. */
  readonly over: boolean
  /** It has been down for a while, and comes again. */
  readonly held: boolean
  /** The focus is in the field that finds a chat: there Escape empties it. */
  readonly finds: boolean
  readonly running: boolean
  /** Whether keys that write a character do something by themselves: who speaks to the page, or has a tremor, may not want that. */
  readonly single: boolean
}

/** null: the key is not ours. */
export function shortcutOf(facts: KeyFacts): Action | null {
  const { key, code, alt, ctrl, meta, shift, taken, mac, field, over, held, finds, running, single } = facts
  if (taken || over) return null
  if (alt) {
    // Where Alt writes, it does so in a field that has a text.
    if (ctrl || meta || shift || (mac && field === 'text')) return null
    if (code === 'KeyN' || key.toLowerCase() === 'n') return 'new_chat'
    if (key === 'ArrowUp') return 'previous'
    return key === 'ArrowDown' ? 'next' : null
  }
  if (ctrl || meta) return key.toLowerCase() === 'k' && !shift && (mac ? meta && !ctrl : ctrl && !meta) ? 'find' : null
  // A key that closed something, and is still down, does not stop an answer as well.
  if (key === 'Escape') return running && !held && !finds && !shift ? 'stop' : null
  if (field !== 'none' || !single) return null
  if (key === '/') return 'find'
  return key === '?' ? 'help' : null
}

/** The chat above or below the open one, in the list as it is shown; null: there is none. */
export function neighbour(ids: readonly string[], open: string | null, where: 'previous' | 'next'): string | null {
  const at = open === null ? -1 : ids.indexOf(open)
  if (at === -1) return where === 'next' ? (ids[0] ?? null) : null
  return ids[where === 'next' ? at + 1 : at - 1] ?? null
}
