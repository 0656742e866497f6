// What the drawing of an answer is given from outside: its words, and a way to copy.

export interface Words {
  readonly code: (language: string) => string
  /** Over code that names no language. */
  readonly plainCode: string
  readonly copy: string
  readonly copied: string
  readonly notCopied: string
  readonly wrap: string
  readonly table: string
  readonly done: string
  readonly notDone: string
  /** What an image that is not loaded would show, apart from the words around it. */
  readonly imageNamed: (alt: string) => string
  readonly imageFrom: (host: string) => string
  readonly openImage: string
}

export interface Tools {
  readonly words: Words
  /** Whether it was copied; what came of it is told besides, to those who do not look at the button. */
  readonly copy: (text: string) => Promise<boolean>
}
