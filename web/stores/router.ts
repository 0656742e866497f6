// Which page: a new chat at `/`, a chat at `/c/:id`. Everything else is a new chat.
import { createModel, signal } from '@preact/signals-core'
import { ID_PATTERN } from '../../shared/limits.ts'

/** The browser's history, as far as it is needed. */
export interface HistoryPort {
  /** The path of the page, without query and hash. */
  path(): string
  push(path: string): void
  /** Calls when the person goes back or forth. */
  listen(call: () => void): void
}

/** null: a new chat. */
export type Route = string | null

export const pathOf = (route: Route): string => (route === null ? '/' : `/c/${route}`)

export function routeOf(path: string): Route {
  const id = /^\/c\/([^/]+)\/?$/.exec(path)?.[1]
  return id !== undefined && ID_PATTERN.test(id) ? id : null
}

export const RouterStore = createModel((history: HistoryPort) => {
  const route = signal<Route>(routeOf(history.path()))
  history.listen(() => {
    route.value = routeOf(history.path())
  })
  return {
    route,
    go(to: Route) {
      if (history.path() !== pathOf(to)) history.push(pathOf(to))
      route.value = to
    },
  }
})
