// A button that copies a text, and says what came of it.
import type { App } from './phase-line.tsx'
import { copyText } from './copy.ts'
import { strings } from './strings.ts'

interface Props {
  readonly app: App
  /** Asked for when the button is pressed. */
  readonly text: () => string
  readonly label?: string
  readonly class?: string
}

export function CopyButton({ app, text, label = strings.copy, class: name = 'tool' }: Props) {
  const copy = async (): Promise<void> => {
    const copied = await copyText(text())
    app.toasts.show({ kind: copied ? 'copied' : 'not_copied' })
  }
  return (
    <button type="button" class={name} onClick={() => void copy()}>
      {label}
    </button>
  )
}
