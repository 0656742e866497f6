// The words around the chat that the first page needs: the list, what is open, what broke. A part of the catalogue.

export const shellStrings = {
  panel: 'Details',
  settings: 'Settings',

  find: 'Find a chat',
  opened: (title: string) => `Opened: ${title}`,
  help: 'Help',
  close: 'Close',

  outcomes: 'What happened',

  /** As it stands on the keys. */
  keyNames: (mac: boolean) => ({ alt: mac ? 'Option' : 'Alt', command: mac ? '⌘' : 'Ctrl' }),

  stale: 'A new version is here. Your text is kept.',
  reload: 'Reload',
  pageBroke: 'This page broke',
  pageBrokeWhy: 'What you wrote and what was answered is kept. If trying again does not help, reload the page.',
} as const
