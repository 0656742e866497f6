// The page, its parts and what stands in for it, through the door.
import { describe, expect, it } from 'vitest'
import { PROBLEM_WORDS } from '../../shared/problem.ts'
import type { Assets } from '../ports.ts'
import type { Access } from '../deps.ts'
import { NOTICE_POLICY, PAGE_POLICY } from '../middleware/headers.ts'
import { fakeApp, LOCKED } from '../test/app-fakes.ts'

const FILES: Record<string, [string, string]> = {
  '/index.html': ['<!doctype html><title>Porchlight</title>', 'text/html; charset=utf-8'],
  '/assets/index-Ab_3-x.js': ['mount()', 'text/javascript'],
  '/icon.svg': ['<svg/>', 'image/svg+xml'],
  '/icon-192.png': ['png', 'image/png'],
  '/sw.js': ['listen()', 'text/javascript'],
  '/manifest.webmanifest': ['{}', 'application/manifest+json'],
}
function built(): { assets: Assets; got: string[] } {
  const got: string[] = []
  const get = async (path: string, gzip: boolean): Promise<Response | null> => {
    got.push(path)
    const file = FILES[path]
    const headers = { etag: `"${path.length}"`, vary: 'accept-encoding', 'set-cookie': 'a=b', 'x-powered-by': 'x' }
    return file ? new Response(file[0], { headers: { ...headers, 'content-type': file[1], ...(gzip ? { 'content-encoding': 'gzip' } : {}) } }) : null
  }
  return { assets: { get }, got }
}
const HTML = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } }

describe('the page', () => {
  it.each(['/', '/c/c1', '/?q=open%20the%20door&tools=all', '/c/c1?prompt=x'])('is the same under %s', async (path) => {
    const { assets, got } = built()
    const response = await fakeApp({}, { assets }).request(path)
    expect([response.status, await response.text()]).toEqual([200, FILES['/index.html']![0]])
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      etag: '"11"',
      'content-security-policy': PAGE_POLICY,
    })
    expect(got).toEqual(['/index.html'])
  })

  it('is given to a stranger too: it is the page that signs in', async () => {
    expect((await fakeApp({}, { assets: built().assets, access: LOCKED }).request('https://chat.example/')).status).toBe(200)
  })

  it('hands on nothing but what it is', async () => {
    const response = await fakeApp({}, { assets: built().assets }).request('/')
    expect([response.headers.get('set-cookie'), response.headers.get('x-powered-by')]).toEqual([null, null])
  })

  it('is not sent again to who has it', async () => {
    const { request } = fakeApp({}, { assets: built().assets })
    const response = await request('/', { headers: { 'if-none-match': '"11"' } })
    expect([response.status, await response.text(), response.headers.get('etag')]).toEqual([304, '', '"11"'])
    expect((await request('/', { headers: { 'if-none-match': '"12"' } })).status).toBe(200)
  })

  it.each(['W/"11"', '"9", W/"11"', '*'])('is not sent again to who has it as %s', async (has) => {
    const response = await fakeApp({}, { assets: built().assets }).request('/', { headers: { 'if-none-match': has } })
    expect([response.status, response.headers.get('content-encoding')]).toEqual([304, null])
  })

  it.each([
    ['gzip, deflate, br', true],
    ['GZIP;q=0.5', true],
    ['gzip;q=0', false],
    ['gzip; q=0.0, br', false],
    ['x-gzip', false],
    ['', false],
  ])('is sent compressed to who reads that: %j', async (accepts, compressed) => {
    const { request } = fakeApp({}, { assets: built().assets })
    const response = await request('/', { headers: { 'accept-encoding': accepts } })
    expect([response.headers.get('content-encoding'), response.headers.get('vary')]).toEqual([compressed ? 'gzip' : null, 'accept-encoding'])
  })

  it('answers HEAD without a body', async () => {
    const response = await fakeApp({}, { assets: built().assets }).request('/', { method: 'HEAD' })
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([200, '', 'text/html; charset=utf-8'])
  })
})

