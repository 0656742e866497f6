// The lock: every route without a credential, every origin and host, every state that access can be in.
import { Hono } from 'hono'
import { describe, expect, it } from 'vitest'
import { PROBLEM_WORDS } from '../../shared/problem.ts'
import { signSession } from '../auth/cookie.ts'
import type { Access } from '../deps.ts'
import { fakeApp, json, LOCKED, REPORT } from '../test/app-fakes.ts'
import { fakeClock, fakeRandom } from '../test/fakes.ts'
import type { Env } from './env.ts'
import { guard, NEEDS } from './guard.ts'
import { requestId } from './request.ts'

const { app } = fakeApp()
const routes = [...new Set(app.routes.filter(({ method, path }) => !(method === 'ALL' && path === '/*')).map(({ method, path }) => `${method} ${path}`))]
const inTable = Object.entries(NEEDS)

/** A request that the route would take, were it let through. */
function requestTo(route: string): [string, RequestInit] {
  const [method = '', pattern = ''] = route.split(' ')
  const path = pattern
    .replace(/:file\{.*\}$/, 'robots.txt')
    .replace(':file', 'app-abc.js')
    .replace(':id', 'c1')
  return [path, method === 'GET' ? {} : { method, headers: { 'content-type': 'application/json' }, body: '{}' }]
}

async function codeOf(response: Response): Promise<unknown> {
  const body = (await response.json()) as { detail: { error: string } }
  return body.detail.error
}

describe('the table', () => {
  it('has an entry for every route, and no route that is not there', () => {
    expect(routes.toSorted()).toEqual(Object.keys(NEEDS).toSorted())
  })

  it('is the only way in: a route that is not there is not found', async () => {
    const app = new Hono<Env>().use(requestId({ random: fakeRandom() })).use(guard({ access: { kind: 'open' }, clock: fakeClock() }))
    app.get('/forgotten', (c) => c.text('open to everybody'))
    expect((await app.request('http://localhost/forgotten')).status).toBe(404)
  })

  it('opens to everybody only what must be', () => {
    const open = inTable.filter(([, need]) => need !== 'owner' && need !== 'write').map(([route, need]) => `${need} ${route}`)
    expect(open).toEqual([
      'page GET /',
      'page GET /c/:id',
      'page GET /assets/:file',
      'page GET /:file{[\\w-]+\\.[\\w.-]+}',
      'public GET /health',
      'public GET /auth',
      'door POST /auth/sign-in',
      'door POST /auth/sign-out',
    ])
  })

  it('holds everything that is not a GET against its origin', () => {
    for (const [route, need] of inTable) expect([route, need === 'write' || need === 'door']).toEqual([route, !route.startsWith('GET ')])
  })
})

describe('a stranger', () => {
  const guarded = inTable.filter(([, need]) => need === 'owner' || need === 'write').map(([route]) => route)

  it.each(guarded)('gets nothing from %s, and reaches no actor', async (route) => {
    const { request, asked } = fakeApp({}, { access: LOCKED })
    const before = asked.length
    const response = await request(...requestTo(route))
    expect(response.status).toBe(401)
    expect(await response.json()).toEqual({
      detail: {
        error: 'signed_out',
        message: PROBLEM_WORDS.signed_out.message,
        timestamp: expect.any(String),
        troubleshooting: PROBLEM_WORDS.signed_out.steps,
        request_id: response.headers.get('x-request-id'),
      },
    })
    expect(asked.length).toBe(before)
  })

  it.each([
    ['a bearer value', { authorization: "Bearer ' or 1=1 --" }],
    ['another kind of key', { 'x-api-key': 'x' }],
    ['a cookie that was made up', { cookie: `porchlight=v1.9999999999999.n.${'A'.repeat(43)}` }],
    ['the word of a header', { 'cf-access-authenticated-user-email': 'owner@chat.example' }],
    ['a megabyte of cookie', { cookie: `porchlight=${'a'.repeat(1024 * 1024)}` }],
  ])('stays one with %s', async (_name, headers) => {
    const { request } = fakeApp({}, { access: LOCKED })
    expect((await request('/agent/sessions', { headers })).status).toBe(401)
  })

  it('is told nothing of the body it sent', async () => {
    const { request } = fakeApp({}, { access: LOCKED })
    const response = await request('/agent/message', { method: 'POST', body: 'x'.repeat(1_000_000), headers: { 'content-type': 'text/plain' } })
    expect(response.status).toBe(401)
  })
})

