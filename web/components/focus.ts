// Where the focus goes when what had it is about to leave the page.

/** To the field, to write. */
export const focusField = (): void => document.getElementById('message')?.focus()
/** To the messages: on a phone, that brings up no keyboard. */
export const focusThread = (): void => document.getElementById('thread')?.focus()
