// The lock, on both hosts: who may come in, and what the others get.
import { request } from 'node:http'
import { describe, expect, it } from 'vitest'
import { GUESSES_MAX } from '../../../shared/limits.ts'
import { Client } from './client.ts'
import { KINDS, stage } from './stage.ts'

const PASSWORD = 'lamp and door: $5 #1'
const SUM = 'What is 2+2?'

/** Every route of the API that is not for everybody. */
const ROUTES = [
  { method: 'GET', path: '/agent/sessions', body: undefined },
  { method: 'GET', path: '/agent/sessions/a', body: undefined },
  { method: 'PATCH', path: '/agent/sessions/a', body: { title: 'a' } },
  { method: 'DELETE', path: '/agent/sessions/a', body: undefined },
  { method: 'POST', path: '/agent/sessions/a/events', body: {} },
  { method: 'GET', path: '/agent/sessions/a/events', body: undefined },
  { method: 'POST', path: '/agent/sessions/a/stop', body: {} },
  { method: 'POST', path: '/agent/message', body: { message: SUM } },
]

/** With any Host header, which `fetch` does not allow. */
function askAs(url: string, host: string, path: string, method = 'GET', body?: string): Promise<{ readonly status: number; readonly text: string }> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const asking = request(
      { hostname, port, path, method, headers: { host, ...(body === undefined ? {} : { 'content-type': 'application/json' }) } },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (piece: string) => (text += piece))
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      },
    )
    asking.on('error', reject)
    asking.end(body)
  })
}

