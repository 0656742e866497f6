// What Cloudflare's runtime gives: whose address it is, and the files that were deployed.
import { describe, expect, it } from 'vitest'
import { addressOf, createAssets } from './cloudflare-platform.ts'

describe('cloudflare platform', () => {
  const given = (cf: unknown, headers: Record<string, string>): Request => Object.assign(new Request('http://a/', { headers }), { cf })
  const addresses: readonly [string, Request, string][] = [
    ['on the edge, the one the edge saw', given({ colo: 'ZRH' }, { 'cf-connecting-ip': '192.0.2.7' }), '192.0.2.7'],
    ['on the edge without one, none', given({ colo: 'ZRH' }, {}), 'local'],
    ['elsewhere, none, whatever the caller says', given(undefined, { 'cf-connecting-ip': '192.0.2.7', 'x-forwarded-for': '192.0.2.8' }), 'local'],
  ]
  for (const [what, request, address] of addresses) it(`the address is ${what}`, () => expect(addressOf(request)).toBe(address))

  const assets = createAssets({
    async fetch(url) {
      const { pathname } = new URL(url)
      if (pathname === '/moved') return new Response(null, { status: 307, headers: { location: '/' } })
      if (!/^\/(index\.html|assets\/a-1\.js)$/.test(pathname)) return new Response('none', { status: 404 })
      return new Response(pathname, { headers: { 'content-type': 'text/x', 'cache-control': 'public, max-age=0', etag: '"1"', 'x-other': '1' } })
    },
  })

  it('gives a file with its type, and how long it may be kept', async () => {
    const page = await assets.get('/index.html', true)
    expect([await page?.text(), Object.fromEntries(page?.headers ?? [])]).toEqual([
      '/index.html',
      { 'content-type': 'text/x', 'cache-control': 'no-cache', etag: '"1"' },
    ])
    const part = await assets.get('/assets/a-1.js', true)
    expect(part?.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  })

  it('has nothing else', async () => {
    for (const path of ['/', '/none', '/moved']) expect(await assets.get(path, true)).toBe(null)
  })
})
