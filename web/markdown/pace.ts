// How much of a text that is being written is drawn at a time. Pure.

/** Characters. What a quick model writes between two frames of a slow phone is less. */
const PART = 400
/** Of what has come at once, one of so many parts: much is caught up with in a few drawings. */
const PARTS = 4

/** How far a text is drawn that was drawn as far as `drawn`. Never through the middle of a character. */
export function drawTo(drawn: number, text: string, settled: boolean): number {
  const to = drawn + Math.max(PART, Math.ceil((text.length - drawn) / PARTS))
  if (settled || to >= text.length) return text.length
  const last = text.charCodeAt(to - 1)
  return last >= 0xd800 && last < 0xdc00 ? to + 1 : to
}
