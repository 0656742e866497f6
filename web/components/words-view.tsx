// A text of the model: as Markdown once that is loaded, as it was written until then and where it cannot be drawn.
import type { ReadonlySignal } from '@preact/signals'
import { useContext, useEffect, useRef } from 'preact/hooks'
import { Boundary } from './boundary.tsx'
import { copyText } from './copy.ts'
import { RendererContext } from './renderer.ts'
import { wordsStrings } from './strings-words.ts'
import './words-view.css'

const tools = { words: wordsStrings, copy: copyText }

interface Props {
  readonly text: ReadonlySignal<string>
  readonly part: 'text' | 'reasoning'
  /** Nothing comes after what is there. */
  readonly settled: boolean
}

export function Words({ text, part, settled }: Props) {
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
        <p class="plain">{text}</p>
      )}
    </div>
  )
}

interface SourceProps extends Omit<Props, 'part'> {
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
      <p class="plain">{text}</p>
    </>
  )
}
