// The requests that are made, and what each kind of answer becomes. Streams have their own tests.
import { beforeEach, describe, expect, it } from 'vitest'
import { emptyView } from '../../shared/conversation.ts'
import { problem } from '../../shared/problem.ts'
import { type FakeTimers, fakeTimers } from '../test/fake-timers.ts'
import type { Api } from './api.ts'
import { ANSWER_MS, createClient } from './client.ts'

let asked: { readonly url: string; readonly method: string; readonly body: unknown; readonly accept: string | null }[]
const SETTINGS = { model: 'm', system: 'Be short.', temperature: 0.2 }

let answer: () => Promise<Response>
let signedOut: number
let versions: string[]
let connected: boolean
let timers: FakeTimers
let api: Api

beforeEach(() => {
  asked = []
  signedOut = 0
  versions = []
  connected = true
  timers = fakeTimers()
  api = createClient({
    origin: 'http://porch.test',
    timers,
    connected: () => connected,
    onSignedOut: () => (signedOut += 1),
    onVersion: (version) => versions.push(version),
    fetch: (url, init) => {
      const headers = new Headers(init.headers)
      asked.push({ url, method: init.method ?? 'GET', body: typeof init.body === 'string' ? JSON.parse(init.body) : null, accept: headers.get('accept') })
      return new Promise((resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')))
        answer().then(resolve, reject)
      })
    },
  })
})

const HEADERS = { 'x-porchlight-version': '0.1.0' }
const json =
  (value: unknown, status = 200) =>
  (): Promise<Response> =>
    Promise.resolve(Response.json(value, { status, headers: HEADERS }))
const nothing = (): Promise<Response> => Promise.resolve(new Response(null, { status: 204, headers: HEADERS }))
const refused = (code: Parameters<typeof problem>[0], status: number) => json({ detail: problem(code, 0, 'r1') }, status)

