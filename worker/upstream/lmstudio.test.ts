import { describe, expect, it } from 'vitest'
import { LIST_MAX_BYTES } from '../../shared/limits.ts'
import type { Fetch, Probe } from '../ports.ts'
import { FakeClock, handBody } from './fakes.ts'
import { createUpstream } from './index.ts'

const SERVER = { baseUrl: 'http://127.0.0.1:1234/v1', apiKey: 'k', headers: { 'x-tunnel': 't' }, timeoutMs: 60_000 }
const V1 = { models: [{ type: 'llm', key: 'm', loaded_instances: [{ id: 'm', config: { context_length: 4_096, parallel: 2 } }] }] }
const V0 = { data: [{ id: 'm', type: 'llm', state: 'loaded', loaded_context_length: 2_048 }] }
const PLAIN = { object: 'list', data: [{ id: 'm', owned_by: 'llamacpp', meta: { n_ctx: 512 } }] }

const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const unexpected = (path: string): Response => json({ error: `Unexpected endpoint or method. (GET ${path})` })
const absent = (): Response => json({ error: { message: 'File Not Found', type: 'not_found_error', code: 404 } }, 404)
const page = (title = 'Router'): Response => new Response(`<html><title>${title}</title>`, { headers: { 'content-type': 'text/html' } })

/** Answers by path; what is not listed throws as a refused connection does. */
function home(paths: Record<string, () => Response | Promise<Response>>): { fetch: Fetch; asked: string[]; requests: Request[]; paths: typeof paths } {
  const asked: string[] = []
  const requests: Request[] = []
  const fetch: Fetch = async (request) => {
    const { pathname } = new URL(request.url)
    asked.push(pathname)
    requests.push(request)
    const answer = paths[pathname]
    if (!answer) throw new TypeError('fetch failed', { cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }) })
    return answer()
  }
  return { fetch, asked, requests, paths }
}

const prober = (fetch: Fetch, server = SERVER, clock = new FakeClock()): (() => Promise<Probe>) => {
  const upstream = createUpstream(server, { fetch, clock })
  return () => upstream.probe()
}
const codeOf = (probe: Probe): string => (probe.kind === 'down' ? probe.problem.code : 'up')

