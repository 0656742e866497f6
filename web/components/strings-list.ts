// The words of what is in the list of chats. A part of the catalogue that is loaded with it.
import { written } from './number.ts'

export const listStrings = {
  finding: 'Looking through older chats',
  findBroke: 'Older chats could not be looked through.',
  noneFound: 'No chat has this in its title.',
  foundSoFar: (count: number) => (count === 1 ? '1 chat' : `${written(count)} chats`),

  today: 'Today',
  yesterday: 'Yesterday',
  week: 'Last seven days',
  earlier: 'Earlier',
  noChats: 'No chats yet.',
  moreChats: 'Older chats',
  onServer: 'Your chats are on the server. They show when it can be reached.',

  runs: 'runs',
  waits: 'waits for you',
  broke: 'failed',
  unread: 'new',
  options: (title: string) => `Options for “${title}”`,
} as const
