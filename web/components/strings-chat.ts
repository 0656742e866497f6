// The words of what is done with a whole chat: renaming, taking away, deleting. A part of the catalogue that is loaded with it.

export const chatStrings = {
  dialog: 'This chat',
  title: 'Title',
  save: 'Save title',
  noTitle: 'A title has at least one letter or sign. Write one, or close this to keep the old one.',
  exportMarkdown: 'Export as Markdown',
  exportJson: 'Export as JSON',
  remove: 'Delete chat',

  wroteYou: 'You',
  wroteDemo: 'Built-in demo',
  wroteModel: 'Model',
} as const
