// Any failure of a model server or of the tunnel before it -> one code. By text and headers first: most servers say 400 to everything. Pure; never throws.
import { RETRY_AFTER_MAX_MS } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { UpstreamProblem } from '../ports.ts'
import { detailOf } from './detail.ts'
import { type Explained, explain } from './explain.ts'
import { networkProblem, wordsOf } from './thrown.ts'

/** What went wrong. */
export type Failure =
  /** An answer that is none. `now` is for a `Retry-After` that is a date. */
  | { readonly kind: 'response'; readonly status: number; readonly headers: { get(name: string): string | null }; readonly body: string; readonly now: number }
  /** An error inside of an answer that began well: a frame of the stream, or a body with status 200. */
  | { readonly kind: 'frame'; readonly body: string }
  /** What a fetch rejected with. */
  | { readonly kind: 'thrown'; readonly error: unknown }

/** What is known of the one who was asked. */
export interface Asked {
  /** Nothing stands between: see `isDirect`. */
  readonly direct: boolean
  /** Values that were sent and must not stand in a log. */
  readonly secrets: readonly string[]
}

interface Verdict {
  readonly code: ProblemCode
  readonly retryable: boolean
}

const verdict = (code: ProblemCode): Verdict => ({ code, retryable: CAN_GET_BETTER.has(code) })
const CAN_GET_BETTER: ReadonlySet<ProblemCode> = new Set(['home_off', 'home_unreachable', 'home_silent', 'home_busy', 'model_loading', 'edge_cut'])

/** Ordered: the first that fits the words of the error. */
const TEXTS: readonly { readonly text: RegExp; readonly code: ProblemCode; readonly retryable?: true }[] = [
  { text: /unexpected endpoint/i, code: 'home_misconfigured' },
  { text: /(?:invalid|missing) host header/i, code: 'home_misconfigured' },
  { text: /invalid_api_key|invalid api key|api token|missing authorization|authorization token|authentication_error/i, code: 'home_refused' },
  { text: /previous_response|history node/i, code: 'bad_request_upstream' },
  { text: /jinja|rendering prompt|chat template|parse grammar|peg-native/i, code: 'template_rejected' },
  {
    text: /insufficient system resources|(?:failed|unable) to load(?: the)? model|error loading model|model loading was stopped|requires more system memory/i,
    code: 'model_load_failed',
  },
  { text: /invalid model identifier|model_not_found|\bmodel\b[^\n]{0,300}(?:not found|does not exist)|try pulling it/i, code: 'model_not_found' },
  { text: /model is unloaded/i, code: 'no_model', retryable: true },
  { text: /no models? loaded/i, code: 'no_model' },
  {
    text: /context (?:size|length|window)|maximum context|n_keep|n_ctx|context the overflows|exceed_context_size|context_length_exceeded/i,
    code: 'context_overflow',
  },
  { text: /crashed|channel error|exit code|runner process/i, code: 'model_crashed' },
  { text: /\bloading model\b|model is (?:still )?loading/i, code: 'model_loading' },
  { text: /unavailable_error/i, code: 'home_busy' },
  { text: /engine protocol[^\n]{0,300}(?:fetch failed|code\W{0,6}500)/i, code: 'home_busy' },
  { text: /server busy|server is busy|pending requests|overloaded|too many requests|rate limit/i, code: 'home_busy' },
]
/** What a server says of a request that it cannot take; with a 4xx also what it says of one that it does not like. */
const CANNOT = /must be|is required|unsupported|not[ _]support/i
const COMPLAINT = /must be|is required|unsupported|not[ _]support|invalid|bad ?request|does not match/i

/** `retryable` is for before the first byte; an error inside of an answer has it too, and means only that. */
export function classify(failure: Failure, asked: Asked): UpstreamProblem {
  try {
    if (failure.kind === 'thrown') {
      const words = wordsOf(failure.error)
      const found = networkProblem(words, asked.direct) ?? verdict('upstream_error')
      return { ...found, retry_after_ms: null, detail: detailOf(words.join(': '), asked.secrets) }
    }
    const said = explain(failure.body)
    if (failure.kind === 'frame') return { ...ofFrame(said), retry_after_ms: null, detail: detailOf(said.message, asked.secrets) }
    const found = ofResponse(failure.status, failure.headers, failure.body, said)
    const wait = found.retryable ? retryAfter(failure.headers.get('retry-after'), said.retryAfter, failure.now) : null
    const ngrok = failure.headers.get('ngrok-error-code')
    return {
      code: found.code,
      // Who asks for more than a turn waits says that asking again within the turn cannot help.
      retryable: found.retryable && (wait ?? 0) <= RETRY_AFTER_MAX_MS,
      retry_after_ms: wait === null ? null : Math.min(wait, RETRY_AFTER_MAX_MS),
      detail: detailOf(`HTTP ${failure.status}${ngrok === null ? '' : ` ${ngrok}`}: ${said.message || 'no body'}`, asked.secrets),
    }
  } catch {
    return { ...verdict('upstream_error'), retry_after_ms: null, detail: 'a failure that could not be read' }
  }
}

