// The shell is taken whole or not at all, and is given when the server cannot give the page.
import { describe, expect, it } from 'vitest'
import { PAGE_WAIT_MS, PREFIX, type ShellPorts, clear, pageFor, partFor, take } from './shell.ts'

const SHELL = { hash: 'h1', files: ['/', '/assets/a-1.js', '/lamp-on.svg'], parts: ['/assets/a-1.js'] }
const OWN = `${PREFIX}h1`
const PAGE = '<script src="/assets/a-1.js"></script>'

/** What an answer is made of here. Only a browser says `basic`. */
interface Made {
  readonly text: string
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly redirected?: boolean
}
function response({ text, status = 200, headers = {}, redirected = false }: Made): Response {
  const made = new Response(text, { status, headers })
  return Object.defineProperties(made, { type: { value: 'basic' }, redirected: { value: redirected } })
}
const ours = { 'x-porchlight-version': '1' }
const html = { 'content-type': 'text/html; charset=utf-8' }
const SERVED: Readonly<Record<string, Made>> = {
  '/': { text: PAGE, headers: { ...ours, ...html } },
  '/assets/a-1.js': { text: 'mount()' },
  '/lamp-on.svg': { text: '<svg/>', headers: ours },
}

class Store {
  readonly caches = new Map<string, Map<string, Response>>()
  full = false

  put(name: string, path: string, text: string): void {
    const cache = this.caches.get(name) ?? new Map<string, Response>()
    this.caches.set(name, cache.set(path, new Response(text)))
  }

  async kept(name: string): Promise<Record<string, string>> {
    const entries = [...(this.caches.get(name) ?? [])].map(async ([path, answer]) => [path, await answer.clone().text()] as const)
    return Object.fromEntries(await Promise.all(entries))
  }

  readonly port = {
    open: async (name: string) => {
      if (!this.caches.has(name)) this.caches.set(name, new Map())
      const put = async (path: RequestInfo | URL, answer: Response): Promise<void> => {
        if (this.full) throw new Error('no room')
        this.caches.get(name)!.set(String(path), answer)
      }
      return { put }
    },
    keys: async () => [...this.caches.keys()],
    delete: async (name: string) => this.caches.delete(name),
    match: async (asked: RequestInfo | URL, options: MultiCacheQueryOptions = {}) => {
      const path = asked instanceof Request ? new URL(asked.url).pathname : String(asked)
      const names = options.cacheName === undefined ? [...this.caches.keys()] : [options.cacheName]
      return names.map((name) => this.caches.get(name)?.get(path)).find((found) => found !== undefined)
    },
  }
}

interface World {
  readonly store: Store
  readonly ports: ShellPorts
  readonly asked: (readonly [string, RequestInit | undefined])[]
  /** Lets the time pass for which a page waits. */
  pass(): void
}

function world(serve: (path: string) => Promise<Response>): World {
  const store = new Store()
  const asked: (readonly [string, RequestInit | undefined])[] = []
  const timers: (() => void)[] = []
  const ports: ShellPorts = {
    caches: store.port,
    async fetch(what, init) {
      const path = typeof what === 'string' ? what : new URL(what.url).pathname
      asked.push([path, init])
      return serve(path)
    },
    after(ms, call) {
      expect(ms).toBe(PAGE_WAIT_MS)
      timers.push(call)
      return () => void timers.splice(timers.indexOf(call), 1)
    },
  }
  return { store, ports, asked, pass: () => timers.splice(0).forEach((call) => call()) }
}

const serving = (changed: Readonly<Record<string, Made>> = {}): World =>
  world(async (path) => {
    const made = { ...SERVED, ...changed }[path]
    if (made === undefined) throw new TypeError('no network')
    return response(made)
  })
const at = (path: string): Request => new Request(`https://porch.example${path}`)

describe('the shell is taken', () => {
  it('whole: hashed parts from where they are, the rest from the server, nothing that redirects', async () => {
    const { ports, store, asked } = serving()
    await take(ports, SHELL)
    expect(await store.kept(OWN)).toEqual({ '/': PAGE, '/assets/a-1.js': 'mount()', '/lamp-on.svg': '<svg/>' })
    expect(asked).toEqual([
      ['/', { cache: 'no-cache', redirect: 'error' }],
      ['/assets/a-1.js', { cache: 'default', redirect: 'error' }],
      ['/lamp-on.svg', { cache: 'no-cache', redirect: 'error' }],
    ])
  })

  it.each<[string, Record<string, Made>]>([
    ['the page says that nothing is set up', { '/': { text: 'Set a password.', status: 503, headers: { ...ours, ...html } } }],
    ['the page is of another build', { '/': { text: '<script src="/assets/a-2.js"></script>', headers: { ...ours, ...html } } }],
    ['the page is made by a tunnel', { '/': { text: PAGE, headers: html } }],
    ['a part is gone', { '/assets/a-1.js': { text: 'gone', status: 404 } }],
    ['a part is a page', { '/assets/a-1.js': { text: PAGE, headers: html } }],
    ['a lamp was redirected', { '/lamp-on.svg': { text: '<svg/>', headers: ours, redirected: true } }],
  ])('not at all where %s', async (_name, changed) => {
    const { ports, store } = serving(changed)
    await expect(take(ports, SHELL)).rejects.toThrow('is not what was built')
    expect([...store.caches.keys()]).toEqual([])
  })

  it('not at all where the network goes in between', async () => {
    const { ports, store } = world((path) => (path === '/' ? Promise.resolve(response(SERVED['/']!)) : Promise.reject(new TypeError('no network'))))
    await expect(take(ports, SHELL)).rejects.toThrow('no network')
    expect([...store.caches.keys()]).toEqual([])
  })

  it('not at all where there is no room', async () => {
    const { ports, store } = serving()
    store.full = true
    await expect(take(ports, SHELL)).rejects.toThrow('no room')
    expect([...store.caches.keys()]).toEqual([])
  })
})

