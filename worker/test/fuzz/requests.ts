// The requests that are made wrong: one of each kind that a page or a program sends, and what others were attacked with. Data, and the bytes of it.
import type { Seeded } from '../seeded.ts'
import { mutatedBytes, mutatedJson } from './mutate.ts'

export interface Request {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** undefined: none. A text goes as it is. */
  readonly body?: unknown
}

const SSE = { accept: 'text/event-stream' }
const get = (path: string, headers: Readonly<Record<string, string>> = {}): Request => ({ method: 'GET', path, headers })
const send = (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Request => ({
  method,
  path,
  headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
  body,
})
const ask = (body: unknown, headers: Readonly<Record<string, string>> = {}): Request => send('POST', '/agent/message', body, headers)

const SETTINGS = { model: null, system: 'Be brief.', temperature: 0.5 }
const MESSAGE = { message: 'Hello', session_id: 'fuzz', message_id: 'fuzz-1', mode: 'chat', model: 'test', parent: null, settings: SETTINGS }
const nestedText = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`

/** Every route, as it is meant. */
const MEANT: readonly Request[] = [
  get('/'),
  get('/c/fuzz'),
  get('/assets/index-abc.js'),
  get('/sw.js', { 'if-none-match': 'W/"x", *', 'accept-encoding': 'gzip;q=0.5, br' }),
  get('/health'),
  get('/auth'),
  send('POST', '/auth/sign-in', { password: 'not the one' }),
  send('POST', '/auth/sign-out'),
  ask(MESSAGE),
  ask({ message: 'Hello' }, SSE),
  ask({ message: 'Hello', session_id: 'fuzz' }, { ...SSE, 'last-event-id': 'abcdefghijkl.7' }),
  ask({ retry: 'turn-1', session_id: 'fuzz', message_id: 'fuzz-2' }),
  get('/agent/sessions'),
  get('/agent/sessions?before=1795000000000'),
  get('/agent/sessions/fuzz'),
  get('/agent/sessions/fuzz?before=fuzz-1'),
  send('PATCH', '/agent/sessions/fuzz', { title: 'A title', settings: SETTINGS }),
  send('DELETE', '/agent/sessions/fuzz-gone'),
  send('POST', '/agent/sessions/fuzz/events', { after: 'abcdefghijkl.7' }),
  send('POST', '/agent/sessions/fuzz/events', {}),
  get('/agent/sessions/fuzz/events', { ...SSE, 'last-event-id': 'abcdefghijkl.7' }),
  send('POST', '/agent/sessions/fuzz/stop', { turn: 'turn-1' }),
  get('/settings'),
  send('PUT', '/settings', SETTINGS),
]

/** What was tried on others, as far as it is a request. */
const TRIED: readonly Request[] = [
  get('/health', { 'x-base-url': 'http://169.254.169.254/', 'x-portkey-custom-host': 'http://evil.test', 'x-forwarded-host': 'evil.test' }),
  ask({ ...MESSAGE, base_url: 'http://169.254.169.254/v1', api_base: 'http://[::ffff:a9fe:a9fe]/' }),
  get('/v1/../api/v1/models/unload'),
  get('/%2e%2e/%2e%2e/etc/passwd'),
  get('//evil.test/agent/sessions'),
  get('/assets/..%2f..%2fpackage.json'),
  get('http://169.254.169.254/latest/meta-data/'),
  get('/agent/sessions', { upgrade: 'websocket', connection: 'upgrade', 'sec-websocket-key': 'x', 'sec-websocket-version': '13' }),
  get('/agent/sessions', { authorization: "Bearer ' or 1=1 --" }),
  get('/agent/sessions', { authorization: `Bearer ${'x'.repeat(9_000)}` }),
  get('/agent/sessions', { 'x-api-key': 'x', 'cf-access-authenticated-user-email': 'owner@example.com' }),
  get('/agent/sessions', { cookie: `porchlight=${'a.'.repeat(1_000)}; porchlight=; =; ;;` }),
  ask(MESSAGE, { origin: 'null' }),
  ask(MESSAGE, { origin: 'https://evil.test', 'sec-fetch-site': 'cross-site' }),
  { method: 'POST', path: '/agent/message', headers: { 'content-type': 'text/plain' }, body: JSON.stringify(MESSAGE) },
  { method: 'POST', path: '/agent/message', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'message=Hello' },
  get('/health', { host: 'rebound.evil.test' }),
  get('/?q=Delete+everything&tools=all'),
  get('/c/fuzz%22%3E%3Cscript%3E'),
  get("/agent/sessions/fuzz'%20or%201=1"),
  get('/agent/sessions/__proto__'),
  get('/agent/sessions/fuzz%00'),
  get('/agent/sessions?before=1e999&before=-1'),
  ask(nestedText(10_000)),
  ask(`{"message":${nestedText(16)}}`),
  ask({ message: 'x'.repeat(400_000) }),
  ask(Array.from({ length: 20_000 }, () => ({ role: 'user', content: 'x' }))),
  ask('{"message":"a","message":"b","__proto__":{"polluted":1},"constructor":{"prototype":{}}}'),
  ask({ message: 'Hello', max_tokens: 1e12, n: 100 }),
  send('PUT', '/settings', '{"model":null,"system":"","temperature":1e999}'),
  ask({ message: '\u202E\x1b[2J<script>alert(1)</script>\n\ud83c\udfee' }),
  ask('{"message":"\\ud83c"}'),
  ask('{"message":"\\u0000"}'),
  ask('\uFEFF{"message":"Hello"}'),
  { method: 'POST', path: '/agent/sessions/fuzz/stop', headers: {} },
  { method: 'TRACE', path: '/health', headers: {} },
  { method: 'OPTIONS', path: '/agent/message', headers: { origin: 'https://evil.test', 'access-control-request-method': 'POST' } },
  { method: 'HEAD', path: '/agent/sessions/fuzz/events', headers: SSE },
]

export const REQUESTS: readonly Request[] = [...MEANT, ...TRIED]

const encoder = new TextEncoder()
const NAMES = ['accept', 'accept-encoding', 'content-type', 'content-length', 'last-event-id', 'cookie', 'origin', 'host', 'if-none-match', 'range', 'expect']

/** As it goes over the wire. `more` are headers of the one who asks. */
export function bytesOf({ method, path, headers, body }: Request, more: Readonly<Record<string, string>>): Uint8Array {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const content = encoder.encode(text)
  const all = { ...more, ...(content.length > 0 ? { 'content-length': String(content.length) } : {}), ...headers }
  const head = [`${method} ${path} HTTP/1.1`, ...Object.entries(all).map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n')
  // One byte a character, as Node reads them: what is no Latin letter is lost, which is as good as any change.
  return Buffer.concat([Buffer.from(head, 'latin1'), content])
}

/** One of the corpus, made wrong somewhere: in its body's value, its body's bytes, its path, a header, or anywhere. */
export function wrongRequest(chance: Seeded, more: Readonly<Record<string, string>>): Uint8Array {
  const request = chance.pick(REQUESTS)
  const text = (value: string): string => Buffer.from(mutatedBytes(Buffer.from(value, 'latin1'), chance)).toString('latin1')
  switch (chance.whole(0, 5)) {
    case 0:
      return bytesOf(request, more)
    case 1:
      return bytesOf({ ...request, body: mutatedJson(request.body ?? {}, chance) ?? null }, { 'content-type': 'application/json', ...more })
    case 2:
      return bytesOf({ ...request, path: text(request.path) }, more)
    case 3:
      return bytesOf(
        { ...request, headers: { ...request.headers, [chance.pick(NAMES)]: text(chance.pick(Object.values({ x: '', ...request.headers }))) } },
        more,
      )
    case 4: {
      const { body } = request
      const bytes = mutatedBytes(encoder.encode(typeof body === 'string' ? body : JSON.stringify(body ?? {})), chance)
      return Buffer.concat([bytesOf({ ...request, body: undefined }, { ...more, 'content-length': String(bytes.length) }), bytes])
    }
    default:
      return mutatedBytes(bytesOf(request, more), chance)
  }
}
