// Names that this page makes: chats, messages, commands. Works where the page is not a secure context (plain http on a LAN).

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** 132 bits: never the same twice, never guessed. */
export const ID_LENGTH = 22

/** A name of 22 characters of `[A-Za-z0-9_-]`. `fill` is `crypto.getRandomValues`. */
export function newId(fill: (bytes: Uint8Array<ArrayBuffer>) => unknown): string {
  const bytes = new Uint8Array(ID_LENGTH)
  fill(bytes)
  // 64 letters divide 256 evenly, so no letter is likelier than another.
  return Array.from(bytes, (byte) => ALPHABET[byte & 63]).join('')
}
