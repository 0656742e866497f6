// The words of the short notices. A part of the catalogue that is loaded with them.
import type { Notice } from '../stores/toasts.ts'
import { written } from './number.ts'

/** What did not work, in the words of who tried it. */
const FAILED: Record<Extract<Notice, { kind: 'failed' }>['what'], string> = {
  rename: 'The chat was not renamed.',
  delete: 'The chat was not deleted.',
  save: 'The settings were not saved.',
  export: 'The export did not work.',
  sign_out: 'You are still signed in.',
}

export const toastStrings = {
  undo: 'Undo',
  copied: 'Copied.',
  notCopied: 'It was not copied: this browser does not let the page do that.',
  settingsSaved: 'Saved for this chat.',
  settingsChosen: 'The new chat will be asked so.',
  defaultsSaved: 'Saved for new chats.',
  sentLater: 'What waited here was sent.',
  homeless: 'A message could not be sent: its chat is gone. Its text stands in the new chat.',
  restored: 'It is back.',
  exported: (count: number) => (count === 1 ? 'The chat was exported.' : `${written(count)} chats were exported.`),
  deleted: (title: string) => `Deleted “${title}”`,
  renamed: (title: string) => `Renamed to “${title}”`,
  notDone: (what: keyof typeof FAILED) => FAILED[what],
} as const