function ofFrame(said: Explained): Verdict {
  if (said.kind === 'page') return ofPage(said, '')
  const known = ofText(said.words)
  if (known) return known
  if (said.status === 429 || said.status === 503) return verdict('home_busy')
  if (said.status !== null && said.status >= 500) return CANNOT.test(said.words) ? verdict('bad_request_upstream') : { code: 'upstream_error', retryable: true }
  return verdict(COMPLAINT.test(said.words) ? 'bad_request_upstream' : 'upstream_error')
}

function ofText(words: string): Verdict | null {
  const row = TEXTS.find((each) => each.text.test(words))
  return row ? { code: row.code, retryable: row.retryable ?? verdict(row.code).retryable } : null
}

/** An HTML page where an answer should be: somebody's sign-in, or somebody's site. */
function ofPage(said: Explained, body: string): Verdict {
  return verdict(
    /cloudflareaccess|cdn-cgi\/access|ERR_NGROK|type=["']?password|(?:sign|log)[ -]?in\b/i.test(`${said.message} ${body}`)
      ? 'tunnel_refused'
      : 'home_misconfigured',
  )
}

function ofResponse(status: number, headers: { get(name: string): string | null }, body: string, said: Explained): Verdict {
  const ngrok = headers.get('ngrok-error-code') ?? (said.kind === 'page' ? (/ERR_NGROK_\d+/.exec(body)?.[0] ?? null) : null)
  if (ngrok !== null) return ofNgrok(ngrok)
  if (status === 0 || (status >= 300 && status < 400)) {
    return verdict(/cloudflareaccess\.com|\/cdn-cgi\/access\//i.test(headers.get('location') ?? '') ? 'tunnel_refused' : 'home_misconfigured')
  }
  if (status === 530 || /\berror(?:_code=| code: )1033\b/i.test(said.words)) return verdict('home_unreachable')
  if (status === 401 || status === 403 || status === 407) return ofRefusal(status, headers, said)
  const known = said.kind === 'page' ? null : ofText(said.words)
  if (known) return known
  const byStatus = STATUSES[status]
  if (byStatus) return verdict(byStatus)
  if (status === 404 || status === 405) return verdict('home_misconfigured')
  if (said.kind === 'page' && status < 500) return ofPage(said, body)
  if (status >= 500) return CANNOT.test(said.words) ? verdict('bad_request_upstream') : { code: 'upstream_error', retryable: true }
  if (status === 413 || status === 422) return verdict('bad_request_upstream')
  return verdict(COMPLAINT.test(said.words) ? 'bad_request_upstream' : 'upstream_error')
}

/** Statuses that tunnels and proxies give, where the body does not tell more. */
const STATUSES: Readonly<Record<number, ProblemCode>> = {
  408: 'home_silent',
  429: 'home_busy',
  502: 'home_off',
  503: 'home_busy',
  504: 'edge_cut',
  521: 'home_off',
  522: 'home_unreachable',
  523: 'home_unreachable',
  524: 'edge_cut',
  525: 'home_misconfigured',
  526: 'home_misconfigured',
}

/** The model server's own key, or the tunnel's door? A model server speaks JSON or a plain sentence; a door shows a page, or names itself. */
function ofRefusal(status: number, headers: { get(name: string): string | null }, said: Explained): Verdict {
  const door =
    /cloudflare[- ]?access/i.test(headers.get('www-authenticate') ?? '') ||
    headers.get('cf-access-domain') !== null ||
    headers.get('cf-access-aud') !== null ||
    headers.get('cf-mitigated') !== null ||
    /cloudflare/i.test(said.words)
  if (door || said.kind === 'page' || status === 407) return verdict('tunnel_refused')
  const known = ofText(said.words)
  if (known) return known
  if (said.kind === 'json') return verdict('home_refused')
  // A bare 403 is a model server that does not know the host name the tunnel sends (Ollama); a bare 401 from the edge is its door.
  const edge = headers.get('cf-ray') !== null || /cloudflare/i.test(headers.get('server') ?? '')
  return verdict(edge && !(status === 403 && said.kind === 'none') ? 'tunnel_refused' : 'home_refused')
}

/** By the documented groups: 3xxx endpoint, 8xxx agent to server, 7xx limits of the plan, the rest is policy. */
function ofNgrok(code: string): Verdict {
  const number = /\d+/.exec(code)?.[0] ?? ''
  if (number === '734') return verdict('home_busy')
  if (number === '3004') return verdict('home_misconfigured')
  if (/^3\d{3}$/.test(number)) return verdict('home_unreachable')
  return verdict(/^8\d{3}$/.test(number) ? 'home_off' : 'tunnel_refused')
}

/** Milliseconds: the header as seconds or as a date, else what the body says. */
function retryAfter(header: string | null, seconds: number | null, now: number): number | null {
  const text = header?.trim() ?? ''
  if (/^\d{1,9}(?:\.\d{1,9})?$/.test(text)) return Math.ceil(Number(text) * 1000)
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isFinite(date)) return Math.max(0, date - now)
  return seconds === null ? null : Math.ceil(seconds * 1000)
}
