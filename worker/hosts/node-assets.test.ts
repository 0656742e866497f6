// The built page from a folder: what is served, and what is not.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { createAssets } from './node-assets.ts'

const root = mkdtempSync(path.join(tmpdir(), 'porchlight-assets-'))
const web = path.join(root, 'web')
mkdirSync(path.join(web, 'assets', '.hidden'), { recursive: true })
const FILES = [
  'index.html',
  'assets/app-1a2b.js',
  'assets/app-1a2b.css',
  'icon.svg',
  'icon-192.png',
  'favicon.ico',
  'sw.js',
  'manifest.webmanifest',
  'a b.txt',
  'blob.bin',
  '.dev.vars',
  'assets/.hidden/a.js',
  '../secret.txt',
]
for (const file of FILES) writeFileSync(path.join(web, file), file)
afterAll(() => rmSync(root, { recursive: true }))

describe('node assets', () => {
  const assets = createAssets(web)

  const served: readonly [string, string, string][] = [
    ['/index.html', 'text/html; charset=utf-8', 'no-cache'],
    ['/assets/app-1a2b.js', 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/assets/app-1a2b.css', 'text/css; charset=utf-8', 'public, max-age=31536000, immutable'],
    ['/icon.svg', 'image/svg+xml', 'no-cache'],
    ['/icon-192.png', 'image/png', 'no-cache'],
    ['/favicon.ico', 'image/x-icon', 'no-cache'],
    ['/sw.js', 'text/javascript; charset=utf-8', 'no-cache'],
    ['/manifest.webmanifest', 'application/manifest+json', 'no-cache'],
    ['/a%20b.txt', 'text/plain; charset=utf-8', 'no-cache'],
    ['/blob.bin', 'application/octet-stream', 'no-cache'],
  ]
  for (const [address, type, cache] of served) {
    it(`serves ${address}`, async () => {
      const response = await assets.get(address, false)
      expect(await response?.text()).toBe(decodeURIComponent(address.slice(1)))
      expect([response?.status, response?.headers.get('content-type'), response?.headers.get('cache-control')]).toEqual([200, type, cache])
    })
  }

  it('sends what is text and not tiny compressed, to who can read that, and says by one name that it is the same', async () => {
    const text = 'let lamp = 1\n'.repeat(200)
    for (const name of ['large.js', 'large.png']) writeFileSync(path.join(web, name), text)
    const [plain, small, tiny, picture] = await Promise.all([
      assets.get('/large.js', false),
      assets.get('/large.js', true),
      assets.get('/sw.js', true),
      assets.get('/large.png', true),
    ])
    expect([plain, small, tiny, picture].map((response) => response?.headers.get('content-encoding'))).toEqual([null, 'gzip', null, null])
    expect(gunzipSync(await small!.arrayBuffer()).toString()).toBe(text)
    expect([small?.headers.get('vary'), small?.headers.get('etag')]).toEqual(['accept-encoding', plain?.headers.get('etag')])
    expect(plain?.headers.get('etag')).toMatch(/^W\/"[\w-]{22}"$/)
    expect(plain?.headers.get('etag')).not.toBe(tiny?.headers.get('etag'))
  })

  const absent = ['/', '/none.js', '/assets', '/assets/', '/../secret.txt', '/%2e%2e/secret.txt', '/..%2fsecret.txt', '/assets/..\\..\\secret.txt']
  absent.push('/.dev.vars', '/assets/.hidden/a.js', '/%', '/index.html%00', '//index.html', 'index.html', '', '/assets/app-1a2b.js/', '/C:/secret.txt')
  for (const address of absent) it(`does not have ${JSON.stringify(address)}`, async () => expect(await assets.get(address, true)).toBe(null))
})