describe('which list', () => {
  it('LM Studio tells all in one request', async () => {
    const { fetch, asked, requests } = home({ '/api/v1/models': () => json(V1) })
    expect(await prober(fetch)()).toEqual({ kind: 'up', server: 'lmstudio', models: [{ id: 'm', loaded: true, context: 4_096 }], round_trip: 0, places: 2 })
    expect(asked).toEqual(['/api/v1/models'])
    expect(requests[0]?.method).toBe('GET')
    expect(requests[0]?.redirect).toBe('manual')
    expect(Object.fromEntries(requests[0]!.headers)).toEqual({
      accept: 'application/json',
      'accept-encoding': 'identity',
      authorization: 'Bearer k',
      'ngrok-skip-browser-warning': '1',
      'user-agent': 'porchlight/1',
      'x-tunnel': 't',
    })
  })

  it.each([
    ['an old LM Studio, which says 200 to everything', unexpected('/api/v1/models'), () => json(V0), '/api/v0/models'],
    ['an older one', unexpected('/api/v1/models'), () => unexpected('/api/v0/models'), '/v1/models'],
    ['llama-server', absent(), absent, '/v1/models'],
    ['a server that shows its page for every path', page(), () => page(), '/v1/models'],
    ['a server that has other JSON there', json({ data: 1 }), () => json([]), '/v1/models'],
    ['a server that breaks there', json({ error: 'x' }, 500), absent, '/v1/models'],
  ])('%s: the next one is taken, and next time it is the only one that is asked', async (_name, first, second, path) => {
    const { fetch, asked } = home({ '/api/v1/models': () => first.clone(), '/api/v0/models': second, '/v1/models': () => json(PLAIN) })
    const probe = prober(fetch)
    expect(codeOf(await probe())).toBe('up')
    expect(asked.at(-1)).toBe(path)
    asked.length = 0
    expect(codeOf(await probe())).toBe('up')
    expect(asked).toEqual([path])
  })

  it('where there is none, one is asked a look, until it is there', async () => {
    const { fetch, asked, paths } = home({ '/api/v1/models': absent, '/api/v0/models': absent, '/v1/models': absent })
    const probe = prober(fetch)
    expect(codeOf(await probe())).toBe('home_misconfigured')
    asked.length = 0
    expect(codeOf(await probe())).toBe('home_misconfigured')
    expect(asked).toEqual(['/v1/models'])
    Object.assign(paths, { '/api/v1/models': () => json(V1), '/v1/models': () => json(PLAIN) })
    expect(await probe()).toMatchObject({ kind: 'up', server: 'lmstudio' })
  })

  it('Jan is known by its words for a request without a key, its list does not tell', async () => {
    const refused = (): Response => new Response('Missing authorization header', { status: 401, headers: { 'content-type': 'text/plain' } })
    const { fetch, paths } = home({ '/api/v1/models': refused, '/api/v0/models': refused, '/v1/models': refused })
    const probe = prober(fetch)
    expect(await probe()).toMatchObject({ kind: 'down', problem: { code: 'home_refused' }, server: 'jan' })
    Object.assign(paths, { '/api/v1/models': absent, '/api/v0/models': absent, '/v1/models': () => json({ data: [{ id: 'm', owned_by: 'user' }] }) })
    expect(await probe()).toMatchObject({ kind: 'up', server: 'jan' })
  })

  it('what was known and is no more is looked for again', async () => {
    const { fetch, asked, paths } = home({ '/api/v1/models': () => json(V1) })
    const probe = prober(fetch)
    await probe()
    paths['/api/v1/models'] = absent
    paths['/api/v0/models'] = absent
    paths['/v1/models'] = () => json(PLAIN)
    expect(await probe()).toMatchObject({ kind: 'up', server: 'llamacpp' })
    expect(asked).toEqual(['/api/v1/models', '/api/v1/models', '/api/v0/models', '/v1/models'])
  })

  it('what comes back may be another server, so after it was gone all is asked anew', async () => {
    const { fetch, asked, paths } = home({ '/api/v1/models': absent, '/api/v0/models': absent, '/v1/models': () => json(PLAIN) })
    const probe = prober(fetch)
    await probe()
    const list = paths['/v1/models']!
    delete paths['/v1/models']
    expect(codeOf(await probe())).toBe('home_off')
    paths['/v1/models'] = list
    asked.length = 0
    await probe()
    expect(asked[0]).toBe('/api/v1/models')
  })

  it.each([
    ['http://127.0.0.1:1234/v1', '/api/v1/models', '/v1/models'],
    ['http://127.0.0.1:1234/lm/v1', '/lm/api/v1/models', '/lm/v1/models'],
  ])('from %s', async (baseUrl, native, plain) => {
    const { fetch, asked } = home({ [native]: absent, [native.replace('v1', 'v0')]: absent, [plain]: () => json(PLAIN) })
    expect(codeOf(await prober(fetch, { ...SERVER, baseUrl })())).toBe('up')
    expect(asked[0]).toBe(native)
    expect(asked.at(-1)).toBe(plain)
  })

  it('is the plain one alone where the base URL lacks its /v1: LM Studio has its own lists there, and no chat', async () => {
    const { fetch, asked } = home({ '/api/v1/models': () => json(PLAIN), '/models': () => json({ error: 'Unexpected endpoint or method. (GET /models)' }) })
    expect(codeOf(await prober(fetch, { ...SERVER, baseUrl: 'http://127.0.0.1:1234' })())).toBe('home_misconfigured')
    expect(asked).toEqual(['/models'])
  })
})

