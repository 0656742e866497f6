// One HTTP exchange between a Node socket and a fetch function: bodies in both directions, a leaving caller, a reset.
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { Cut } from './play.ts'

/** Bytes of a request body; more closes the connection. */
export const REQUEST_MAX_BYTES = 64 * 1024 * 1024

/**
 * Answers one request. The request's signal aborts when the caller closes before the answer was written to its end.
 * At most one chunk waits for a slow reader. A `Cut` resets the connection, after what was written has gone out.
 */
export async function exchange(incoming: IncomingMessage, outgoing: ServerResponse, answer: (request: Request) => Promise<Response>): Promise<void> {
  const left = new AbortController()
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) left.abort()
  })
  outgoing.on('error', () => left.abort())
  const body = await readBody(incoming).catch(() => null)
  if (body === null) return reset(outgoing)
  const request = requestOf(incoming, body, left.signal)
  // Its signal follows the caller's only as long as somebody holds the request.
  const held = new Set([request])
  try {
    const response = await answer(request)
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    outgoing.flushHeaders()
    if (response.body !== null) await pump(response.body, outgoing, left.signal)
    outgoing.end()
  } catch (error) {
    if (left.signal.aborted) return
    await turn()
    reset(outgoing)
    if (!(error instanceof Cut)) throw error
  } finally {
    held.clear()
  }
}

/** Ends the connection with a reset: the other side sees an error, not an end. */
export function reset(outgoing: ServerResponse): void {
  outgoing.socket?.resetAndDestroy()
}

async function pump(body: ReadableStream<Uint8Array>, outgoing: ServerResponse, left: AbortSignal): Promise<void> {
  const reader = body.getReader()
  let gone = Promise.resolve()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const chunk = next.value
      let drained = true
      gone = new Promise((resolve) => {
        drained = outgoing.write(chunk, () => resolve())
      })
      if (!drained) await once(outgoing, 'drain', { signal: left })
    }
  } catch (error) {
    if (error instanceof Cut) await gone
    else await reader.cancel(error).catch(() => {})
    throw error
  }
}

/** null: too long. Rejects where the caller left in the middle of it. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > REQUEST_MAX_BYTES) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

function requestOf(incoming: IncomingMessage, body: Buffer, signal: AbortSignal): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  const method = incoming.method ?? 'GET'
  const plain = method === 'GET' || method === 'HEAD' || body.length === 0
  return new Request(new URL(incoming.url ?? '/', 'http://simulator'), { method, headers, signal, ...(plain ? {} : { body: new Uint8Array(body) }) })
}
