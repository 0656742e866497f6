// The words of the messages and of what is done with them. A part of the catalogue.
import { written } from './number.ts'

export const threadStrings = {
  toEnd: 'Jump to latest',
  loadEarlier: 'Older messages',
  loadingEarlier: 'Loading older messages',

  copy: 'Copy',
  copyDetails: 'Copy details',
  askAgain: 'Ask again',
  edit: 'Edit',
  details: 'Details',
  showAll: 'Show all',
  showLess: 'Show less',
  happenedAt: 'Time',

  version: (index: number, of: number) => `${written(index + 1)} of ${written(of)}`,
  previousVersion: 'Previous version',
  nextVersion: 'Next version',

  editing: 'Edit your message',
  sendEdited: 'Send',
  cancel: 'Cancel',
  editWaits: 'It can be sent when the answer has ended.',
  editBranches: 'The first wording stays: go back to it any time.',

  thinkingFor: (time: string) => `Thinking, ${time}`,
  thoughtFor: (time: string) => `Thought for ${time}`,
  mayClose: 'You can close this page: the answer goes on.',

  nothingCame: (time: string) => `Nothing more came for ${time}.`,

  waitsToBeSent: 'Waits to be sent.',
  goesByItself: 'It goes by itself when Porchlight can be reached.',
  goesWhenEnded: 'It goes by itself when that answer has ended.',
  retryNow: 'Retry now',

  notDrawn: 'This message cannot be drawn. This is its source:',

  spokenCode: 'Code.',
  spokenRest: 'The rest stands on the page.',
} as const
