// What is refused of a body before any schema sees it.
import { describe, expect, it } from 'vitest'
import { BODY_MAX_BYTES, JSON_DEPTH_MAX } from '../../shared/limits.ts'
import { fakeApp } from '../test/app-fakes.ts'
import { depthOf } from './body.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const nested = (depth: number): string => `{"after":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
const chunked = (bytes: number, seen: { count: number }): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull(controller) {
      if (seen.count >= bytes) return controller.close()
      seen.count += 16_384
      controller.enqueue(new Uint8Array(16_384).fill(32))
    },
  })

async function post(init: RequestInit): Promise<[number, string, string]> {
  const { request } = fakeApp({ conversation: { events: async () => ({ kind: 'stream', body: new ReadableStream() }) } })
  const response = await request('/agent/sessions/c1/events', { method: 'POST', ...init })
  if (response.status === 200) return [200, '', '']
  const { detail } = (await response.json()) as { detail: { error: string; message: string } }
  return [response.status, detail.error, detail.message]
}

describe('a body', () => {
  it.each<[string, RequestInit, number, string]>([
    ['JSON', { headers: JSON_TYPE, body: '{"after":"e.1"}' }, 200, ''],
    ['JSON with a character set', { headers: { 'content-type': 'Application/JSON; charset=utf-8' }, body: '{}' }, 200, ''],
    ['none, of no type', {}, 200, ''],
    ['text', { headers: { 'content-type': 'text/plain' }, body: '{}' }, 415, 'unsupported_media_type'],
    ['a form', { body: new URLSearchParams({ after: 'x' }) }, 415, 'unsupported_media_type'],
    ['almost JSON', { headers: { 'content-type': 'application/json-patch+json' }, body: '{}' }, 415, 'unsupported_media_type'],
    ['JSON behind a form', { headers: { 'content-type': 'text/plain; application/json' }, body: '{}' }, 415, 'unsupported_media_type'],
    ['something of no type', { body: new TextEncoder().encode('{}') }, 415, 'unsupported_media_type'],
    ['empty, but called JSON', { headers: JSON_TYPE, body: '' }, 400, 'not_json'],
    ['half JSON', { headers: JSON_TYPE, body: '{"after":' }, 400, 'not_json'],
    ['not UTF-8', { headers: JSON_TYPE, body: new Uint8Array([0x22, 0xff, 0x22]) }, 400, 'not_json'],
    ['a key __proto__', { headers: JSON_TYPE, body: '{"__proto__":{"after":"x"}}' }, 400, 'not_json'],
    ['a key __proto__ in disguise', { headers: JSON_TYPE, body: '{"after":{"\\u005f_proto__":1}}' }, 400, 'not_json'],
    ['as deep as it may be', { headers: JSON_TYPE, body: nested(JSON_DEPTH_MAX) }, 422, 'invalid_field'],
    ['deeper', { headers: JSON_TYPE, body: nested(JSON_DEPTH_MAX + 1) }, 400, 'not_json'],
    ['10,000 deep', { headers: JSON_TYPE, body: nested(10_000) }, 400, 'not_json'],
    ['brackets in a string', { headers: JSON_TYPE, body: `{"after":"${'['.repeat(99)}\\"${'{'.repeat(99)}"}` }, 200, ''],
    ['as large as it may be', { headers: JSON_TYPE, body: '{}'.padEnd(BODY_MAX_BYTES) }, 200, ''],
    ['larger', { headers: JSON_TYPE, body: '{}'.padEnd(BODY_MAX_BYTES + 1) }, 413, 'body_too_large'],
    ['larger by its own word', { headers: { ...JSON_TYPE, 'content-length': String(BODY_MAX_BYTES + 1) }, body: '{}' }, 413, 'body_too_large'],
    ['a list', { headers: JSON_TYPE, body: '[]' }, 422, 'invalid_field'],
    ['a number', { headers: JSON_TYPE, body: '7' }, 422, 'invalid_field'],
    ['null', { headers: JSON_TYPE, body: 'null' }, 422, 'invalid_field'],
  ])('that is %s', async (_name, init, status, code) => {
    expect((await post(init)).slice(0, 2)).toEqual([status, code])
  })

  it('whose sender left in the middle of it is no JSON, and nothing of ours that broke', async () => {
    const { request, lines } = fakeApp()
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new Error('aborted'))
      },
    })
    const init = { method: 'POST', headers: JSON_TYPE, body, duplex: 'half' } as RequestInit
    expect((await request('/agent/message', init)).status).toBe(400)
    expect(lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('of unknown length is read no further than the limit', async () => {
    const seen = { count: 0 }
    const init = { headers: JSON_TYPE, body: chunked(100 * BODY_MAX_BYTES, seen), duplex: 'half' } as RequestInit
    expect((await post(init))[0]).toBe(413)
    expect(seen.count).toBeLessThan(2 * BODY_MAX_BYTES)
  })

  it('that is too deep is said to be so', async () => {
    expect((await post({ headers: JSON_TYPE, body: nested(99) }))[2]).toBe(`The request body is nested more than ${JSON_DEPTH_MAX} levels deep.`)
  })

  it('cannot reach the prototype of anything', async () => {
    await post({ headers: JSON_TYPE, body: '{"constructor":{"prototype":{"polluted":1}}}' })
    expect('polluted' in {}).toBe(false)
  })
})

describe('depthOf', () => {
  it.each([
    ['7', 0],
    ['[]', 1],
    ['{"a":[{"b":1}]}', 3],
    ['"[[[["', 0],
    ['["\\\\",[]]', 2],
    ['["\\"[["]', 1],
    ['[[]]]]]][', 2],
  ])('%s: %i', (text, depth) => {
    expect(depthOf(text)).toBe(depth)
  })
})
