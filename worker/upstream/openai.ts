// One question over the OpenAI dialect, streamed. Asks once: whether to ask again is decided by who called.
import { DRAIN_MS, ERROR_BODY_MAX_BYTES, ERROR_BODY_MS } from '../../shared/limits.ts'
import type { ChatRequest, Clock, Fetch, UpstreamEvent } from '../ports.ts'
import { closer, readText } from './body.ts'
import { type Asked, classify } from './classify.ts'
import { createDecoder } from './decode.ts'
import { headersFor } from './headers.ts'
import { bodyOf } from './request.ts'

export interface Server {
  /** Without a trailing slash. */
  readonly baseUrl: string
  readonly apiKey: string | null
  readonly headers: Readonly<Record<string, string>>
  /** Bounds lists and error bodies. An answer has no time limit here. */
  readonly timeoutMs: number
}

/** How a server refuses what is asked for besides the answer. */
const NAMES_EXTRAS = /stream_options|include_usage|return_progress|timings_per_token|continue_final_message|add_generation_prompt|chat_template_kwargs/

export function createChat(
  server: Server,
  asked: Asked,
  ports: { readonly fetch: Fetch; readonly clock: Clock },
): (request: ChatRequest, signal: AbortSignal, heard?: () => void) => AsyncGenerator<UpstreamEvent, void, undefined> {
  /** Whether the server takes the extras; an old one that refused them by name is not asked for them again. */
  let takesExtras = true

  /** null: the signal came first. */
  const ask = async (request: ChatRequest, signal: AbortSignal, extras: boolean): Promise<Response | { readonly thrown: unknown } | null> => {
    try {
      const init = {
        method: 'POST',
        headers: headersFor('chat', server.apiKey, server.headers),
        body: JSON.stringify(bodyOf(request, extras)),
        redirect: 'manual',
        signal,
      } as const
      return await unlessAborted(ports.fetch(new Request(`${server.baseUrl}/chat/completions`, init)), signal)
    } catch (thrown) {
      return signal.aborted ? null : { thrown }
    }
  }

  return async function* chat(request, signal, heard = () => undefined) {
    while (!signal.aborted) {
      const extras = takesExtras
      const response = await ask(request, signal, extras)
      if (response === null) return
      if ('thrown' in response) return yield { type: 'failed', problem: classify({ kind: 'thrown', error: response.thrown }, asked) }
      if (isAnswer(response)) return yield* read(response.body, signal, heard)
      const { status, headers } = response
      const body = await readError(response.body, signal)
      if (signal.aborted) return
      if (extras && (status === 400 || status === 422) && NAMES_EXTRAS.test(body)) {
        takesExtras = false
        continue
      }
      yield { type: 'failed', problem: classify({ kind: 'response', status, headers, body, now: ports.clock.now() }, asked) }
      return
    }
  }

  /** A server that says no and then hangs is not waited for. */
  async function readError(body: ReadableStream<Uint8Array> | null, signal: AbortSignal): Promise<string> {
    const over = new AbortController()
    const late = new AbortController()
    void ports.clock.sleep(Math.min(ERROR_BODY_MS, server.timeoutMs), over.signal).then(() => late.abort())
    const text = await readText(body, ERROR_BODY_MAX_BYTES, AbortSignal.any([signal, late.signal]))
    over.abort()
    return text
  }

  /** Ends without `finish` and without `failed` where the connection broke or the signal came. */
  async function* read(body: ReadableStream<Uint8Array> | null, signal: AbortSignal, heard: () => void): AsyncGenerator<UpstreamEvent, void, undefined> {
    if (body === null) return yield { type: 'opened' }
    const decoder = createDecoder(asked)
    const reader = body.getReader()
    const close = closer(reader)
    signal.addEventListener('abort', close, { once: true })
    try {
      if (!signal.aborted) yield { type: 'opened' }
      for (let open = true; open && !signal.aborted && !decoder.done;) {
        const piece = await reader.read().catch(() => null)
        if (signal.aborted) return
        open = piece !== null && !piece.done
        if (open) heard()
        yield* piece === null ? decoder.cut() : piece.done ? decoder.end() : decoder.push(piece.value)
        if (open && decoder.done) await drain(reader)
      }
    } finally {
      signal.removeEventListener('abort', close)
      close()
    }
  }

  /** The last byte after the last word: a connection that is left before it cannot be used again, and looks to the server as if nobody had waited. */
  async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
    const over = new AbortController()
    const rest = async (): Promise<void> => {
      while (!(await reader.read().catch(() => ({ done: true }))).done);
    }
    await Promise.race([rest(), ports.clock.sleep(DRAIN_MS, over.signal)])
    over.abort()
  }
}

/** A stop does not wait for a fetch that does not hear of it; the answer that it may still give is left. */
async function unlessAborted(asking: Promise<Response>, signal: AbortSignal): Promise<Response | null> {
  const { promise: left, resolve } = Promise.withResolvers<null>()
  const leave = (): void => resolve(null)
  signal.addEventListener('abort', leave, { once: true })
  try {
    const first = await Promise.race([asking, left])
    if (first === null) asking.then((late) => late.body?.cancel()).catch(() => undefined)
    return first
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

/** A status is no proof, but without a good one there is nothing to stream; a page, or a tunnel's own error, is no answer whatever its status. */
export function isAnswer(response: Response): boolean {
  return response.ok && response.headers.get('ngrok-error-code') === null && !/^text\/html\b/i.test(response.headers.get('content-type') ?? '')
}
