// Copies a text, also where the page came over plain http and has no clipboard.

/** Whether it was copied. */
export async function copyText(text: string): Promise<boolean> {
  try {
    // Absent where the page is not secure, whatever the types say.
    const clipboard: Clipboard | undefined = navigator.clipboard
    if (clipboard) {
      await clipboard.writeText(text)
      return true
    }
  } catch {
    // Not allowed: the old way may be.
  }
  return copySelected(text)
}

/** A field that nobody sees, selected and copied; then the focus goes back. */
function copySelected(text: string): boolean {
  const focused = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.className = 'unseen'
  // What is copied is what is laid out: spaces at the start of a line too.
  field.style.whiteSpace = 'pre'
  // A dialog that is open keeps the focus within itself.
  const place = focused?.closest('dialog') ?? document.body
  place.append(field)
  field.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    field.remove()
    if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  }
}
