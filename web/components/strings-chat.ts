// The words of what is done with a whole chat: renaming, taking away, deleting. A part of the catalogue that is loaded with it.

export const chatStrings = {
  dialog: 'This chat',
  title: 'Title',
  save: 'Save title',
  exportMarkdown: 'Export as Markdown',
  exportJson: 'Export as JSON',
  remove: 'Delete chat',

  wroteYou: 'You',
  wroteDemo: 'Built-in demo',
  wroteModel: 'Model',
} as const
