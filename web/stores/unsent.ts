// A command on its way: shown at once, replaced by what the server accepted, kept with its reason where it was not.
import type { View } from '../../shared/conversation.ts'
import type { Command, Failure } from '../api/api.ts'

export interface Unsent {
  readonly command: Command
  /** The end of the branch when it was given. */
  readonly head: string | null
  readonly state: { readonly kind: 'sending'; readonly since: number } | { readonly kind: 'failed'; readonly failure: Failure }
}

/** Whether the view has what the command asked for, so that it need not be shown beside it. */
export function isSettled(unsent: Unsent, view: View): boolean {
  const { command, head } = unsent
  if (command.kind === 'message') return view.messages.some(({ id }) => id === command.id)
  return view.head !== head
}

/** Why it stays. One that is no longer there, or has failed already, is left as it is. */
export const failed = (unsent: Unsent, failure: Failure): Unsent => ({ ...unsent, state: { kind: 'failed', failure } })

/** The text without what cannot be stored: halves of characters and NULs, which a paste can bring. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '')
