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
  return (
    <button type="button" class={name} onClick={() => void copyAndTell(app, text())}>
      {label}
    </button>
  )
}

/** Whether it was copied, which is told to everybody as well. */
export async function copyAndTell(app: App, text: string): Promise<boolean> {
  const copied = await copyText(text)
  app.toasts.show({ kind: copied ? 'copied' : 'not_copied' })
  return copied
}
