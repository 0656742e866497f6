// The page and its parts, and the plain pages that stand in for it.
import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Deps } from '../deps.ts'
import type { Env } from '../middleware/env.ts'
import { AGAIN, isNavigation, notice, noticeOf } from '../middleware/notice.ts'
import { refuse } from '../middleware/refuse.ts'
import { isSafe } from '../middleware/session.ts'

/** A part whose name holds the hash of what is in it. */
const FOREVER = 'public, max-age=31536000, immutable'
/** A part with a fixed name, in seconds. */
const FOR_AN_HOUR = 'public, max-age=3600'
/** The page: asked for each time, sent when it changed. */
const ASK = 'no-cache'
/** What decides which page is shown, or how it is installed: an old one would keep an old page alive. */
const ALWAYS_ASKED: ReadonlySet<string> = new Set(['sw.js', 'manifest.webmanifest'])

/** A file's name as the build makes them: no folder, nothing that starts with a dot. */
const FILE = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/

type PageDeps = Pick<Deps, 'access' | 'assets' | 'clock'>

export function page(deps: PageDeps) {
  const index = (c: Context<Env>): Promise<Response> | Response => {
    if (deps.access.kind === 'misconfigured') return noticeOf(c, 'misconfigured')
    if (deps.access.kind === 'unset') return noticeOf(c, 'not_set_up')
    if (deps.access.kind === 'password' && !isSafe(c)) return noticeOf(c, 'insecure_origin')
    return asset(c, deps, '/index.html', ASK, () =>
      notice(c, { status: 503, title: 'The page was not built yet.', steps: ['In the folder of Porchlight run: npm run build'], link: AGAIN }),
    )
  }
  return new Hono<Env>()
    .get('/', index)
    .get('/c/:id', index)
    .get('/assets/:file', (c) => part(c, deps, '/assets/', c.req.param('file'), FOREVER))
    .get('/:file{[\\w-]+\\.[\\w.-]+}', (c) => {
      const file = c.req.param('file')
      return part(c, deps, '/', file, ALWAYS_ASKED.has(file) ? ASK : FOR_AN_HOUR)
    })
}

/** The index has an address of its own, with a policy of its own; here it is not a part. */
function part(c: Context<Env>, deps: PageDeps, folder: string, file: string, keep: string): Promise<Response> | Response {
  const lost = (): Response => (isNavigation(c) ? noticeOf(c, 'not_found') : refuse(c, deps, 'not_found'))
  return FILE.test(file) && file !== 'index.html' ? asset(c, deps, `${folder}${file}`, keep, lost) : lost()
}

/** The file as it was built, or that the browser has it already. */
async function asset(c: Context<Env>, deps: PageDeps, path: string, keep: string, lost: () => Response): Promise<Response> {
  const found = await deps.assets.get(path, takesGzip(c.req.header('accept-encoding') ?? ''))
  if (found === null) return lost()
  c.header('cache-control', keep)
  const hand = (names: readonly string[]): void => {
    for (const name of names) {
      const value = found.headers.get(name)
      if (value !== null) c.header(name, value)
    }
  }
  hand(['etag', 'vary'])
  if (isKnown(c.req.header('if-none-match') ?? '', found.headers.get('etag'))) {
    await found.body?.cancel()
    return c.body(null, 304)
  }
  hand(['content-type', 'content-encoding'])
  return c.body(found.body ?? '', 200)
}

/** Whether it is named and not refused (`q=0`). */
const takesGzip = (accepts: string): boolean =>
  accepts.split(',').some((one) => {
    const [name, ...rest] = one.split(';').map((part) => part.trim().toLowerCase())
    return name === 'gzip' && !rest.some((part) => /^q=0(\.0*)?$/.test(part))
  })

/** Whether one of the tags that the browser has is this one. Edges that compress make a strong tag a weak one. */
const isKnown = (has: string, tag: string | null): boolean => tag !== null && has.split(',').some((one) => one.trim() === '*' || weak(one.trim()) === weak(tag))
const weak = (tag: string): string => tag.replace(/^W\//, '')
