// The typed client over the app, with no server: what it takes and gives is checked by the compiler, that it is true by running it.
import { type ClientResponse, hc } from 'hono/client'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { type ChatSettings, emptyView, PLAIN_SETTINGS, type Summary } from '../shared/conversation.ts'
import type { Health, PublicHealth } from '../shared/health.ts'
import type { Sample, Telemetry } from '../shared/history.ts'
import type { ProblemCode } from '../shared/problem.ts'
import type { App } from './app.ts'
import { fakeApp, REPORT, RESULT } from './test/app-fakes.ts'

const SAMPLE: Sample = { minute: 0, up: 1, down: 0, round_trip: null, tokens_per_second: 30, waiting: 0 }

const { app } = fakeApp({
  conversation: {
    accept: async () => ({ kind: 'accepted', turn: 't1', message: 'm1', joined: false }),
    outcome: async () => ({ kind: 'ended', result: RESULT }),
    read: async () => ({ kind: 'view', view: emptyView('c1'), cursor: 'e.0' }),
    change: async ({ title, settings }) =>
      title === 'gone' ? { kind: 'absent' } : { kind: 'changed', title: title ?? '', settings: settings ?? PLAIN_SETTINGS },
    stop: async () => ({ kind: 'stopped', turn: 't1' }),
  },
  account: {
    open: async () => ({ kind: 'ok' }),
    list: async () => ({ kind: 'list', conversations: [], more: false, rev: 1 }),
    rev: async () => ({ kind: 'rev', rev: 1 }),
    remove: async () => ({ kind: 'removed' }),
    defaults: async () => ({ kind: 'defaults', settings: PLAIN_SETTINGS }),
    setDefaults: async (settings) => ({ kind: 'defaults', settings }),
  },
  home: { look: async () => REPORT, history: async () => ({ kind: 'history', until: 1, samples: [SAMPLE] }) },
})
const client = hc<App>('http://localhost:8787', { fetch: app.request })
const one = client.agent.sessions[':id']
const param = { id: 'c1' }

describe('the typed client', () => {
  it('sends messages', async () => {
    const response = await client.agent.message.$post({ json: { message: 'What is 2+2?', mode: 'chat' } })
    if (response.status !== 200) throw new Error('it was not taken')
    const reply = await response.json()
    if ('detail' in reply) throw new Error('it failed late')
    expectTypeOf(reply.reply).toEqualTypeOf<string>()
    expectTypeOf(reply.metadata.tokens_per_second).toEqualTypeOf<number | null>()
    expect(reply.reply).toBe('4')
    await client.agent.message.$post({ json: { retry: 't1', session_id: 'c1' } })
    await client.agent.message.$post({ json: { message: 'x', mode: 'chat', parent: null, settings: PLAIN_SETTINGS } })
    // @ts-expect-error a mode that is none
    await client.agent.message.$post({ json: { message: 'x', mode: 'auto' } })
    // @ts-expect-error neither a message nor a retry
    await client.agent.message.$post({ json: { session_id: 'c1' } })
  })

  it('tells what was seen of home', async () => {
    const told = await client.telemetry.$get({ query: { minutes: '5' } })
    if (told.status !== 200) throw new Error('it was not told')
    const seen = await told.json()
    expectTypeOf(seen).toExtend<Telemetry>()
    expectTypeOf(seen.samples[0]!.round_trip).toEqualTypeOf<number | null>()
    expect(seen).toEqual({ home: 'home', until: 1, minutes: 5, samples: [SAMPLE] })
    expect((await client.telemetry.$get({ query: {} })).status).toBe(200)
  })

  it('lists, reads, changes, stops and deletes', async () => {
    const list = await client.agent.sessions.$get({ query: { before: '12' } })
    if (list.status !== 200) throw new Error('no list')
    expectTypeOf((await list.json()).sessions[0]!).toExtend<Summary>()

    const read = await one.$get({ param, query: {} })
    if (read.status !== 200) throw new Error('no view')
    expect((await read.json()).view.id).toBe('c1')

    const renamed = await one.$patch({ param, json: { title: 'x' } })
    expect(renamed.status === 200 && (await renamed.json()).title).toBe('x')
    const configured = await one.$patch({ param, json: { settings: { model: null, system: 'Be brief.', temperature: 0.5 } } })
    if (configured.status !== 200) throw new Error('it was not taken')
    expectTypeOf((await configured.json()).settings).toEqualTypeOf<ChatSettings>()
    // @ts-expect-error settings of which something is missing
    expect((await one.$patch({ param, json: { settings: { model: null } } })).status).toBe(422)

    const stopped = await one.stop.$post({ param, json: {} })
    expect(stopped.status === 200 && (await stopped.json()).stopped).toBe('t1')
    expect((await one.$delete({ param })).status).toBe(204)
  })

  it('knows the problems of every route by their status', async () => {
    const response = await one.$patch({ param, json: { title: 'gone' } })
    if (response.status !== 404) throw new Error('it was there')
    const { detail } = await response.json()
    expectTypeOf(detail.error).toEqualTypeOf<ProblemCode>()
    expect(detail.error).toBe('not_found')
    expectTypeOf<Awaited<ReturnType<typeof client.health.$get>>>().toExtend<ClientResponse<unknown>>()
  })

  it('tells health for the owner from health for a stranger', async () => {
    const response = await client.health.$get()
    if (response.status !== 200) throw new Error('always 200')
    const health: Health | PublicHealth = await response.json()
    expect('home' in health && health.home.state).toBe('online')
  })

  it('keeps how new chats are asked', async () => {
    const put = await client.settings.$put({ json: { model: 'gemma', system: '', temperature: 1 } })
    if (put.status !== 200) throw new Error('it was not taken')
    const kept = await put.json()
    expectTypeOf(kept).toEqualTypeOf<ChatSettings>()
    expect(kept.model).toBe('gemma')
    const got = await client.settings.$get()
    expect(got.status === 200 && (await got.json())).toEqual(PLAIN_SETTINGS)
  })

  it('signs in', async () => {
    expect((await client.auth['sign-in'].$post({ json: { password: 'x' } })).status).toBe(204)
    const who = await client.auth.$get()
    expect(who.status === 200 && (await who.json()).via).toBe('open')
  })
})
