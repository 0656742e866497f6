// A request's own name, and its one line in the log.
import { createMiddleware } from 'hono/factory'
import type { Deps } from '../deps.ts'
import type { Env } from './env.ts'
import { routeOf } from './route.ts'

/** Names the request. What the caller calls it is not looked at: it would stand in our log. */
export const requestId = (deps: Pick<Deps, 'random'>) =>
  createMiddleware<Env>(async function requestId(c, next) {
    c.set('requestId', deps.random.id())
    await next()
  })

/** A line when the answer begins; a stream goes on after it. The route stands for the path, so that no name and no query gets in. */
export const accessLog = (deps: Pick<Deps, 'clock' | 'log'>) =>
  createMiddleware<Env>(async function accessLog(c, next) {
    const start = deps.clock.monotonic()
    await next()
    deps.log('info', 'request', {
      method: METHODS.has(c.req.method) ? c.req.method : 'OTHER',
      route: routeOf(c)?.split(' ')[1] ?? null,
      status: c.res.status,
      ms: Math.round((deps.clock.monotonic() - start) * 10) / 10,
      request_id: c.get('requestId'),
      conversation: c.get('conversation') ?? null,
    })
  })

/** A method is text of the caller; others than these are not written down. */
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