describe('down', () => {
  const one = (answer: () => Response): Record<string, () => Response> => ({ '/api/v1/models': answer })
  const every = (answer: () => Response): Record<string, () => Response> => ({ '/api/v1/models': answer, '/api/v0/models': answer, '/v1/models': answer })
  it.each([
    ['refused', {}, 'home_off', 1],
    [
      'no token',
      one(() => json({ error: { type: 'invalid_request', code: 'invalid_api_key', message: 'An LM Studio API token is required' } }, 401)),
      'home_refused',
      1,
    ],
    ['tunnel without a connector', one(() => new Response('error code: 1033', { status: 530 })), 'home_unreachable', 1],
    ['tunnel without a server', one(() => new Response(null, { status: 502 })), 'home_off', 1],
    ['ngrok without a server, as a 400', one(() => new Response('', { status: 400, headers: { 'ngrok-error-code': 'ERR_NGROK_8012' } })), 'home_off', 1],
    ['sign-in', one(() => new Response(null, { status: 302, headers: { location: 'https://t.cloudflareaccess.com/' } })), 'tunnel_refused', 1],
    ['loading', one(() => json({ error: { message: 'Loading model', type: 'unavailable_error', code: 503 } }, 503)), 'model_loading', 1],
    ['wrong path, everywhere 200', every(() => unexpected('/x')), 'home_misconfigured', 3],
    ['a page', every(() => page()), 'home_misconfigured', 3],
    ['other JSON', every(() => json({ ok: true })), 'home_misconfigured', 3],
    ['no JSON', every(() => new Response('hello')), 'home_misconfigured', 3],
    ['nothing there', every(absent), 'home_misconfigured', 3],
    ['broken', every(() => json({ error: 'x' }, 500)), 'upstream_error', 3],
  ])('%s', async (_name, paths, code, requests) => {
    const { fetch, asked } = home(paths)
    expect(codeOf(await prober(fetch)())).toBe(code)
    expect(asked).toHaveLength(requests)
  })

  it('a list that is too long is no list', async () => {
    const long = (): Response => new Response(`{"data":[],"x":"${'x'.repeat(LIST_MAX_BYTES)}"}`)
    expect(codeOf(await prober(home(every(long)).fetch)())).toBe('home_misconfigured')
  })

  it('a connection that was kept too long is opened again, once, and nobody hears of it', async () => {
    const reset = new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) })
    let left = 1
    const { fetch, asked } = home({
      '/api/v1/models': async () => {
        left -= 1
        if (left >= 0) throw reset
        return json(V1)
      },
    })
    const probe = prober(fetch)
    expect(codeOf(await probe())).toBe('up')
    expect(asked).toHaveLength(2)
    left = 2
    expect(codeOf(await probe())).toBe('home_off')
    expect(asked).toHaveLength(4)
  })
})

describe('time', () => {
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

  it.each([
    ['the limit of a probe', 60_000, 5_000],
    ['LLM_TIMEOUT where that is shorter', 2_000, 2_000],
  ])('no answer within %s is silent, and the request is given up', async (_name, timeoutMs, limit) => {
    const clock = new FakeClock()
    const { fetch, requests } = home({ '/api/v1/models': () => new Promise(() => undefined) })
    const probe = prober(fetch, { ...SERVER, timeoutMs }, clock)()
    await settled()
    clock.advance(limit - 1)
    await settled()
    expect(requests[0]?.signal.aborted).toBe(false)
    clock.advance(1)
    expect(await probe).toEqual({ kind: 'down', problem: { code: 'home_silent', retryable: true, retry_after_ms: null, detail: `no list within ${limit} ms` } })
    expect(requests[0]?.signal.aborted).toBe(true)
  })

  it('a list that never ends is silent too', async () => {
    const clock = new FakeClock()
    const hand = handBody()
    hand.write('{"models":[')
    const { fetch } = home({ '/api/v1/models': () => new Response(hand.body) })
    const probe = prober(fetch, SERVER, clock)()
    await settled()
    clock.advance(5_000)
    expect(codeOf(await probe)).toBe('home_silent')
    expect(hand.cancelled()).toBe(true)
  })

  it('the limit is for all of it', async () => {
    const clock = new FakeClock()
    const later = (): Promise<Response> => clock.sleep(2_000).then(() => absent())
    const { fetch } = home({ '/api/v1/models': later, '/api/v0/models': later, '/v1/models': later })
    const probe = prober(fetch, SERVER, clock)()
    for (let second = 0; second < 5; second += 1) {
      await settled()
      clock.advance(1_000)
    }
    expect(codeOf(await probe)).toBe('home_silent')
  })

  it('the round trip is that of the list, and no timer stays', async () => {
    const clock = new FakeClock()
    const { fetch } = home({
      '/api/v1/models': async () => {
        clock.advance(40)
        return absent()
      },
      '/api/v0/models': async () => {
        clock.advance(7)
        return json(V0)
      },
    })
    expect(await prober(fetch, SERVER, clock)()).toMatchObject({ kind: 'up', round_trip: 7 })
    await settled()
    expect(clock.waiting).toBe(0)
  })
})
