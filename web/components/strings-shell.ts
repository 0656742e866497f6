// The words around the chat that the first page needs: the list, what is open, what broke. A part of the catalogue.
import { written } from './number.ts'

export const shellStrings = {
  panel: 'Details',
  settings: 'Settings',

  find: 'Find a chat',
  finding: 'Looking through older chats',
  findBroke: 'Older chats could not be looked through.',
  noneFound: 'No chat has this in its title.',
  foundSoFar: (count: number) => (count === 1 ? '1 chat' : `${written(count)} chats`),
  runs: 'runs',
  waits: 'waits for you',
  broke: 'failed',
  unread: 'new',
  options: (title: string) => `Options for “${title}”`,
  help: 'Help',
  close: 'Close',

  outcomes: 'What happened',

  stale: 'A new version is here. Your text is kept.',
  reload: 'Reload',
  pageBroke: 'This page broke',
  pageBrokeWhy: 'What you wrote and what was answered is kept. If trying again does not help, reload the page.',
} as const
