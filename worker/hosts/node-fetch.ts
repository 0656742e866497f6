// Requests from the Node host: a model may say nothing for half an hour, so only the caller's signal ends them.
import { NODE_CONNECT_MS, NODE_KEEP_IDLE_MS } from '../../shared/limits.ts'
import { Agent } from 'undici'
import type { Fetch } from '../ports.ts'

/** The platform's fetch without the limits of 300 s that it has on headers and body. `close` drops every connection. */
export function createFetch(): { readonly fetch: Fetch; close(): Promise<void> } {
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: NODE_KEEP_IDLE_MS,
    keepAliveMaxTimeout: NODE_KEEP_IDLE_MS,
    connect: { timeout: NODE_CONNECT_MS },
  })
  // The package's types and the platform's are of different releases of the same thing.
  const init = Object.assign<RequestInit, object>({}, { dispatcher })
  // A request's signal follows the caller's only as long as somebody holds the request: until its answer is there, then as long as the answer is read.
  const waiting = new Set<Request>()
  const read = new WeakMap<ReadableStream, Request>()
  return {
    async fetch(request) {
      waiting.add(request)
      try {
        const response = await fetch(request, init)
        if (response.body !== null) read.set(response.body, request)
        return response
      } finally {
        waiting.delete(request)
      }
    },
    close: () => dispatcher.destroy(),
  }
}
