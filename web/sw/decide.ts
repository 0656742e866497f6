// What the service worker does with a request, and what it thinks of an answer: decisions only.

/** What is known of a request. */
export interface Asked {
  readonly method: string
  /** `navigate`: somebody opens an address. */
  readonly mode: string
  readonly url: string
}

/** `leave`: as if there were no service worker. `shell`: the page, kept or new. `asset`: a part of it. */
export type Way = 'leave' | 'shell' | 'asset'

const PAGE = /^\/(c\/[^/]+)?$/
const HASHED = '/assets/'

/** Its name holds the hash of what is in it. */
export const isHashed = (path: string): boolean => path.startsWith(HASHED)

/** Everything that is not named here is left alone: a stream that passes through a service worker can break, and its abort may never reach the server. */
export function decide({ method, mode, url }: Asked, origin: string, listed: readonly string[]): Way {
  const asked = new URL(url)
  if (method !== 'GET' || asked.origin !== origin) return 'leave'
  if (mode === 'navigate') return PAGE.test(asked.pathname) ? 'shell' : 'leave'
  if (asked.pathname === '/' || asked.search !== '') return 'leave'
  return isHashed(asked.pathname) || listed.includes(asked.pathname) ? 'asset' : 'leave'
}

/** What is known of an answer. */
export interface Answered {
  readonly status: number
  /** `basic`: from the own origin, and readable. */
  readonly type: string
  readonly redirected: boolean
  /** It carries Porchlight's version, so no edge, tunnel or sign-in wall in between has made it. */
  readonly ours: boolean
  readonly html: boolean
}

/** Whether it may be kept as the file at `path`. What goes around the worker, on an edge that serves hashed files itself, carries no version. */
export function isKeepable(path: string, { status, type, redirected, ours, html }: Answered): boolean {
  if (status !== 200 || type !== 'basic' || redirected || html !== (path === '/')) return false
  return ours || isHashed(path)
}

/** An edge or a tunnel says that it does not reach Porchlight. What Porchlight itself says, whatever it is, is shown. */
export const isCutOff = ({ status, ours }: Pick<Answered, 'status' | 'ours'>): boolean => status >= 500 && !ours

/** A page is of this build if it links the same parts; a page that stands in for it links none of them. */
export const isOfBuild = (html: string, parts: readonly string[]): boolean => parts.length > 0 && parts.every((part) => html.includes(part))