describe('its parts', () => {
  it.each([
    ['/assets/index-Ab_3-x.js', 'text/javascript', 'public, max-age=31536000, immutable'],
    ['/icon.svg', 'image/svg+xml', 'public, max-age=3600'],
    ['/icon-192.png', 'image/png', 'public, max-age=3600'],
    ['/sw.js', 'text/javascript', 'no-cache'],
    ['/manifest.webmanifest', 'application/manifest+json', 'no-cache'],
  ])('%s', async (path, type, keep) => {
    const response = await fakeApp({}, { assets: built().assets }).request(path)
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([200, type, keep])
  })

  it('that are not there are not kept', async () => {
    const response = await fakeApp({}, { assets: built().assets }).request('/assets/gone-123.js')
    expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store'])
    expect(await response.json()).toMatchObject({ detail: { error: 'not_found' } })
  })

  it.each([
    '/assets/..%2findex.html',
    '/assets/%2e%2e%2findex.html',
    '/assets/.env',
    '/assets/a%00b.js',
    '/assets/%5cindex.html',
    '/assets//evil',
    '/index.html',
    '/.dev.vars',
  ])('are not looked for under %s', async (path) => {
    const { assets, got } = built()
    const response = await fakeApp({}, { assets }).request(path)
    expect([response.status, got]).toEqual([404, []])
  })
})

describe('instead of the page', () => {
  it.each<[string, Access, string, number, string]>([
    ['nothing is set up', { kind: 'unset' }, 'http://localhost/', 503, PROBLEM_WORDS.not_set_up.message],
    ['a value is wrong', { kind: 'misconfigured' }, 'https://chat.example/c/c1', 503, PROBLEM_WORDS.misconfigured.message],
    ['a password could be read on the way', LOCKED, 'http://192.168.0.4:8000/', 403, PROBLEM_WORDS.insecure_origin.message],
    ['it was not built', { kind: 'open' }, 'http://localhost/', 503, 'npm run build'],
  ])('there is a plain one when %s', async (_name, access, url, status, words) => {
    const response = await fakeApp({}, { access }).request(url)
    const text = await response.text()
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      status,
      'text/html; charset=UTF-8',
      'no-store',
    ])
    expect(response.headers.get('content-security-policy')).toBe(NOTICE_POLICY)
    expect(text).toContain(words)
    expect(text).not.toMatch(/<script|<link|<img|https?:\/\/(?!localhost)/)
  })

  it('what has to be typed stands out, and what leads on is there where it does', async () => {
    const setUp = await (await fakeApp({}, { access: { kind: 'unset' } }).request('/')).text()
    expect(setUp).toContain('<code>OWNER_PASSWORD</code> (on Cloudflare: <code>npx wrangler secret put OWNER_PASSWORD</code>)')
    expect(setUp).toContain('<a href="">Try again</a>')
    const lost = await (await fakeApp().request('/nowhere', HTML)).text()
    expect(lost).toContain('<a href="/">Go to the chats</a>')
    const insecure = await (await fakeApp({}, { access: LOCKED }).request('http://192.168.0.4:8000/')).text()
    expect(insecure).not.toContain('<a ')
  })

  it.each(['x-forwarded-proto', 'sec-fetch-site'])('there is none behind TLS that %s tells of', async (name) => {
    const headers = { [name]: name === 'sec-fetch-site' ? 'none' : 'https' }
    expect((await fakeApp({}, { assets: built().assets, access: LOCKED }).request('http://chat.example/', { headers })).status).toBe(200)
  })

  it.each<Access>([{ kind: 'misconfigured' }, { kind: 'unset' }, LOCKED])('the parts are served all the same: %j', async (access) => {
    const { request } = fakeApp({}, { assets: built().assets, access })
    for (const path of ['/icon.svg', '/icon-192.png', '/sw.js', '/manifest.webmanifest']) expect((await request(path)).status).toBe(200)
  })

  it('a page says that nothing is there, to who opens it in a browser', async () => {
    const { request } = fakeApp({}, { assets: built().assets })
    for (const path of ['/nowhere', '/c/', '/nowhere.txt', '/here/x']) {
      const response = await request(path, HTML)
      expect([response.status, response.headers.get('content-security-policy')]).toEqual([404, NOTICE_POLICY])
      expect(await response.text()).toContain(PROBLEM_WORDS.not_found.message)
    }
  })
})
