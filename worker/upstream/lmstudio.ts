// One look at a model server: is it there, what does it have, what is loaded. LM Studio's own lists where it has them, else the OpenAI list.
import { LIST_MAX_BYTES, PROBE_TIMEOUT_MS } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Clock, Fetch, Probe, UpstreamProblem } from '../ports.ts'
import { readText } from './body.ts'
import { type Asked, classify } from './classify.ts'
import { errorOf } from './explain.ts'
import { headersFor } from './headers.ts'
import { type Listed, readNativeV0, readNativeV1, readOpenAi } from './lists.ts'
import { isFields, parseJson } from './narrow.ts'
import type { Server } from './openai.ts'
import { wasReset, wordsOf } from './thrown.ts'

interface Form {
  readonly path: string
  /** Whether the path begins where the base URL does without its `/v1`. */
  readonly fromRoot: boolean
  readonly read: (body: unknown) => Listed | null
}

/** In this order: the first tells most. */
const FORMS: readonly Form[] = [
  { path: '/api/v1/models', fromRoot: true, read: readNativeV1 },
  { path: '/api/v0/models', fromRoot: true, read: readNativeV0 },
  { path: '/models', fromRoot: false, read: readOpenAi },
]

/** Jan's words for a request without its key; its list does not tell who it is. */
const JAN = /^(?:missing authorization header|invalid or missing authorization token)\b/i

/** What speaks of home as a whole: another list would say the same. */
const OF_HOME: ReadonlySet<ProblemCode> = new Set([
  'home_off',
  'home_unreachable',
  'home_silent',
  'home_busy',
  'model_loading',
  'home_refused',
  'tunnel_refused',
  'edge_cut',
])

type Asking =
  | { readonly kind: 'listed'; readonly listed: Listed; readonly round_trip: number }
  | { readonly kind: 'problem'; readonly problem: UpstreamProblem }

export function createProbe(server: Server, asked: Asked, ports: { readonly fetch: Fetch; readonly clock: Clock }): () => Promise<Probe> {
  const { clock } = ports
  const root = server.baseUrl.replace(/\/v1$/, '')
  /** Without its `/v1` chat has no path either: the other lists would hide that. */
  const forms = root === server.baseUrl ? FORMS.slice(-1) : FORMS
  /** Which list it has: known from the last look, so that the next is one request. */
  let known: Form | null = null
  let isJan = false
  /** The last look found no list of any form. Every server has the plain one, so it alone is asked until it is there: one request a look. */
  let barren = false

  const ask = async (form: Form, signal: AbortSignal, again = true): Promise<Asking> => {
    const started = clock.monotonic()
    try {
      const init = { headers: headersFor('ask', server.apiKey, server.headers), redirect: 'manual', signal } as const
      const response = await ports.fetch(new Request(`${form.fromRoot ? root : server.baseUrl}${form.path}`, init))
      const text = await readText(response.body, LIST_MAX_BYTES, signal)
      const body = response.ok ? parseJson(text) : undefined
      const listed = isFields(body) && errorOf(body) === null ? form.read(body) : null
      if (listed) return { kind: 'listed', listed, round_trip: clock.monotonic() - started }
      if (response.status === 401) isJan = JAN.test(text.trim())
      const failure = { kind: 'response', status: response.status, headers: response.headers, body: text, now: clock.now() } as const
      return { kind: 'problem', problem: noList(classify(failure, asked), response.ok) }
    } catch (error) {
      // A connection that was kept open too long ends as it is used again. A look may be repeated, so nobody needs to hear of it.
      if (again && !signal.aborted && wasReset(wordsOf(error))) return ask(form, signal, false)
      return { kind: 'problem', problem: classify({ kind: 'thrown', error }, asked) }
    }
  }

  const look = async (signal: AbortSignal): Promise<Probe> => {
    let last: UpstreamProblem | null = null
    if (barren) {
      const plain = await ask(FORMS.at(-1)!, signal)
      if (plain.kind === 'problem') return down(plain.problem)
      barren = false
    }
    for (const form of known ? [known, ...forms.filter((form) => form !== known)] : forms) {
      const answer = await ask(form, signal)
      if (answer.kind === 'listed') {
        known = form
        const { server, models, places } = answer.listed
        return { kind: 'up', server: isJan && server === 'openai' ? 'jan' : server, models, round_trip: answer.round_trip, places }
      }
      // The last word is that of the list which every server has.
      if (last === null || form === FORMS.at(-1)) last = answer.problem
      if (OF_HOME.has(answer.problem.code)) return down(answer.problem)
    }
    barren = true
    return down(last ?? silent())
  }

  /** What comes back may be another server. One that is only slow or busy is the same. */
  const down = (problem: UpstreamProblem): Probe => {
    if (problem.code !== 'home_silent' && problem.code !== 'home_busy' && problem.code !== 'model_loading') known = null
    return isJan ? { kind: 'down', problem, server: 'jan' } : { kind: 'down', problem }
  }

  const limit = Math.min(PROBE_TIMEOUT_MS, server.timeoutMs)
  const silent = (): UpstreamProblem => ({ code: 'home_silent', retryable: true, retry_after_ms: null, detail: `no list within ${limit} ms` })

  return async () => {
    const over = new AbortController()
    const late = new AbortController()
    const timeout = clock.sleep(limit, over.signal).then((): Probe => {
      if (!over.signal.aborted) late.abort()
      return { kind: 'down', problem: silent() }
    })
    const looked = look(late.signal)
    const probe = await Promise.race([looked, timeout])
    over.abort()
    return late.signal.aborted ? { kind: 'down', problem: silent() } : probe
  }
}

/** An answer that began well and is no list is the wrong address, unless its words tell more. */
function noList(problem: UpstreamProblem, ok: boolean): UpstreamProblem {
  const vague = problem.code === 'upstream_error' || problem.code === 'bad_request_upstream' || problem.code === 'answer_unreadable'
  return ok && vague ? { ...problem, code: 'home_misconfigured', retryable: false } : problem
}
