// Where a request comes from, by what only a browser writes. Pure rules; the guard acts on them.

/** What the rules look at. Names of headers as they are sent; null where there is none. */
export interface Arrival {
  readonly url: string
  readonly host: string | null
  readonly origin: string | null
  readonly fetchSite: string | null
  readonly forwardedProto: string | null
  /** Whether something between the sender and us says that it passed the request on. */
  readonly forwarded: boolean
}

/** What proxies and tunnels add. Its absence proves nothing, so it only ever closes a door. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'via', 'cf-ray']

export function arrivalOf(request: Request): Arrival {
  const header = (name: string): string | null => request.headers.get(name)
  return {
    url: request.url,
    host: header('host'),
    origin: header('origin'),
    fetchSite: header('sec-fetch-site'),
    forwardedProto: header('x-forwarded-proto'),
    forwarded: FORWARDED.some((name) => header(name) !== null),
  }
}

/** This machine, under a name that no name server is asked for, except `localhost`, which browsers keep for themselves. Any port. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
}

/** Whether the host that was asked for, by address and by header, is this machine. A name that was rebound to it is not, nor is what is no address. */
export function isLoopbackRequest({ url, host }: Arrival): boolean {
  return isLoopback(parseUrl(url)?.hostname ?? '') && (host === null || isLoopback(hostnameOf(host)))
}

/** The name in a `Host` header; empty where it is not just a name and a port. */
const hostnameOf = (host: string): string => /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/.exec(host.toLowerCase())?.[1] ?? ''

/** Whether it was sent on this machine: asked for by a loopback name, and not passed on by a tunnel that rewrites the host. */
export function isFromHere(arrival: Arrival): boolean {
  return isLoopbackRequest(arrival) && !arrival.forwarded
}

/**
 * How the other end reaches us, as the browser sees it:
 * - `https`: the address says so, or what ends TLS in front of us does, or only a browser on https could have sent this: browsers write `Sec-Fetch-Site`
 *   to trustworthy addresses alone. A program that claims it falsely gets a cookie that no browser keeps on http, and nothing else.
 * - `loopback`: plain http on this machine · `insecure`: plain http from elsewhere, where a password could be read on the way.
 */
export function transportOf(arrival: Arrival): 'https' | 'loopback' | 'insecure' {
  if (parseUrl(arrival.url)?.protocol === 'https:' || saysHttps(arrival)) return 'https'
  if (isLoopbackRequest(arrival)) return 'loopback'
  return arrival.fetchSite === null ? 'insecure' : 'https'
}

/** Set by what ends TLS in front of us. No page can set it for a request to another origin without asking first, and that is never answered. */
const saysHttps = ({ forwardedProto }: Arrival): boolean => forwardedProto?.split(',', 1)[0]?.trim().toLowerCase() === 'https'

/**
 * Whether a request that changes something may be from our own page, or from a program that was not made to send it by somebody's browser.
 * - `Sec-Fetch-Site` other than `same-origin` and `none` is another site; a page on another port of this machine counts as one.
 * - An `Origin` must be ours: the same scheme, host and port as the address. Behind something that ends TLS the address says http where the page says
 *   https: then the host must be the same and the browser (`same-origin`) or what stands in front (`x-forwarded-proto`) must vouch for it.
 *   `null` (a sandbox, a file, a redirect) is nobody's.
 * - Without an `Origin` it is no page: browsers send one with everything but GET and HEAD. That is a program's right, as long as it brings no cookie.
 */
export function isOwnWrite(arrival: Arrival, carriesCookie: boolean): boolean {
  const { fetchSite, origin, url, host } = arrival
  if (fetchSite !== null && fetchSite !== 'same-origin' && fetchSite !== 'none') return false
  if (origin === null) return !carriesCookie
  const theirs = parseUrl(origin)
  if (theirs === null || theirs.origin !== origin || theirs.origin === 'null') return false
  const ours = parseUrl(url)
  const asked = host === null ? ours : parseUrl(`${ours?.protocol}//${host}`)
  if (ours === null || asked === null) return false
  if (theirs.origin === asked.origin) return true
  const outside = parseUrl(`https://${host ?? ours.host}`)
  return ours.protocol === 'http:' && theirs.origin === outside?.origin && (fetchSite === 'same-origin' || saysHttps(arrival))
}

/** null: a host builds the address from the `Host` header, and lets more through than an address may hold. */
function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}
