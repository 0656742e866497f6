// Which route a request goes to, by the router itself: the guard and the log ask the same authority that picks the handler.
import type { Context } from 'hono'
import { matchedRoutes } from 'hono/route'

/** `GET /agent/sessions/:id`, or null where no route takes the request. HEAD is answered by what answers GET. */
export function routeOf(c: Context): string | null {
  const route = matchedRoutes(c).findLast(({ method }) => method !== 'ALL')
  return route ? `${route.method} ${route.path}` : null
}
