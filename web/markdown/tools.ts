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
  readonly imageFrom: (host: string) => string
  readonly openImage: string
}

export interface Tools {
  readonly words: Words
  /** Whether it was copied. */
  readonly copy: (text: string) => Promise<boolean>
}
