// Markdown that grows, drawn as nodes. Loaded when the first answer is seen.
import type { ReadonlySignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { drawAll } from './block.tsx'
import { advance, EMPTY } from './parse.ts'
import type { Tools } from './tools.ts'

/** A long text is read in parts, one a frame; a part may take this long. */
const SLICE_MS = 8

export interface MarkdownProps {
  readonly text: ReadonlySignal<string>
  /** Nothing comes after what is there. */
  readonly settled: boolean
  /** The same object at each drawing. */
  readonly tools: Tools
}

export type MarkdownView = ComponentType<MarkdownProps>

export function Markdown({ text, settled, tools }: MarkdownProps) {
  const parsed = useRef(EMPTY)
  const [, goOn] = useState(0)
  const start = performance.now()
  parsed.current = advance(parsed.current, text.value, { settled, more: () => performance.now() - start < SLICE_MS })
  const { blocks, behind } = parsed.current
  useEffect(() => {
    if (!behind) return undefined
    const frame = requestAnimationFrame(() => goOn((count) => count + 1))
    return () => cancelAnimationFrame(frame)
  })
  return <>{drawAll(blocks, tools)}</>
}