describe('a request', () => {
  const view = emptyView('c1')
  const cases: [string, (api: Api) => Promise<unknown>, () => Promise<Response>, object, unknown][] = [
    ['health', (a) => a.health(), json({ status: 'healthy', timestamp: 't' }), { url: '/health', method: 'GET' }, { status: 'healthy', timestamp: 't' }],
    ['auth', (a) => a.auth(), json({ signed_in: true, via: 'open' }), { url: '/auth', method: 'GET' }, { signed_in: true, via: 'open' }],
    ['signIn', (a) => a.signIn('p'), nothing, { url: '/auth/sign-in', method: 'POST', body: { password: 'p' } }, null],
    ['signOut', (a) => a.signOut(), nothing, { url: '/auth/sign-out', method: 'POST' }, null],
    ['sessions', (a) => a.sessions(null), json({ sessions: [], more: false, rev: 1 }), { url: '/agent/sessions' }, { sessions: [], more: false, rev: 1 }],
    [
      'sessions before',
      (a) => a.sessions(7),
      json({ sessions: [], more: false, rev: 1 }),
      { url: '/agent/sessions?before=7' },
      { sessions: [], more: false, rev: 1 },
    ],
    ['session', (a) => a.session('c1', null), json({ view, cursor: 'e1.1' }), { url: '/agent/sessions/c1' }, { view, cursor: 'e1.1' }],
    ['session before', (a) => a.session('c1', 'q9'), json({ view, cursor: 'e1.1' }), { url: '/agent/sessions/c1?before=q9' }, { view, cursor: 'e1.1' }],
    ['rename', (a) => a.rename('c1', 'T'), json({ title: 'T' }), { url: '/agent/sessions/c1', method: 'PATCH', body: { title: 'T' } }, { title: 'T' }],
    ['remove', (a) => a.remove('c1'), nothing, { url: '/agent/sessions/c1', method: 'DELETE' }, null],
    ['stop', (a) => a.stop('c1', 't1'), json({ stopped: 't1' }), { url: '/agent/sessions/c1/stop', method: 'POST', body: { turn: 't1' } }, { stopped: 't1' }],
  ]
  it.each(cases)('%s', async (_name, call, answered, expected, value) => {
    answer = answered
    expect(await call(api)).toEqual({ kind: 'ok', value })
    expect({ ...asked[0], url: asked[0]?.url.replace('http://porch.test', '') }).toMatchObject(expected)
    expect(timers.pending()).toBe(0)
  })

  const listener = { onOpen: () => undefined, onEvent: () => undefined }
  const stream = (): Promise<Response> => Promise.resolve(new Response('', { headers: { 'content-type': 'text/event-stream' } }))
  const streams: [string, (api: Api, signal: AbortSignal) => Promise<unknown>, object][] = [
    [
      'send a message',
      (a, s) => a.send('c1', { kind: 'message', id: 'm1', text: 'Hi', place: { kind: 'head' }, settings: null }, 'e1.4', listener, s),
      { url: '/agent/message', body: { message: 'Hi', mode: 'chat', session_id: 'c1', message_id: 'm1' } },
    ],
    [
      'send a message after another one, with settings',
      (a, s) => a.send('c1', { kind: 'message', id: 'm1', text: 'Hi', place: { kind: 'after', message: 't1' }, settings: SETTINGS }, null, listener, s),
      { url: '/agent/message', body: { message: 'Hi', mode: 'chat', session_id: 'c1', message_id: 'm1', parent: 't1', settings: SETTINGS } },
    ],
    [
      'begin the chat anew',
      (a, s) => a.send('c1', { kind: 'message', id: 'm1', text: 'Hi', place: { kind: 'root' }, settings: null }, null, listener, s),
      { url: '/agent/message', body: { message: 'Hi', mode: 'chat', session_id: 'c1', message_id: 'm1', parent: null } },
    ],
    [
      'send a retry',
      (a, s) => a.send('c1', { kind: 'retry', id: 'm2', turn: 't1' }, null, listener, s),
      { url: '/agent/message', body: { retry: 't1', session_id: 'c1', message_id: 'm2' } },
    ],
    [
      'send a wish to go on',
      (a, s) => a.send('c1', { kind: 'continue', id: 'm2', turn: 't1' }, null, listener, s),
      { url: '/agent/message', body: { continue: 't1', session_id: 'c1', message_id: 'm2' } },
    ],
    ['follow', (a, s) => a.events('c1', null, listener, s), { url: '/agent/sessions/c1/events', body: {} }],
    ['follow from an event', (a, s) => a.events('c1', 'e1.4', listener, s), { url: '/agent/sessions/c1/events', body: { after: 'e1.4' } }],
  ]
  it.each(streams)('%s', async (_name, call, expected) => {
    answer = stream
    expect(await call(api, new AbortController().signal)).toEqual({ kind: 'closed' })
    expect({ ...asked[0], url: asked[0]?.url.replace('http://porch.test', '') }).toEqual({ method: 'POST', accept: 'text/event-stream', ...expected })
  })
})

describe('what is not the answer', () => {
  it('is a refusal with its problem', async () => {
    answer = refused('home_off', 503)
    expect(await api.rename('c1', 'T')).toEqual({ kind: 'refused', status: 503, problem: problem('home_off', 0, 'r1') })
    expect(signedOut).toBe(0)
  })

  it('is told where the person is not known any more, and not where the password was wrong', async () => {
    answer = refused('wrong_password', 401)
    await api.signIn('p')
    expect(signedOut).toBe(0)
    answer = refused('signed_out', 401)
    await api.sessions(null)
    await api.events('c1', null, { onOpen: () => undefined, onEvent: () => undefined }, new AbortController().signal)
    expect(signedOut).toBe(2)
  })

  it('is foreign where it does not come from Porchlight', async () => {
    for (const page of [
      new Response('<html>', { status: 200 }),
      Response.json({}),
      new Response('<html>', { status: 502 }),
      new Response(null, { status: 204 }),
    ]) {
      answer = async () => page
      expect(await api.health()).toEqual({ kind: 'unreachable', why: 'foreign', at: timers.now() })
    }
  })

  it('is no answer, or no network', async () => {
    answer = () => Promise.reject(new TypeError('Failed to fetch'))
    expect(await api.health()).toEqual({ kind: 'unreachable', why: 'no_answer', at: timers.now() })
    connected = false
    expect(await api.health()).toEqual({ kind: 'unreachable', why: 'no_network', at: timers.now() })
  })

  it('is too late', async () => {
    answer = () => new Promise(() => undefined)
    const late = api.health()
    await timers.advance(ANSWER_MS)
    expect(await late).toEqual({ kind: 'unreachable', why: 'timeout', at: timers.now() })
  })
})