it('older ones go, but for the last, and nothing that is not ours', async () => {
  const { ports, store } = serving()
  for (const name of [`${PREFIX}a`, 'other', `${PREFIX}b`, `${PREFIX}c`, OWN]) store.put(name, '/', name)
  await clear(ports, SHELL)
  expect([...store.caches.keys()]).toEqual(['other', `${PREFIX}c`, OWN])
})

describe('the page', () => {
  const lost = (): Promise<Response> => Promise.reject(new TypeError('no network'))
  const made =
    (facts: Partial<Made>): (() => Promise<Response>) =>
    () =>
      Promise.resolve(response({ text: 'from the server', headers: ours, ...facts }))

  it.each<[string, string, () => Promise<Response>]>([
    ['the server gives it', 'from the server', made({})],
    ['the server gives a newer one', 'from the server', made({ headers: { 'x-porchlight-version': '9' } })],
    ['the server says that nothing is set up', 'from the server', made({ status: 503 })],
    ['something in between asks who is there', 'from the server', made({ status: 403, headers: {} })],
    ['the tunnel is down', 'kept', made({ status: 530, headers: {} })],
    ['there is no network', 'kept', lost],
  ])('when %s: %s', async (_name, text, serve) => {
    const { ports, store } = world(serve)
    store.put(OWN, '/', 'kept')
    store.put(`${PREFIX}older`, '/', 'old')
    expect(await (await pageFor(ports, SHELL, at('/c/abc'))).text()).toBe(text)
  })

  it('is the shell when the server is late, though it answers then', async () => {
    const answer = Promise.withResolvers<Response>()
    const { ports, store, pass } = world(() => answer.promise)
    store.put(OWN, '/', 'kept')
    const page = pageFor(ports, SHELL, at('/'))
    pass()
    expect(await (await page).text()).toBe('kept')
    answer.reject(new TypeError('no network'))
  })

  it('is what the server says, however late, where no shell of this build is kept', async () => {
    const answer = Promise.withResolvers<Response>()
    const { ports, store, pass } = world(() => answer.promise)
    store.put(`${PREFIX}older`, '/', 'old')
    const page = pageFor(ports, SHELL, at('/'))
    pass()
    answer.resolve(response({ text: 'from the server' }))
    expect(await (await page).text()).toBe('from the server')
  })

  it('is a failure as any other where nothing is kept and nothing answers', async () => {
    await expect(pageFor(world(lost).ports, SHELL, at('/'))).rejects.toThrow('no network')
  })

  it('comes from the server where the cache is broken', async () => {
    const { ports } = world(made({ status: 502, headers: {} }))
    const broken = { ...ports, caches: { ...ports.caches, match: () => Promise.reject(new Error('broken')) } }
    expect((await pageFor(broken, SHELL, at('/'))).status).toBe(502)
  })
})

describe('a part', () => {
  it('is the one that was kept, and nobody is asked', async () => {
    const { ports, store, asked } = serving()
    store.put(`${PREFIX}older`, '/lamp-on.svg', 'old')
    store.put(OWN, '/lamp-on.svg', 'kept')
    expect(await (await partFor(ports, SHELL, at('/lamp-on.svg'))).text()).toBe('kept')
    expect(asked).toEqual([])
  })

  it('is that of the build before, for a tab that still shows it', async () => {
    const { ports, store } = serving()
    store.put(`${PREFIX}older`, '/assets/late-0.js', 'old')
    expect(await (await partFor(ports, SHELL, at('/assets/late-0.js'))).text()).toBe('old')
  })

  it('is asked for where it was not kept, and not kept then', async () => {
    const { ports, store } = serving()
    expect(await (await partFor(ports, SHELL, at('/assets/a-1.js'))).text()).toBe('mount()')
    expect([...store.caches.keys()]).toEqual([])
  })
})
