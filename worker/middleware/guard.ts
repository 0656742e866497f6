// Who may do what: one table, and the only middleware that opens a route.
import { createMiddleware } from 'hono/factory'
import { carriesCookie, identify } from '../auth/identify.ts'
import { arrivalOf, isFromHere, isOwnWrite } from '../auth/origin.ts'
import type { Deps } from '../deps.ts'
import type { Env } from './env.ts'
import { isNavigation, noticeOf } from './notice.ts'
import { refuse } from './refuse.ts'
import { routeOf } from './route.ts'

/**
 * - `page`: the page and its parts, the same for everybody; what stands in for it is the page route's business
 * - `public`: anyone · `door`: anyone, but not from another site · `owner`: the one who is signed in · `write`: the same, and not from another site
 */
type Need = 'page' | 'public' | 'door' | 'owner' | 'write'

/** Every route. One that is not here is answered as if it did not exist, and fails a test. */
export const NEEDS: Readonly<Record<string, Need>> = {
  'GET /': 'page',
  'GET /c/:id': 'page',
  'GET /assets/:file': 'page',
  'GET /:file{[\\w-]+\\.[\\w.-]+}': 'page',
  'GET /health': 'public',
  'GET /auth': 'public',
  'POST /auth/sign-in': 'door',
  'POST /auth/sign-out': 'door',
  'POST /agent/message': 'write',
  'GET /agent/sessions': 'owner',
  'GET /agent/sessions/:id': 'owner',
  'PATCH /agent/sessions/:id': 'write',
  'DELETE /agent/sessions/:id': 'write',
  'POST /agent/sessions/:id/events': 'write',
  'GET /agent/sessions/:id/events': 'owner',
  'POST /agent/sessions/:id/stop': 'write',
  'GET /settings': 'owner',
  'PUT /settings': 'write',
  'POST /doctor': 'write',
  'GET /telemetry': 'owner',
}

type GuardDeps = Pick<Deps, 'access' | 'clock'>

/** While the lock is open, only what was sent on this machine is let in: a name that was rebound to it, or a tunnel, would open it to the world. */
export const hostCheck = (deps: GuardDeps) =>
  createMiddleware<Env>(async function hostCheck(c, next) {
    if (deps.access.kind !== 'open' || isFromHere(arrivalOf(c.req.raw))) return next()
    return isNavigation(c) ? noticeOf(c, 'wrong_host') : refuse(c, deps, 'wrong_host')
  })

/** Finds out who it is, and holds that against the table. */
export const guard = (deps: GuardDeps) =>
  createMiddleware<Env>(async function guard(c, next) {
    const route = routeOf(c)
    const need = route === null ? undefined : NEEDS[route]
    if (need === undefined) return c.notFound()
    if (need === 'page') return next()
    if (deps.access.kind === 'misconfigured') return refuse(c, deps, 'misconfigured')
    if (deps.access.kind === 'unset' && route !== 'GET /health') return refuse(c, deps, 'not_set_up')

    const { raw } = c.req
    if ((need === 'door' || need === 'write') && !isOwnWrite(arrivalOf(raw), carriesCookie(raw))) return refuse(c, deps, 'foreign_origin')
    const identity = await identify(raw, deps.access, deps.clock.now())
    if ((need === 'owner' || need === 'write') && identity.kind === 'stranger') return refuse(c, deps, 'signed_out')
    c.set('identity', identity)
    return next()
  })
