// The HTTP surface put together: what every request passes, then one file a resource. `App` is what the client is typed by.
import { Hono } from 'hono'
import type { ApplyGlobalResponse } from 'hono/client'
import { HTTPException } from 'hono/http-exception'
import type { ProblemBody, ProblemStatus } from '../shared/problem.ts'
import type { Deps } from './deps.ts'
import { body } from './middleware/body.ts'
import type { Env } from './middleware/env.ts'
import { guard, hostCheck } from './middleware/guard.ts'
import { headers } from './middleware/headers.ts'
import { isNavigation, noticeOf } from './middleware/notice.ts'
import { refuse } from './middleware/refuse.ts'
import { accessLog, requestId } from './middleware/request.ts'
import { routeOf } from './middleware/route.ts'
import { auth } from './routes/auth.ts'
import { doctor } from './routes/doctor.ts'
import { health } from './routes/health.ts'
import { message } from './routes/message.ts'
import { page } from './routes/page.ts'
import { sessions } from './routes/sessions.ts'
import { settings } from './routes/settings.ts'
import { telemetry } from './routes/telemetry.ts'

/** What middleware and `onError` may answer on any route. */
type Problems = { [Status in ProblemStatus]: { json: ProblemBody } }

export type App = ApplyGlobalResponse<ReturnType<typeof createApp>, Problems>

export function createApp(deps: Deps) {
  const app = new Hono<Env>()
    .use(requestId(deps))
    .use(headers(deps))
    .use(accessLog(deps))
    .use(hostCheck(deps))
    .use(guard(deps))
    .use(body(deps))
    .route('/', health(deps))
    .route('/', message(deps))
    .route('/', sessions(deps))
    .route('/', settings(deps))
    .route('/', doctor(deps))
    .route('/', telemetry(deps))
    .route('/', auth(deps))
    .route('/', page(deps))

  app.notFound((c) => {
    const allowed = METHODS.filter((method) => app.router.match(method, c.req.path)[0].some(([[, route]]) => route.method === method))
    if (allowed.length > 0) return refuse(c, deps, 'method_not_allowed', { headers: { allow: allowed.join(', ') } })
    return isNavigation(c) ? noticeOf(c, 'not_found') : refuse(c, deps, 'not_found')
  })

  // The one place that catches. What broke goes to the log; outside it is told that it did, and under which name it is found there.
  app.onError((error, c) => {
    if (error instanceof HTTPException && error.status === 400) return refuse(c, deps, 'not_json')
    deps.log('error', 'request.broke', { request_id: c.get('requestId'), route: routeOf(c), message: error.message, stack: error.stack ?? null })
    return refuse(c, deps, 'internal')
  })
  return app
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
