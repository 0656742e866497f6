import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PROBLEM_STATUS, type ProblemCode } from '../../shared/problem.ts'
import { type Failure, classify } from './classify.ts'
import { isDirect } from './thrown.ts'

const DIRECT = { direct: true, secrets: [] }
const TUNNEL = { direct: false, secrets: [] }
const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Failure => ({
  kind: 'response',
  status,
  headers: { get: (name) => (Object.hasOwn(headers, name) ? (headers[name] ?? null) : null) },
  body,
  now: 0,
})

describe('a fetch that rejects', () => {
  const node = (message: string, more: object): Error => new TypeError('fetch failed', { cause: Object.assign(new Error(message), more) })
  const refused = new TypeError('fetch failed', {
    cause: Object.assign(new AggregateError([Object.assign(new Error('connect ECONNREFUSED ::1:1234'), { code: 'ECONNREFUSED' })]), {}),
  })
  const cases: readonly [string, unknown, ProblemCode, ProblemCode, boolean][] = [
    ['Node, refused', node('connect ECONNREFUSED 127.0.0.1:1234', { code: 'ECONNREFUSED' }), 'home_off', 'home_unreachable', true],
    ['Node, refused on both families', refused, 'home_off', 'home_unreachable', true],
    ['Node, no such name', node('getaddrinfo ENOTFOUND home.invalid', { code: 'ENOTFOUND' }), 'home_unreachable', 'home_unreachable', true],
    ['Node, no name server', node('getaddrinfo EAI_AGAIN home', { code: 'EAI_AGAIN' }), 'home_unreachable', 'home_unreachable', true],
    ['Node, no route', node('connect EHOSTUNREACH 10.0.0.9:1234', { code: 'EHOSTUNREACH' }), 'home_unreachable', 'home_unreachable', true],
    ['Node, connect timeout', node('Connect Timeout Error', { code: 'UND_ERR_CONNECT_TIMEOUT' }), 'home_unreachable', 'home_unreachable', true],
    ['Node, no headers', node('Headers Timeout Error', { code: 'UND_ERR_HEADERS_TIMEOUT' }), 'home_silent', 'home_silent', true],
    ['Node, reset', node('read ECONNRESET', { code: 'ECONNRESET' }), 'home_off', 'home_unreachable', true],
    ['Node, closed', node('other side closed', { code: 'UND_ERR_SOCKET' }), 'home_off', 'home_unreachable', true],
    ['Node, certificate', node('certificate has expired', { code: 'CERT_HAS_EXPIRED' }), 'home_misconfigured', 'home_misconfigured', false],
    ['Node, not HTTP', node('Response does not match the HTTP/1.1 protocol', { name: 'HTTPParserError' }), 'home_misconfigured', 'home_misconfigured', false],
    ['Node, a port that fetch refuses', node('bad port', {}), 'home_misconfigured', 'home_misconfigured', false],
    ['Node, something new', node('mystery', {}), 'home_unreachable', 'home_unreachable', true],
    [
      'a password in the address',
      new TypeError('Request cannot be constructed from a URL that includes credentials: http://u:p@h/'),
      'home_misconfigured',
      'home_misconfigured',
      false,
    ],
    ['workerd, refused', new Error('connect(): Connection refused'), 'home_off', 'home_unreachable', true],
    ['workerd, refused or lost', new Error('Network connection lost.'), 'home_off', 'home_unreachable', true],
    ['workerd, name', new Error('DNS lookup failed.'), 'home_unreachable', 'home_unreachable', true],
    ['workerd, route', new Error('connect(): No route to host'), 'home_unreachable', 'home_unreachable', true],
    ['workerd, name or TLS, not told', new Error('internal error; reference = abc'), 'home_unreachable', 'home_unreachable', true],
    ['private network, name', new Error('ProxyError: dns_error'), 'home_unreachable', 'home_unreachable', true],
    ['private network, refused', new Error('ProxyError: connection_refused'), 'home_off', 'home_off', true],
    ['private network, TLS', new Error('ProxyError: tls_handshake_failed'), 'home_misconfigured', 'home_misconfigured', false],
    ['private network, something new', new Error('ProxyError: mystery'), 'home_unreachable', 'home_unreachable', true],
    ['private network, ended', new Error('connection_terminated'), 'home_off', 'home_unreachable', true],
    ['a time limit', new DOMException('The operation timed out.', 'TimeoutError'), 'home_silent', 'home_silent', true],
    ['not of the network', new RangeError('x is not iterable'), 'upstream_error', 'upstream_error', false],
    ['a string', 'Connection refused', 'home_off', 'home_unreachable', true],
    ['undefined', undefined, 'upstream_error', 'upstream_error', false],
  ]
  it.each(cases)('%s', (_name, error, direct, tunnel, retryable) => {
    expect(classify({ kind: 'thrown', error }, DIRECT)).toMatchObject({ code: direct, retryable })
    expect(classify({ kind: 'thrown', error }, TUNNEL)).toMatchObject({ code: tunnel, retryable })
  })

  it.each([
    ['http://localhost:1234/v1', true],
    ['http://127.0.0.1:1234/v1', true],
    ['http://[::1]:1234/v1', true],
    ['http://desk:1234/v1', true],
    ['http://desk.local/v1', true],
    ['http://desk.home.arpa/v1', true],
    ['https://abc.trycloudflare.com/v1', false],
    ['https://desk.tail1234.ts.net/v1', false],
    ['not an address', false],
  ])('%s is direct: %s', (url, direct) => {
    expect(isDirect(url)).toBe(direct)
  })
})