describe('the owner', () => {
  it('is let in by the cookie', async () => {
    const { request, clock } = fakeApp({ account: { list: async () => ({ kind: 'list', conversations: [], more: false, rev: 1 }) } }, { access: LOCKED })
    if (LOCKED.kind !== 'password') throw new Error('the test needs a password')
    const cookie = `porchlight=${await signSession(LOCKED, 'n', clock.now())}`
    expect((await request('/agent/sessions', { headers: { cookie } })).status).toBe(200)
    await clock.advance(31 * 24 * 3_600_000)
    expect((await request('/agent/sessions', { headers: { cookie } })).status).toBe(401)
  })
})

describe('where a write comes from', () => {
  it.each<[string, Record<string, string>, number]>([
    ['our page', { origin: 'http://localhost:8787', 'sec-fetch-site': 'same-origin' }, 200],
    ['a program', {}, 200],
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 403],
    ['another port of this machine', { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }, 403],
    ['nobody', { origin: 'null' }, 403],
    ['a form of another site', { 'sec-fetch-site': 'cross-site', 'content-type': 'text/plain' }, 403],
    ['a page without an origin, but with a cookie', { cookie: 'porchlight=x' }, 403],
  ])('%s', async (_name, headers, status) => {
    const { request } = fakeApp({ conversation: { stop: async () => ({ kind: 'stopped', turn: 't1' }) } })
    const response = await request('/agent/sessions/c1/stop', { ...json({}), headers: { 'content-type': 'application/json', ...headers } })
    expect(response.status).toBe(status)
    if (status === 403) expect(await codeOf(response)).toBe('foreign_origin')
  })

  it('matters for signing in too', async () => {
    const { request } = fakeApp({}, { access: LOCKED })
    for (const path of ['/auth/sign-in', '/auth/sign-out']) {
      const response = await request(path, { ...json({ password: 'x' }), headers: { 'content-type': 'application/json', origin: 'https://evil.example' } })
      expect(response.status).toBe(403)
    }
  })

  it('never gives another site a way to read: no origin is named, asked for or not', async () => {
    const { request } = fakeApp({ account: { list: async () => ({ kind: 'list', conversations: [], more: false, rev: 1 }) } })
    const read = await request('/agent/sessions', { headers: { origin: 'https://evil.example' } })
    const asked = await request('/agent/message', { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } })
    for (const response of [read, asked]) expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(asked.status).toBe(405)
  })
})

describe('open access', () => {
  it.each([
    ['http://localhost:8787/auth', {}, 200],
    ['http://127.0.0.1/auth', {}, 200],
    ['http://[::1]:8787/auth', {}, 200],
    ['http://evil.example:8787/auth', {}, 421],
    ['http://192.168.0.4:8787/auth', {}, 421],
    ['http://localhost:8787/auth', { host: 'evil.example' }, 421],
    ['http://localhost:8787/auth', { 'x-forwarded-for': '192.0.2.1' }, 421],
    ['http://localhost:8787/auth', { 'x-forwarded-host': 'localhost' }, 421],
    ['http://evil.example:8787/health', {}, 421],
    ['http://evil.example:8787/assets/app.js', {}, 421],
    ['http://evil.example:8787/nothing', {}, 421],
  ])('%s %j: %i', async (url, headers, status) => {
    const { request } = fakeApp()
    const response = await request(url, { headers })
    expect(response.status).toBe(status)
    if (status === 421) expect(await codeOf(response)).toBe('wrong_host')
  })

  it('shows a page that says so to who opens it in a browser', async () => {
    const { request } = fakeApp()
    const response = await request('http://evil.example:8787/', { headers: { accept: 'text/html,*/*' } })
    expect(response.status).toBe(421)
    expect(await response.text()).toContain(PROBLEM_WORDS.wrong_host.message)
  })
})

describe('before anything is set up', () => {
  const cases: [Access, string, number][] = [
    [{ kind: 'unset' }, 'not_set_up', 401],
    [{ kind: 'misconfigured' }, 'misconfigured', 503],
  ]
  it.each(cases)('%j answers every route but the page with %s', async (access, code, status) => {
    const { request } = fakeApp({}, { access })
    for (const [route, need] of inTable) {
      if (need === 'page' || (access.kind === 'unset' && route === 'GET /health')) continue
      const response = await request(...requestTo(route))
      expect([route, response.status, await codeOf(response)]).toEqual([route, status, code])
    }
  })

  it('health tells a stranger what it tells every stranger', async () => {
    const { request } = fakeApp({ home: { glance: async () => REPORT } }, { access: { kind: 'unset' } })
    expect(await (await request('/health')).json()).toEqual({ status: 'healthy', timestamp: expect.any(String) })
  })
})
