// What is kept of a build, and when its hash changes.
import { describe, expect, it } from 'vitest'
import { shellOf } from './listed.ts'

const FILES: Readonly<Record<string, string>> = {
  'index.html': '<script src="/assets/index-a1_-.js"></script><link href="/assets/index-b2.css"><link href="/assets/index-b2.css">',
  'assets/index-a1_-.js': 'mount()',
  'assets/index-b2.css': 'a{}',
  'assets/late-c3.js': 'late()',
  'assets/late-c3.js.map': '{}',
  'lamp-on.svg': '<svg/>',
  'manifest.webmanifest': '{}',
  'icon-192.png': 'picture',
  _headers: '/assets/*',
  'sw.js': 'the one before',
}
const built = (changed: Readonly<Record<string, string>> = {}): Map<string, Uint8Array> =>
  new Map(Object.entries({ ...FILES, ...changed }).map(([file, text]) => [file, new TextEncoder().encode(text)]))
const hashOf = async (changed: Readonly<Record<string, string>>, code = 'code'): Promise<string> => (await shellOf(built(changed), code)).hash

describe('the shell', () => {
  it('is the page, its parts, those that load late too, the lamps and the manifest', async () => {
    const { files, parts, hash } = await shellOf(built(), 'code')
    expect(files).toEqual(['/assets/index-a1_-.js', '/assets/index-b2.css', '/assets/late-c3.js', '/', '/lamp-on.svg', '/manifest.webmanifest'])
    expect(parts).toEqual(['/assets/index-a1_-.js', '/assets/index-b2.css'])
    expect(hash).toMatch(/^[0-9a-f]{16}$/)
  })

  it('has another hash when something that is kept changes, or the service worker', async () => {
    const hashes = [
      await hashOf({}),
      await hashOf({ 'index.html': '/assets/index-a1_-.js' }),
      await hashOf({ 'lamp-on.svg': '<svg> </svg>' }),
      await hashOf({}, 'other'),
    ]
    expect(new Set(hashes).size).toBe(hashes.length)
  })

  it('has the same hash when nothing of it changes', async () => {
    expect(await hashOf({ 'sw.js': 'another', 'icon-192.png': 'another' })).toBe(await hashOf({}))
    expect((await shellOf(new Map([...built()].reverse()), 'code')).hash).toBe(await hashOf({}))
  })

  it('is none without a page', async () => {
    await expect(shellOf(new Map(), 'code')).rejects.toThrow('no page was built')
  })
})
