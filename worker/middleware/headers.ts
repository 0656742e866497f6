// The headers that every answer carries, whoever made it.
import { createMiddleware } from 'hono/factory'
import type { Deps } from '../deps.ts'
import type { Env } from './env.ts'
import { NOTICE_STYLE_HASH } from './notice.ts'

/** What a page may load and reach: itself. `style` is where styles may come from. */
const policy = (style: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${style}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')

export const PAGE_POLICY = policy("'self'")
export const NOTICE_POLICY = policy(`'${NOTICE_STYLE_HASH}'`)

/**
 * Of `no-referrer` the page must know: browsers then send `Origin: null` with writes that are not in the mode `cors`, and those are refused.
 * `fetch` without a `mode` is in it; a form is not.
 */
const FIXED: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'browsing-topics=(), camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
}

/** Where a route said nothing else, an answer is kept by nobody. */
export const headers = (deps: Pick<Deps, 'version'>) =>
  createMiddleware<Env>(async function headers(c, next) {
    await next()
    for (const [name, value] of Object.entries(FIXED)) c.header(name, value)
    c.header('content-security-policy', c.get('plainPage') ? NOTICE_POLICY : PAGE_POLICY)
    c.header('x-porchlight-version', deps.version)
    c.header('x-request-id', c.get('requestId'))
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
  })
