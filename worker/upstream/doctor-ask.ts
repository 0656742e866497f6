// What the doctor asks of a model server: its plain list, and one short answer. Bounded in time and in bytes; nothing is judged here.
import { DOCTOR_PIECES_MAX, LIST_MAX_BYTES, PROBE_TIMEOUT_MS } from '../../shared/limits.ts'
import type { Clock, Fetch } from '../ports.ts'
import { closer, readText } from './body.ts'
import { type Asked, classify } from './classify.ts'
import { createDecoder } from './decode.ts'
import type { Spoken } from './doctor-model.ts'
import type { Heard } from './doctor-way.ts'
import { errorOf } from './explain.ts'
import { headersFor } from './headers.ts'
import { type Listed, readOpenAi } from './lists.ts'
import { isFields, parseJson } from './narrow.ts'
import { isAnswer, type Server } from './openai.ts'
import { wasReset, wordsOf } from './thrown.ts'

export interface Question {
  readonly model: string
  readonly text: string
  readonly tokens: number
  /** Milliseconds for all of it. */
  readonly ms: number
}

export interface Asking {
  /** The list under this address, which is LLM_BASE_URL or one like it. */
  list(baseUrl: string, signal: AbortSignal): Promise<{ readonly heard: Heard; readonly listed: Listed | null }>
  speak(question: Question, signal: AbortSignal): Promise<Spoken>
}

export function createAsking(server: Server, asked: Asked, { fetch, clock }: { readonly fetch: Fetch; readonly clock: Clock }): Asking {
  /** `run` is given a signal that comes with `signal`, or after `ms`. null: it did not end by then. */
  const within = async <T>(ms: number, signal: AbortSignal, run: (signal: AbortSignal) => Promise<T>): Promise<T | null> => {
    const over = new AbortController()
    const late = new AbortController()
    const waited = clock.sleep(ms, AbortSignal.any([over.signal, signal])).then(() => {
      late.abort()
      return null
    })
    const done = await Promise.race([run(late.signal), waited])
    over.abort()
    return done
  }

  const list: Asking['list'] = async (baseUrl, signal) => {
    const ms = Math.min(PROBE_TIMEOUT_MS, server.timeoutMs)
    const ask = async (stop: AbortSignal, again: boolean): Promise<{ heard: Heard; listed: Listed | null }> => {
      try {
        const init = { headers: headersFor('ask', server.apiKey, server.headers), redirect: 'manual', signal: stop } as const
        const response = await fetch(new Request(`${baseUrl}/models`, init))
        const { status, headers } = response
        const body = await readText(response.body, LIST_MAX_BYTES, stop)
        const parsed = response.ok ? parseJson(body) : undefined
        const listed = isFields(parsed) && errorOf(parsed) === null ? readOpenAi(parsed) : null
        const problem = listed ? null : classify({ kind: 'response', status, headers, body, now: clock.now() }, asked)
        return { heard: { kind: 'answered', status, headers, body, problem: problem && vague(problem, response.ok) }, listed }
      } catch (error) {
        const words = wordsOf(error)
        // A connection that was kept open too long ends as it is used again.
        if (again && !stop.aborted && wasReset(words)) return ask(stop, false)
        return { heard: { kind: 'thrown', words, problem: classify({ kind: 'thrown', error }, asked) }, listed: null }
      }
    }
    return (await within(ms, signal, (stop) => ask(stop, true))) ?? { heard: { kind: 'late', ms }, listed: null }
  }

  const speak: Asking['speak'] = async ({ model, text, tokens, ms }, signal) => {
    const began = clock.monotonic()
    const pieces: number[] = []
    let finished = false
    const since = (): number => clock.monotonic() - began
    const ended = (problem: Spoken['problem'], late = false): Spoken => ({ pieces, finished, ms: since(), late, problem })
    const ask = async (stop: AbortSignal): Promise<Spoken> => {
      try {
        const body = JSON.stringify({ model, messages: [{ role: 'user', content: text }], max_tokens: tokens, temperature: 0, stream: true })
        const init = { method: 'POST', headers: headersFor('chat', server.apiKey, server.headers), body, redirect: 'manual', signal: stop } as const
        const response = await fetch(new Request(`${server.baseUrl}/chat/completions`, init))
        if (!isAnswer(response) || response.body === null) {
          const { status, headers } = response
          return ended(classify({ kind: 'response', status, headers, body: await readText(response.body, LIST_MAX_BYTES, stop), now: clock.now() }, asked))
        }
        const decoder = createDecoder(asked)
        const reader = response.body.getReader()
        stop.addEventListener('abort', closer(reader), { once: true })
        try {
          for (let open = true; open && !decoder.done && pieces.length < DOCTOR_PIECES_MAX;) {
            const piece = await reader.read()
            open = !piece.done
            for (const event of piece.done ? decoder.end() : decoder.push(piece.value)) {
              if (event.type === 'failed') return ended(event.problem)
              if (event.type === 'finish') finished = true
              if (event.type === 'text' || event.type === 'reasoning') pieces.push(since())
            }
          }
        } finally {
          closer(reader)()
        }
        return ended(null)
      } catch (error) {
        // Words that came before the connection broke are what counts.
        return ended(pieces.length > 0 ? null : classify({ kind: 'thrown', error }, asked))
      }
    }
    return (await within(ms, signal, ask)) ?? ended(null, true)
  }

  return { list, speak }
}

/** An answer that began well and is no list is the wrong address, unless its words tell more. */
const vague = (problem: NonNullable<Spoken['problem']>, ok: boolean): NonNullable<Spoken['problem']> =>
  ok && (problem.code === 'upstream_error' || problem.code === 'bad_request_upstream') ? { ...problem, code: 'home_misconfigured' } : problem
