// What is sent to a model server, and nothing else: no header of the caller ever comes near it.

/** A browser would be shown a page by some tunnels, and a changing name would tell which version runs. */
export const USER_AGENT = 'porchlight/1'

/** The connection's own, and the ones below: a configured header may not replace them. */
const KEPT = new Set([
  'host',
  'content-length',
  'content-type',
  'transfer-encoding',
  'connection',
  'accept',
  'accept-encoding',
  'user-agent',
  'cookie',
  'origin',
])

/**
 * `ask`: a list · `chat`: an answer, streamed. Throws a TypeError where a configured name or value is no legal header.
 * Compression is refused because it holds a stream back.
 */
export function headersFor(kind: 'ask' | 'chat', apiKey: string | null, configured: Readonly<Record<string, string>>): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(configured)) if (!KEPT.has(name.toLowerCase())) headers.set(name, value)
  headers.set('accept', kind === 'chat' ? 'application/json, text/event-stream' : 'application/json')
  if (kind === 'chat') headers.set('content-type', 'application/json')
  if (apiKey !== null) headers.set('authorization', `Bearer ${apiKey}`)
  headers.set('ngrok-skip-browser-warning', '1')
  headers.set('user-agent', USER_AGENT)
  headers.set('accept-encoding', 'identity')
  return headers
}
