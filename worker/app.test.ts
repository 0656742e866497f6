// The surface as a whole: what is not there, what breaks, and what stands in front of every route.
import { describe, expect, it } from 'vitest'
import { fakeApp, json } from './test/app-fakes.ts'

describe('what is not there', () => {
  it.each<[string, string, number, string | null]>([
    ['GET', '/agent', 404, null],
    ['GET', '/agent/nothing', 404, null],
    ['GET', '/v1/models', 404, null],
    ['POST', '/v1/chat/completions', 404, null],
    ['GET', '/agent/sessions/c1/', 404, null],
    ['GET', 'http://localhost:8787//agent/sessions', 404, null],
    ['GET', '/agent/sessions/../../health/x', 404, null],
    ['POST', '/', 405, 'GET'],
    ['PUT', '/agent/sessions/c1', 405, 'GET, PATCH, DELETE'],
    ['GET', '/agent/message', 405, 'POST'],
    ['DELETE', '/settings', 405, 'GET, PUT'],
    ['GET', '/settings/all', 404, null],
    ['DELETE', '/agent/sessions', 405, 'GET'],
    ['GET', '/agent/sessions/c1/stop', 405, 'POST'],
    ['PATCH', '/agent/sessions/c1/events', 405, 'GET, POST'],
    ['TRACER', '/health', 405, 'GET'],
    ['OPTIONS', '/health', 405, 'GET'],
  ])('%s %s: %i', async (method, path, status, allow) => {
    const response = await fakeApp().request(path, { method })
    expect([response.status, response.headers.get('allow'), response.headers.get('content-type')]).toEqual([status, allow, 'application/json'])
    expect(await response.json()).toMatchObject({ detail: { error: status === 404 ? 'not_found' : 'method_not_allowed', request_id: expect.any(String) } })
  })
})

describe('what breaks', () => {
  it('is a 500 with the name of the request, and nothing of what it was', async () => {
    const secret = 'http://192.168.0.4:1234 said sk-secret'
    const { request, lines } = fakeApp({ conversation: { accept: () => Promise.reject(new Error(secret)) } })
    const response = await request('/agent/message', json({ message: 'hi', session_id: 'c1' }))
    const text = await response.text()
    expect(response.status).toBe(500)
    expect(text).not.toContain('192.168')
    expect(JSON.parse(text)).toEqual({
      detail: {
        error: 'internal',
        message: 'Something broke here. It was written to the log.',
        timestamp: new Date(1_795_000_000_000).toISOString(),
        troubleshooting: expect.any(Array),
        request_id: response.headers.get('x-request-id'),
      },
    })
    expect(lines[0]).toMatchObject({ level: 'error', event: 'request.broke', fields: { message: secret, route: 'POST /agent/message' } })
    expect(lines.filter(({ level }) => level === 'error').length).toBe(1)
  })

  it('does not touch the next request', async () => {
    let calls = 0
    const { request } = fakeApp({
      account: {
        list: async () => {
          if ((calls += 1) === 1) throw new Error('once')
          return { kind: 'list', conversations: [], more: false, rev: 0 }
        },
      },
    })
    expect([(await request('/agent/sessions')).status, (await request('/agent/sessions')).status]).toEqual([500, 200])
  })
})
