// The words of the help. A part of the catalogue that is loaded with it.

export const helpStrings = {
  helpTitle: 'Keys, and where things are',
  helpKeys: 'Keys',
  helpPlaces: 'Where things are',
  keyNew: 'New chat',
  keyFind: 'Find a chat',
  keyPrevious: 'The chat above',
  keyNext: 'The chat below',
  keySend: 'Send the message',
  keyBreak: 'Break the line',
  keyStop: 'Close what is open; where nothing is, stop the answer',
  keyEditLast: 'Edit the last question, from an empty message field',
  keyHelp: 'This page',
  /** As it stands on the keys. */
  enter: 'Enter',
  shift: 'Shift',
  escape: 'Esc',
  places: [
    ['Chats', 'Behind the three lines at the top: all chats, a new one, and a field to find one by its title.'],
    ['A chat’s options', 'The three dots in its line: rename, export, delete.'],
    ['Home', 'The lamp at the top says how home is. Press it for more.'],
    ['The model', 'At the top right: the model, what it is told first, its temperature.'],
    ['Settings', 'At the foot of the list of chats: theme, text size, export of everything.'],
  ],
} as const
