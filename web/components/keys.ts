// A key as the browser tells it, wherever one writes.

/** One writes on the screen itself. */
export const TOUCH = '(pointer: coarse)'

export interface Key {
  readonly key: string
  readonly shift: boolean
  /** Control, or Command. */
  readonly command: boolean
  readonly alt: boolean
  /** An input method is at work: the key is its own. */
  readonly composing: boolean
}

export const keyOf = (event: KeyboardEvent): Key => ({
  key: event.key,
  shift: event.shiftKey,
  command: event.ctrlKey || event.metaKey,
  alt: event.altKey,
  // The key that ends a composition counts as one of it, which Safari says by this code only.
  composing: event.isComposing || event.keyCode === 229,
})
