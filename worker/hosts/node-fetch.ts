// Requests from the Node host: a model may say nothing for half an hour, so only the caller's signal ends them.
import { Agent } from 'undici'
import type { Fetch } from '../ports.ts'

/** How long a connection may take to be made. */
export const CONNECT_MS = 10_000
/** An idle connection is kept this long. LM Studio closes its end after 5 s, and a request must not meet that. */
export const KEEP_IDLE_MS = 3_000

/** The platform's fetch without the limits of 300 s that it has on headers and body. `close` drops every connection. */
export function createFetch(): { readonly fetch: Fetch; close(): Promise<void> } {
  const dispatcher = new Agent({
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_IDLE_MS,
    keepAliveMaxTimeout: KEEP_IDLE_MS,
    connect: { timeout: CONNECT_MS },
  })
  // The package's types and the platform's are of different releases of the same thing.
  const init = Object.assign<RequestInit, object>({}, { dispatcher })
  return { fetch: (request) => fetch(request, init), close: () => dispatcher.destroy() }
}
