// What draws Markdown: loaded when the first answer is seen, and another one in tests.
import { type ReadonlySignal, signal } from '@preact/signals'
import { createContext } from 'preact'
import type { MarkdownView } from '../markdown/index.tsx'
import { untilLoaded } from './until-loaded.ts'

export interface Renderer {
  /** null: not there yet. */
  readonly view: ReadonlySignal<MarkdownView | null>
  /** Fetches it, unless it is there or on its way. */
  readonly load: () => void
}

export function lazyRenderer(fetchView: () => Promise<MarkdownView>): Renderer {
  const view = signal<MarkdownView | null>(null)
  let asked = false
  return {
    view,
    load() {
      if (asked) return
      asked = true
      untilLoaded(fetchView, (loaded) => {
        view.value = loaded
      })
    },
  }
}

export const defaultRenderer: Renderer = lazyRenderer(async () => (await import('../markdown/index.tsx')).Markdown)

export const RendererContext = createContext<Renderer>(defaultRenderer)
