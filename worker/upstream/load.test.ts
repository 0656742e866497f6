import { describe, expect, it } from 'vitest'
import type { Fetch, LoadAnswer } from '../ports.ts'
import { FakeClock } from './fakes.ts'
import { createUpstream } from './index.ts'

const SERVER = { baseUrl: 'http://127.0.0.1:1234/v1', apiKey: 'k', headers: { 'x-tunnel': 't' }, timeoutMs: 60_000 }
const json = (body: unknown, status = 200): Response => new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

async function load(answer: () => Response | Promise<Response>, over: Partial<typeof SERVER> = {}): Promise<{ told: string; requests: Request[] }> {
  const requests: Request[] = []
  const fetch: Fetch = async (request) => {
    requests.push(request)
    return answer()
  }
  const told = await createUpstream({ ...SERVER, ...over }, { fetch, clock: new FakeClock() }).load('some/model', new AbortController().signal)
  return { told: said(told), requests }
}
const said = (answer: LoadAnswer): string => (answer.kind === 'failed' ? answer.problem.code : answer.kind)

describe('a load', () => {
  it('is asked for by name, with the key and nothing of a caller', async () => {
    const { told, requests } = await load(() => json({ type: 'llm', instance_id: 'some/model', load_time_seconds: 9.1, status: 'loaded' }))
    expect(told).toBe('loaded')
    expect(requests.map(({ method, url, redirect }) => [method, url, redirect])).toEqual([['POST', 'http://127.0.0.1:1234/api/v1/models/load', 'manual']])
    expect(await requests[0]?.json()).toEqual({ model: 'some/model' })
    expect(Object.fromEntries(requests[0]!.headers)).toEqual({
      accept: 'application/json',
      'accept-encoding': 'identity',
      authorization: 'Bearer k',
      'content-type': 'application/json',
      'ngrok-skip-browser-warning': '1',
      'user-agent': 'porchlight/1',
      'x-tunnel': 't',
    })
  })

  const words = (message: string, status: number) => () => json({ error: { type: 'x', message } }, status)
  it.each<[string, () => Response | Promise<Response>, string]>([
    ['an older LM Studio, which says 200', () => json({ error: 'Unexpected endpoint or method. (POST /api/v1/models/load)' }), 'unsupported'],
    ['another server', () => json({ error: { message: 'File Not Found', code: 404 } }, 404), 'unsupported'],
    ['a key that may not', words('Invalid API token', 401), 'unsupported'],
    ['too little memory', words('Failed to load model "m". Error: insufficient system resources', 500), 'model_load_failed'],
    ['a load that fails and does not say why', words('Something went wrong', 500), 'model_load_failed'],
    ['a model that is not there', words('model_not_found', 404), 'model_not_found'],
    ["the tunnel's edge that cut it", () => new Response('error code: 524', { status: 524 }), 'edge_cut'],
    ['a body that is no load', () => json({ status: 'queued' }), 'model_load_failed'],
    [
      'a connection that broke',
      () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) })),
      'home_off',
    ],
  ])('%s', async (_, answer, code) => {
    expect((await load(answer)).told).toBe(code)
  })

  it('is not asked for at an address without its /v1: LM Studio would answer there, and chat would not', async () => {
    expect(await load(() => json({}), { baseUrl: 'http://127.0.0.1:1234' })).toEqual({ told: 'unsupported', requests: [] })
  })

  it('ends with its signal', async () => {
    const stop = new AbortController()
    const fetch: Fetch = (request) => new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(new DOMException('x', 'AbortError'))))
    const loading = createUpstream(SERVER, { fetch, clock: new FakeClock() }).load('m', stop.signal)
    stop.abort()
    expect((await loading).kind).toBe('failed')
  })
})
