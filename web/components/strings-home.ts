// Words of the field, the lamp, the model and the door: the part of the catalogue that the first page needs of them.
import { written } from './number.ts'

export const homeStrings = {
  lampDetails: (headline: string) => `${headline}: details`,

  left: (count: number) => `${count === 1 ? '1 character' : `${written(count)} characters`} left.`,
  keptOffline: 'Offline: what you send is kept here and goes when Porchlight answers.',
  /** `home`: how home is. */
  refusedNow: (home: string) => `${home}: a message sent now is refused, and says what to do.`,

  noModel: 'No model',
  someModel: 'Model',
  demoModel: 'Built-in demo',
  modelIs: (name: string) => `Model: ${name}`,
  chatSettings: 'How this chat is asked',

  signedOut: 'You are signed out.',
  guessesUntil: (time: string) => `Too many wrong passwords from this address. You can try again at ${time}.`,
} as const