const page = async (url: string) => {
  const response = await fetch(url, { headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate' } })
  return { status: response.status, policy: response.headers.get('content-security-policy'), text: await response.text() }
}

describe.concurrent.each(KINDS)('%s', (kind) => {
  describe('with a password', { concurrent: false }, () => {
    const there = stage(kind, { env: { OWNER_PASSWORD: PASSWORD, SESSION_SECRET: 'a secret of thirty-two characters' } })
    const signIn = (password: string) => there.client.post('/auth/sign-in', { password })
    let cookie = ''

    it.each(ROUTES)('$method $path is refused to strangers', async ({ method, path, body }) => {
      const told = await there.client.request(method, path, body)
      expect([told.status, told.body]).toMatchObject([401, { detail: { error: 'signed_out' } }])
    })

    it('strangers are told the status and nothing else, and a cookie of theirs is none', async () => {
      expect((await there.client.get('/health')).body).toEqual({ status: expect.any(String), timestamp: expect.any(String) })
      expect((await there.client.get('/auth')).body).toEqual({ signed_in: false, via: 'stranger' })
      const forged = new Client(there.client.url, { cookie: `porchlight=v1.${Date.now() + 1e9}.a.${'A'.repeat(43)}` })
      expect((await forged.get('/agent/sessions')).status).toBe(401)
    })

    it('a wrong password gives nothing', async () => {
      const { status, headers, body } = await signIn('lamp and dorr')
      expect([status, headers.get('set-cookie'), body]).toMatchObject([401, null, { detail: { error: 'wrong_password' } }])
    })

    it('the right one gives a cookie, which opens', async () => {
      const { status, headers } = await signIn(PASSWORD)
      const set = headers.get('set-cookie') ?? ''
      expect([status, set]).toEqual([204, expect.stringMatching(/^porchlight=[^;]+;.*HttpOnly; SameSite=Strict$/)])
      cookie = set.split(';')[0] ?? ''
      const owner = new Client(there.client.url, { cookie, origin: there.client.url })
      expect((await owner.get('/auth')).body).toEqual({ signed_in: true, via: 'cookie' })
      expect((await owner.say('locked', SUM)).body).toMatchObject({ status: 'done', reply: '4' })
      expect((await owner.get('/health')).body).toMatchObject({ home: { state: 'online' } })
      expect((await owner.view('locked')).messages.length).toBe(2)
    })

    it.each([
      ['another site', { origin: 'http://evil.example' }],
      ['nobody', { origin: 'null' }],
      ['a page that says so', { 'sec-fetch-site': 'cross-site' }],
      ['a program that has the cookie', {}],
    ])('a write with the cookie from %s is refused', async (_whom, headers) => {
      const { status, body } = await new Client(there.client.url, { cookie }).post('/agent/message', { message: SUM }, headers)
      expect([status, body]).toMatchObject([403, { detail: { error: 'foreign_origin' } }])
    })

    it('guesses are counted, whatever the guesser calls himself, until not even the right one is looked at', async () => {
      await signIn(PASSWORD)
      const statuses: number[] = []
      for (let n = 0; n <= GUESSES_MAX; n += 1) {
        const headers = { 'x-forwarded-for': `198.51.100.${n}`, 'x-real-ip': `198.51.100.${n}` }
        statuses.push((await there.client.post('/auth/sign-in', { password: `guess ${n}` }, headers)).status)
      }
      expect(statuses).toEqual([...Array.from({ length: GUESSES_MAX }, () => 401), 429])
      const { status, headers, body } = await signIn(PASSWORD)
      expect([status, body]).toMatchObject([429, { detail: { error: 'too_many_guesses' } }])
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(60)
      // Who is in stays in.
      expect((await new Client(there.client.url, { cookie }).get('/agent/sessions')).status).toBe(200)
    })

    it('nothing of it stands in the log', () => {
      const logs = there.host.logs()
      for (const secret of [PASSWORD, 'lamp and dorr', 'a secret of thirty-two', cookie.split('.').at(-1) ?? PASSWORD, SUM]) expect(logs).not.toContain(secret)
    })
  })

  describe('without a password', { concurrent: false }, () => {
    const there = stage(kind, { open: false })

    it.each(ROUTES)('$method $path: nothing is served', async ({ method, path, body }) => {
      const told = await there.client.request(method, path, body)
      expect([told.status, told.body]).toMatchObject([
        401,
        { detail: { error: 'not_set_up', troubleshooting: expect.arrayContaining([expect.stringContaining('OWNER_PASSWORD')]) } },
      ])
    })

    it('but a page that says how to set one', async () => {
      const { text, policy } = await page(there.client.url)
      expect(text).toContain('OWNER_PASSWORD')
      expect(text).not.toContain('<script')
      expect(policy).toContain("default-src 'none'")
      expect((await there.client.post('/auth/sign-in', { password: PASSWORD })).status).toBe(401)
    })
  })

  describe('open for this run', { concurrent: false }, () => {
    const there = stage(kind)

    it.each(['evil.example', 'evil.example:8787', 'localhost.evil.example', '127.0.0.1.nip.io', '192.168.1.4:8000', '0.0.0.0'])(
      'asked for as %s it answers nothing',
      async (name) => {
        const { url } = there.client
        for (const { method, path, body } of ROUTES) {
          const { status, text } = await askAs(url, name, path, method, body === undefined ? undefined : JSON.stringify(body))
          expect([status, JSON.parse(text)], `${method} ${path}`).toMatchObject([421, { detail: { error: 'wrong_host' } }])
        }
        expect((await askAs(url, name, '/health')).status).toBe(421)
        expect((await askAs(url, name, '/')).status).toBe(421)
      },
    )

    it.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST:1'])('asked for as %s it answers', async (name) => {
      const { status, text } = await askAs(there.client.url, name, '/health')
      expect([status, JSON.parse(text)]).toMatchObject([200, { home: { id: 'home' } }])
    })

    it('what came through a tunnel to this machine is not from here', async () => {
      expect((await there.client.request('GET', '/health', undefined, { 'x-forwarded-for': '198.51.100.9' })).status).toBe(421)
    })

    it('the page is served with its policy', async () => {
      const { status, text, policy } = await page(there.client.url)
      expect([status, policy]).toEqual([200, expect.stringContaining("script-src 'self'")])
      expect(text).toContain('<script')
    })
  })
})
