// The files beside the page on Cloudflare's runtime: they pass the worker, for everybody, and keep their types. (On Node: node-assets.test.ts.)
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { guardDirectory } from '../launch-guard.ts'
import { type Launched, launch } from '../launch.ts'
import { copyTree } from '../launch-tree.ts'

const FILES = ['sw.js', 'manifest.webmanifest', 'icon-192.png', 'lamp-on.svg', 'favicon.ico', 'assets/part-Ab12.js']

describe('the files beside the page, without a password set', () => {
  let host: Launched | null = null
  beforeAll(async () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'porchlight-files-'))
    guardDirectory(dataDir)
    const dist = path.join(copyTree(path.join(dataDir, 'tree')), 'web/dist')
    mkdirSync(path.join(dist, 'assets'), { recursive: true })
    for (const file of FILES) writeFileSync(path.join(dist, file), `built ${file}`)
    host = await launch('wrangler', { llm: 'demo:', open: false, dataDir })
  })
  afterAll(() => host?.stop())

  it.each([
    ['/sw.js', /^text\/javascript\b/, 'no-cache'],
    ['/manifest.webmanifest', /^application\/manifest\+json\b/, 'no-cache'],
    ['/icon-192.png', /^image\/png$/, 'public, max-age=3600'],
    ['/lamp-on.svg', /^image\/svg\+xml\b/, 'public, max-age=3600'],
    ['/favicon.ico', /^image\/(x-icon|vnd\.microsoft\.icon)$/, 'public, max-age=3600'],
  ])('%s', async (file, type, keep) => {
    const response = await fetch(`${host?.url}${file}`)
    expect([response.status, await response.text(), response.headers.get('cache-control')]).toEqual([200, `built ${file.slice(1)}`, keep])
    expect(response.headers.get('content-type')).toMatch(type)
    expect(response.headers.get('x-porchlight-version')).not.toBeNull()
  })

  it('what has a hash in its name goes around the worker', async () => {
    const response = await fetch(`${host?.url}/assets/part-Ab12.js`)
    expect([response.status, response.headers.get('x-porchlight-version')]).toEqual([200, null])
  })

  it('a file that is not there is not found', async () => {
    expect((await fetch(`${host?.url}/sw.js.map`)).status).toBe(404)
  })
})
