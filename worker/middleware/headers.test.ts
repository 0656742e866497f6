// The headers of every answer, and the one line each request leaves in the log.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fakeApp, json, LOCKED, REPORT } from '../test/app-fakes.ts'
import { NOTICE_POLICY, PAGE_POLICY } from './headers.ts'
import { NOTICE_STYLE, NOTICE_STYLE_HASH } from './notice.ts'

const index = new Response('<!doctype html>', { headers: { 'content-type': 'text/html', 'content-security-policy': 'default-src *' } })
const world = () =>
  fakeApp(
    {
      account: { list: () => Promise.reject(new Error('the list broke')), rev: async () => ({ kind: 'rev', rev: 1 }) },
      home: { look: async () => REPORT },
      conversation: { events: async () => ({ kind: 'stream', body: new ReadableStream({ start: (controller) => controller.close() }) }) },
    },
    { assets: { get: async (path) => (path === '/index.html' ? index.clone() : null) } },
  )

describe('every answer', () => {
  it.each<[string, string, RequestInit, number]>([
    ['JSON', '/health', {}, 200],
    ['the page', '/', {}, 200],
    ['HEAD', '/', { method: 'HEAD' }, 200],
    ['a stream', '/agent/sessions/c1/events', { method: 'POST' }, 200],
    ['a refusal', '/agent/message', json({}), 422],
    ['a wrong host', 'http://evil.example/health', {}, 421],
    ['nothing there', '/nothing/here', {}, 404],
    ['another method', '/health', { method: 'DELETE' }, 405],
    ['what broke', '/agent/sessions', {}, 500],
  ])('%s', async (_name, path, init, status) => {
    const response = await world().request(path, init)
    expect(response.status).toBe(status)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-security-policy': PAGE_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'x-porchlight-version': '0.1.0',
      'x-request-id': expect.stringMatching(/^made/),
      'cache-control': status === 200 && path === '/' ? 'no-cache' : 'no-store',
    })
  })

  it('names the request itself', async () => {
    const response = await world().request('/health', { headers: { 'x-request-id': 'evil\u00A0id' } })
    expect(response.headers.get('x-request-id')).toMatch(/^made/)
  })
})

describe('the policy', () => {
  it('lets nothing run but our own files, and nobody frame us', () => {
    expect(PAGE_POLICY.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "font-src 'self'",
      "manifest-src 'self'",
      "worker-src 'self'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ])
    expect(PAGE_POLICY + NOTICE_POLICY).not.toContain('unsafe')
  })

  it('knows the style of a plain page by its hash', () => {
    expect(NOTICE_STYLE_HASH).toBe(`sha256-${createHash('sha256').update(NOTICE_STYLE).digest('base64')}`)
    expect(NOTICE_POLICY).toContain(`style-src '${NOTICE_STYLE_HASH}';`)
  })

  it('has in a plain page the colours of the page', () => {
    const tokens = readFileSync(new URL('../../web/styles/tokens.css', import.meta.url), 'utf8')
    const colours = NOTICE_STYLE.match(/#[0-9a-f]{3,8}\b/g) ?? []
    expect(colours.length).toBeGreaterThan(10)
    expect(colours.filter((colour) => !tokens.includes(colour))).toEqual([])
  })
})

describe('the log', () => {
  it('has one line a request: the route, never the path or the query', async () => {
    const { request, lines } = world()
    const response = await request('/agent/sessions/c1/events?after=secret', { method: 'POST' })
    expect(lines).toEqual([
      {
        level: 'info',
        event: 'request',
        fields: {
          method: 'POST',
          route: '/agent/sessions/:id/events',
          status: 200,
          ms: 0,
          request_id: response.headers.get('x-request-id'),
          conversation: 'c1',
        },
      },
    ])
  })

  it.each<[string, string, RequestInit]>([
    ['a path that nobody made', '/tell-tale/%0a%1b[31m', {}],
    ['a method that nobody knows', '/health', { method: 'TELLTALE' }],
    ['a name that is none', '/agent/sessions/tell%20tale', {}],
    ['a body', '/agent/message', json({ message: 'tell-tale', session_id: 'tell tale' })],
    ['a header', '/health', { headers: { 'user-agent': 'tell-tale', 'x-request-id': 'tell-tale', cookie: 'porchlight=tell-tale' } }],
  ])('repeats nothing of %s', async (_name, path, init) => {
    const { request, lines } = world()
    await request(path, init)
    expect(lines.length).toBe(1)
    expect(JSON.stringify(lines)).not.toMatch(/tell.?tale/i)
  })

  it('tells what broke to the log alone', async () => {
    const { request, lines } = world()
    const response = await request('/agent/sessions')
    const body = await response.text()
    expect(body).not.toContain('the list broke')
    expect(body).not.toContain('at ')
    expect(JSON.parse(body)).toMatchObject({ detail: { error: 'internal', request_id: response.headers.get('x-request-id') } })
    expect(lines.map(({ level, event }) => [level, event])).toEqual([
      ['error', 'request.broke'],
      ['info', 'request'],
    ])
    expect(lines[0]?.fields).toMatchObject({ message: 'the list broke', route: 'GET /agent/sessions', stack: expect.stringContaining('Error') })
  })

  it('is quiet about passwords', async () => {
    const { request, lines } = fakeApp({ account: { guess: async () => ({ kind: 'ok' }) } }, { access: LOCKED })
    await request('/auth/sign-in', json({ password: 'open sesame' }))
    expect(JSON.stringify(lines)).not.toContain('sesame')
  })
})
