// A text that grows: its blocks, of which only the last one changes, as one text node.
import { computed, type ReadonlySignal } from '@preact/signals'
import { useMemo } from 'preact/hooks'
import { strings } from './strings.ts'
import { type Block, EMPTY, split } from './text-blocks.ts'
import './words-view.css'

const isSame = (a: Block, b: Block | undefined): boolean => a === b || (b !== undefined && a.kind === b.kind && a.language === b.language && a.text === b.text)

/** `settled` changes when a block is finished, `kind` and `language` when another begins, `text` with every token. */
function blocksOf(source: ReadonlySignal<string>) {
  let before = EMPTY
  let settledBefore: readonly Block[] = []
  const now = computed(() => (before = split(source.value, before)))
  const last = computed(() => now.value.blocks.at(-1) ?? null)
  return {
    settled: computed(() => {
      const settled = now.value.blocks.slice(0, -1)
      if (settled.length !== settledBefore.length || !settled.every((block, index) => isSame(block, settledBefore[index]))) settledBefore = settled
      return settledBefore
    }),
    kind: computed(() => last.value?.kind ?? null),
    language: computed(() => last.value?.language ?? ''),
    text: computed(() => last.value?.text ?? ''),
  }
}

interface Props {
  readonly text: ReadonlySignal<string>
  readonly part: 'text' | 'reasoning'
}

export function Words({ text, part }: Props) {
  const blocks = useMemo(() => blocksOf(text), [text])
  const settled = blocks.settled.value
  const kind = blocks.kind.value
  return (
    <div class="words" data-part={part}>
      {settled.map((block, index) => (
        <BlockView key={index} kind={block.kind} language={block.language} text={block.text} />
      ))}
      {kind && <BlockView key={settled.length} kind={kind} language={blocks.language.value} text={blocks.text} />}
    </div>
  )
}

interface BlockProps {
  readonly kind: Block['kind']
  readonly language: string
  readonly text: string | ReadonlySignal<string>
}

function BlockView({ kind, language, text }: BlockProps) {
  if (kind === 'paragraph') return <p>{text}</p>
  // Code scrolls by itself, so the keyboard must be able to reach it.
  return (
    <figure aria-label={strings.code(language)}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </figure>
  )
}
