// A model that is to be read into memory, asked for in LM Studio's own way. The answer comes when it is there: silent for minutes.
import { ERROR_BODY_MAX_BYTES } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Clock, Fetch, LoadAnswer } from '../ports.ts'
import { readText } from './body.ts'
import { type Asked, classify } from './classify.ts'
import { errorOf } from './explain.ts'
import { headersFor } from './headers.ts'
import { isFields, parseJson } from './narrow.ts'
import type { Server } from './openai.ts'

/** There is no such path (older ones answer 200 with an error), or this key may chat and not load: then the first question loads it, as it always did. */
const CANNOT_BE_ASKED: ReadonlySet<ProblemCode> = new Set(['home_misconfigured', 'home_refused'])
/** Whatever it says, the model is not there. */
const VAGUE: ReadonlySet<ProblemCode> = new Set(['upstream_error', 'bad_request_upstream', 'answer_unreadable'])

/** Asks once. Ends when the signal aborts; no other time limit. Never rejects for what comes from outside. */
export function createLoad(
  server: Server,
  asked: Asked,
  ports: { readonly fetch: Fetch; readonly clock: Clock },
): (model: string, signal: AbortSignal) => Promise<LoadAnswer> {
  const root = server.baseUrl.replace(/\/v1$/, '')
  return async (model, signal) => {
    if (root === server.baseUrl) return { kind: 'unsupported' }
    try {
      const headers = headersFor('ask', server.apiKey, server.headers)
      headers.set('content-type', 'application/json')
      const init = { method: 'POST', headers, body: JSON.stringify({ model }), redirect: 'manual', signal } as const
      const response = await ports.fetch(new Request(`${root}/api/v1/models/load`, init))
      const text = await readText(response.body, ERROR_BODY_MAX_BYTES, signal)
      const body = response.ok ? parseJson(text) : undefined
      if (isFields(body) && errorOf(body) === null && body['status'] === 'loaded') return { kind: 'loaded' }
      const failure = { kind: 'response', status: response.status, headers: response.headers, body: text, now: ports.clock.now() } as const
      const problem = classify(failure, asked)
      if (CANNOT_BE_ASKED.has(problem.code)) return { kind: 'unsupported' }
      return { kind: 'failed', problem: VAGUE.has(problem.code) ? { ...problem, code: 'model_load_failed' } : problem }
    } catch (error) {
      return { kind: 'failed', problem: classify({ kind: 'thrown', error }, asked) }
    }
  }
}