describe('whatever comes', () => {
  const thrown = fc.anything({ withBigInt: true, withNullPrototype: true })
  const word = fc.constantFrom(
    '{',
    '}',
    '"error"',
    ':',
    'model ',
    'not found',
    'Engine protocol ',
    'code',
    '500',
    '<html>',
    '\\"',
    'x'.repeat(5_000),
    '[',
    ']',
    'ERR_NGROK_',
  )
  const body = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.array(word, { maxLength: 12 }).map((parts) => parts.join('')),
    fc.anything().map((error) => {
      try {
        return JSON.stringify({ error }) ?? ''
      } catch {
        return ''
      }
    }),
  )
  const failure: fc.Arbitrary<Failure> = fc.oneof(
    thrown.map((error): Failure => ({ kind: 'thrown', error })),
    body.map((each): Failure => ({ kind: 'frame', body: each })),
    fc
      .tuple(fc.integer(), body, fc.dictionary(fc.constantFrom('retry-after', 'ngrok-error-code', 'location', 'server'), fc.string()))
      .map(([status, each, headers]) => answer(status, each, headers)),
  )
  it('a trap, a circle, a function, a symbol', () => {
    const no = (): never => {
      throw new Error('no')
    }
    const circle: { cause?: unknown; message: string } = { message: 'round' }
    circle.cause = circle
    for (const error of [new Proxy({}, { get: no, has: no, ownKeys: no, getPrototypeOf: no }), circle, () => 1, Symbol('x')])
      expect(classify({ kind: 'thrown', error }, DIRECT).code).toBe('upstream_error')
  })

  it('gives a code of the set, a short line, and never throws', () => {
    fc.assert(
      fc.property(failure, fc.boolean(), fc.array(fc.string(), { maxLength: 2 }), (each, direct, secrets) => {
        const told = classify(each, { direct, secrets })
        expect(Object.hasOwn(PROBLEM_STATUS, told.code)).toBe(true)
        expect(told.detail.length).toBeLessThanOrEqual(200)
        expect(told.detail).not.toMatch(/[<>\n]/)
        expect(told.retry_after_ms ?? 0).toBeGreaterThanOrEqual(0)
        expect(told.retry_after_ms ?? 0).toBeLessThanOrEqual(30_000)
      }),
      { numRuns: 1_500 },
    )
  })

  it('a hostile body costs no more than a moment', () => {
    const started = performance.now()
    for (const each of [
      'model '.repeat(10_000),
      '{"error":'.repeat(7_000),
      'engine protocol '.repeat(4_000),
      '//'.repeat(30_000),
      '<'.repeat(60_000),
      '"input" '.repeat(8_000),
    ])
      expect(classify(answer(400, each), TUNNEL).code).toBe('upstream_error')
    expect(performance.now() - started).toBeLessThan(3_000)
  })
})
