// Which page: a new chat at `/`, a chat at `/c/:id`. Everything else is a new chat. And what is open over it: going back closes that first.
import { createModel, signal } from '@preact/signals-core'
import { ID_PATTERN } from '../../shared/limits.ts'
import type { Timers } from '../api/timers.ts'

/** The browser's history, as far as it is needed. Each box that is open over the page has an entry of its own, at the path of the page. */
export interface HistoryPort {
  /** The path of the page, without query and hash. */
  path(): string
  /** How many boxes are open over the page at this entry, as it was written. */
  open(): number
  push(path: string, open: number): void
  replace(path: string, open: number): void
  /** Takes its time: `listen` tells when it is done. */
  back(steps: number): void
  /** Calls when another entry is there: the person goes back or forth, or `back` was called. */
  listen(call: () => void): void
}

/** null: a new chat. */
export type Route = string | null

export const pathOf = (route: Route): string => (route === null ? '/' : `/c/${route}`)

export function routeOf(path: string): Route {
  const id = /^\/c\/([^/]+)\/?$/.exec(path)?.[1]
  return id !== undefined && ID_PATTERN.test(id) ? id : null
}

export const RouterStore = createModel((history: HistoryPort, { soon }: Pick<Timers, 'soon'>) => {
  const route = signal<Route>(routeOf(history.path()))
  /** How each box that is open is closed, the lowest one first. */
  const boxes: (() => void)[] = []
  /** On the way back over the entries of what was closed: nothing is written until that is done. */
  let leaving = false

  // One box that makes room for another needs nothing written, so this waits until both are done.
  const settleSoon = (): void => soon(settle)
  const settle = (): void => {
    if (leaving) return
    for (let open = history.open() + 1; open <= boxes.length; open += 1) history.push(history.path(), open)
    const closed = history.open() - boxes.length
    if (closed <= 0) return
    leaving = true
    history.back(closed)
  }
  const write = (): void => {
    const path = pathOf(route.peek())
    if (history.path() === path) return
    // The entry of what was open here becomes that of the page; what stays open has one above it.
    if (history.open() > 0) history.replace(path, 0)
    else history.push(path, 0)
    settleSoon()
  }

  // The page was loaded anew while something was open.
  if (history.open() > 0) history.replace(history.path(), 0)
  history.listen(() => {
    if (leaving) {
      leaving = false
      write()
    } else {
      for (const close of boxes.splice(history.open()).reverse()) close()
      route.value = routeOf(history.path())
    }
    settleSoon()
  })
  return {
    route,
    go(to: Route) {
      route.value = to
      if (!leaving) write()
    },
    /** Something is open over the page: going back calls `close`. Gives back what tells that it was closed. */
    over(close: () => void): () => void {
      boxes.push(close)
      settleSoon()
      return () => {
        const at = boxes.indexOf(close)
        if (at !== -1) boxes.splice(at, 1)
        settleSoon()
      }
    },
  }
})
