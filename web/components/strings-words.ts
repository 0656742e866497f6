// The words around what an answer is drawn from. A part of the catalogue.

export const wordsStrings = {
  code: (language: string) => (language === '' ? 'Code' : `Code, ${language}`),
  plainCode: 'Code',
  copy: 'Copy',
  copied: 'Copied',
  notCopied: 'Not copied',
  wrap: 'Wrap',
  table: 'Table',
  done: 'Done:',
  notDone: 'Not done:',
  imageNamed: (alt: string) => `“${alt}”`,
  imageFrom: (host: string) => `An image from ${host}, not loaded.`,
  openImage: 'Open it',
  sourceInstead: 'This could not be drawn; its source:',
} as const
