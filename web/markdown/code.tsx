// Code: its language, a way to copy it, and lines that break where the reader wants them to.
/** @jsxImportSource preact */
import { useEffect, useState } from 'preact/hooks'
import type { Tools } from './tools.ts'
import type { Code } from './tree.ts'

/** Lines that are laid out together: of code that grows only the last ones are again. */
const LINES = 40

/** Code in parts, each with its last line's end. */
export function partsOf(text: string): string[] {
  const parts: string[] = []
  let from = 0
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    if (++lines % LINES !== 0) continue
    parts.push(text.slice(from, at + 1))
    from = at + 1
  }
  if (from < text.length || from === 0) parts.push(text.slice(from))
  return parts
}

/** How long a button says what came of it. */
const SAID_MS = 2_000

export function CodeView({ code, tools }: { readonly code: Code; readonly tools: Tools }) {
  const { words } = tools
  const [wraps, setWraps] = useState(false)
  const [copied, setCopied] = useState<boolean | null>(null)
  useEffect(() => {
    if (copied === null) return undefined
    const timer = setTimeout(() => setCopied(null), SAID_MS)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = async (): Promise<void> => setCopied(await tools.copy(code.text))
  return (
    <figure class="code" dir="ltr" aria-label={words.code(code.language)}>
      <div class="bar">
        <span class="language">{code.language === '' ? words.plainCode : code.language}</span>
        <button type="button" aria-pressed={wraps} onClick={() => setWraps(!wraps)}>
          {words.wrap}
        </button>
        <button type="button" onClick={() => void copy()}>
          {copied === null ? words.copy : copied ? words.copied : words.notCopied}
        </button>
      </div>
      {/* What scrolls must be reached by the keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} data-wraps={wraps}>
        <code>
          {partsOf(code.text).map((part, index) => (
            <span key={index}>{part}</span>
          ))}
        </code>
      </pre>
    </figure>
  )
}
