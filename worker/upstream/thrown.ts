// What a rejected fetch says, on Node (undici's codes in the causes) and on workerd (sentences). Pure; never throws, whatever was thrown.
import { ERROR_CAUSES_MAX } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'

/** The names, codes and sentences of an error and of its causes, outermost first. */
export function wordsOf(thrown: unknown): string[] {
  const words: string[] = []
  const queue: unknown[] = [thrown]
  for (let at = 0; at < queue.length && at < ERROR_CAUSES_MAX; at += 1) {
    const error = queue[at]
    if (typeof error === 'string') words.push(error)
    if ((typeof error !== 'object' && typeof error !== 'function') || error === null) continue
    for (const key of ['name', 'code', 'message']) {
      const word = read(error, key)
      if (typeof word === 'string' && word !== '' && !words.includes(word)) words.push(word)
    }
    queue.push(read(error, 'cause'))
    const gathered = read(error, 'errors')
    if (Array.isArray(gathered)) queue.push(...gathered.slice(0, ERROR_CAUSES_MAX))
  }
  return words
}

function read(from: object, key: string): unknown {
  try {
    return Reflect.get(from, key)
  } catch {
    return undefined
  }
}

const RESET = /ECONNRESET|EPIPE|UND_ERR_SOCKET|other side closed|network connection lost|socket hang up|connection[ _](?:reset|terminated|closed)|broken pipe/i

/** The connection ended before an answer began, as one does that was kept open too long. */
export const wasReset = (words: readonly string[]): boolean => RESET.test(words.join('\n'))

/**
 * Ordered: the first that fits. workerd tells a refused connection as a lost one, and an unknown name or a failed TLS handshake as an `internal error`, so
 * these are as near as it can be told there. `direct` home: nothing stands between, so a refused or a dying connection speaks of the model server itself;
 * behind a public name it speaks of the tunnel.
 */
const NETWORK: readonly { readonly text: RegExp; readonly direct: ProblemCode; readonly tunnel: ProblemCode; readonly final?: true }[] = [
  // Inside a private network the tunnel is up and says that it was refused behind it.
  { text: /\bconnection_refused\b/, direct: 'home_off', tunnel: 'home_off' },
  { text: /ECONNREFUSED|connection refused/i, direct: 'home_off', tunnel: 'home_unreachable' },
  { text: /ENOTFOUND|EAI_AGAIN|EAI_NODATA|getaddrinfo|dns_error|\bdns\b/i, direct: 'home_unreachable', tunnel: 'home_unreachable' },
  {
    text: /EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|no route to host|(?:host|network) is (?:unreachable|down)|network unreachable/i,
    direct: 'home_unreachable',
    tunnel: 'home_unreachable',
  },
  {
    text: /UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|headers timeout|body timeout|\bTimeoutError\b|\bAbortError\b/i,
    direct: 'home_silent',
    tunnel: 'home_silent',
  },
  { text: /ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|connect timeout|connection timed out|timed out/i, direct: 'home_unreachable', tunnel: 'home_unreachable' },
  { text: RESET, direct: 'home_off', tunnel: 'home_unreachable' },
  {
    text: /\bCERT_|_CERT\b|_CERTIFICATE|certificate|ERR_TLS|ERR_SSL|\bEPROTO\b|\bTLS(?:\b|_)|\bSSL\b|HTTPParserError|\bHPE_|bad port|invalid url|parse url|unsupported protocol|includes credentials|unknown scheme|invalid header/i,
    direct: 'home_misconfigured',
    tunnel: 'home_misconfigured',
    final: true,
  },
  { text: /fetch failed|ProxyError|\bUND_ERR_|internal error|network/i, direct: 'home_unreachable', tunnel: 'home_unreachable' },
]

/** null: nothing in it speaks of a network. */
export function networkProblem(words: readonly string[], direct: boolean): { readonly code: ProblemCode; readonly retryable: boolean } | null {
  const text = words.join('\n')
  const row = NETWORK.find((each) => each.text.test(text))
  return row ? { code: direct ? row.direct : row.tunnel, retryable: row.final !== true } : null
}

/**
 * Whether an address is the machine itself or one on its own network. Any other name leads through somebody else's machine: a tunnel's edge.
 */
export function isDirect(baseUrl: string): boolean {
  if (!URL.canParse(baseUrl)) return false
  const host = new URL(baseUrl).hostname
  return host.startsWith('[') || /^[\d.]+$/.test(host) || !host.includes('.') || /\.(?:local|lan|home|internal|home\.arpa|localhost)$/.test(host)
}
