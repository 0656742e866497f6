// Markdown that grows, drawn as nodes. Loaded when the first answer is seen.
import type { ReadonlySignal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { drawAll } from './block.tsx'
import { drawTo } from './pace.ts'
import { advance, EMPTY } from './parse.ts'
import type { Tools } from './tools.ts'

export { type Soon, warmUp } from './warm.tsx'

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
  const drawn = useRef(0)
  const [slices, goOn] = useState(0)
  const start = performance.now()
  const all = text.value
  drawn.current = drawTo(drawn.current, all, settled)
  parsed.current = advance(parsed.current, all.slice(0, drawn.current), { settled, more: () => performance.now() - start < SLICE_MS })
  const { blocks } = parsed.current
  const behind = parsed.current.behind || drawn.current < all.length
  useEffect(() => {
    if (!behind) return undefined
    // After the frame, not in it: what is drawn and what is painted are two tasks.
    let timer: ReturnType<typeof setTimeout> | undefined
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => goOn((count) => count + 1))
    })
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }, [behind, slices])
  return <>{drawAll(blocks, tools)}</>
}
