// What draws Markdown: loaded when the first answer is seen, and another one in tests.
import { type ReadonlySignal, signal } from '@preact/signals'
import { createContext } from 'preact'
import type { MarkdownView, Soon } from '../markdown/index.tsx'
import { untilLoaded } from './until-loaded.ts'

export interface Renderer {
  /** null: not there yet. */
  readonly view: ReadonlySignal<MarkdownView | null>
  /** Fetches it, unless it is there or on its way. */
  readonly load: () => void
  /** Makes it ready for an answer that may come: the first one is drawn as quickly as the next. */
  readonly warmUp: (soon: Soon) => void
}

/** The part of the page that draws. */
export interface MarkdownPart {
  readonly Markdown: MarkdownView
  readonly warmUp: (soon: Soon) => void
}

export function lazyRenderer(fetchPart: () => Promise<MarkdownPart>): Renderer {
  const view = signal<MarkdownView | null>(null)
  let part: Promise<MarkdownPart> | null = null
  let warmed = false
  const load = (): Promise<MarkdownPart> =>
    (part ??= new Promise((resolve) => {
      untilLoaded(fetchPart, (loaded) => {
        view.value = loaded.Markdown
        resolve(loaded)
      })
    }))
  return {
    view,
    load: () => void load(),
    warmUp(soon) {
      if (warmed) return
      warmed = true
      void load().then(({ warmUp }) => warmUp(soon))
    },
  }
}

export const defaultRenderer: Renderer = lazyRenderer(() => import('../markdown/index.tsx'))

export const RendererContext = createContext<Renderer>(defaultRenderer)
