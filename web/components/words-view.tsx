// A text of the model: as Markdown once that is loaded, as it was written until then and where it cannot be drawn.
import type { ReadonlySignal } from '@preact/signals'
import { useContext, useEffect, useMemo, useRef } from 'preact/hooks'
import { Boundary } from './boundary.tsx'
import { copyAndTell } from './copy-button.tsx'
import type { App } from './phase-line.tsx'
import { RendererContext } from './renderer.ts'
import { wordsStrings } from './strings-words.ts'
import './words-view.css'

interface Props {
  readonly app: App
  readonly text: ReadonlySignal<string>
  readonly part: 'text' | 'reasoning'
  /** Nothing comes after what is there. */
  readonly settled: boolean
}

export function Words({ app, text, part, settled }: Props) {
  const tools = useMemo(() => ({ words: wordsStrings, copy: (code: string) => copyAndTell(app, code) }), [app])
  const renderer = useContext(RendererContext)
  const View = renderer.view.value
  useEffect(() => renderer.load(), [renderer])
  const grown = useRef(false)
  grown.current ||= !settled
  return (
    <div class="words" data-part={part} data-grown={grown.current}>
      {View ? (
        <Boundary fallback={(_error, retry) => <Source text={text} settled={settled} retry={retry} />}>
          <View text={text} settled={settled} tools={tools} />
        </Boundary>
      ) : (
        <p class="plain" dir="auto">
          {text}
        </p>
      )}
    </div>
  )
}

interface SourceProps extends Pick<Props, 'text' | 'settled'> {
  readonly retry: () => void
}

/** What could not be drawn while it was written may be when it has ended. */
function Source({ text, settled, retry }: SourceProps) {
  const before = useRef(settled)
  useEffect(() => {
    if (settled !== before.current) retry()
  }, [settled])
  return (
    <>
      <p class="source">{wordsStrings.sourceInstead}</p>
      <p class="plain" dir="auto">
        {text}
      </p>
    </>
  )
}
