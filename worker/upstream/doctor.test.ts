// The doctor's way through a model server that a test plays: what it asks, in which order, and where it stops.
import { describe, expect, it } from 'vitest'
import { DOCTOR_STEPS, type Finding } from '../../shared/doctor.ts'
import { DOCTOR_ANSWER_MS, DOCTOR_PIECES_MAX, PROBE_TIMEOUT_MS } from '../../shared/limits.ts'
import type { DoctorLine } from '../ports.ts'
import { settle } from '../test/fakes.ts'
import { chunk, DONE, FakeClock, handBody, say, sse, stop } from './fakes.ts'
import { createDoctor, type Server } from './index.ts'

const BASE = 'http://10.0.0.7:1234/v1'
const KEY = 'canary-0123456789abcdef'
const JSON_LIST = (...ids: string[]): Response =>
  Response.json({ object: 'list', data: ids.map((id) => ({ id, object: 'model', owned_by: 'organization_owner' })) })
const NATIVE = (...models: [id: string, loaded: boolean][]): Response =>
  Response.json({ models: models.map(([key, loaded]) => ({ key, type: 'llm', loaded_instances: loaded ? [{ id: key, config: {} }] : [] })) })
const UNEXPECTED = (): Response => Response.json({ error: 'Unexpected endpoint or method.' })
const NO_PLACE: DoctorLine = { enter: async () => false, leave: () => {} }

type Answers = Readonly<Record<string, (body: { max_tokens?: number; model?: string }) => Response | Promise<Response>>>
const HEALTHY: Answers = {
  'GET /v1/models': () => JSON_LIST('m'),
  'GET /api/v1/models': () => NATIVE(['m', true]),
  'POST /v1/chat/completions': ({ max_tokens }) => new Response(sse(...Array.from({ length: max_tokens ?? 0 }, () => say('a')), stop(), DONE)),
}

function setup(answers: Answers, { server = {}, demo = false, line }: { server?: Partial<Server>; demo?: boolean; line?: DoctorLine } = {}) {
  const clock = new FakeClock()
  const asked: string[] = []
  const places: string[] = []
  const findings: Finding[] = []
  const fetch = async (request: Request): Promise<Response> => {
    const what = `${request.method} ${new URL(request.url).pathname}`
    asked.push(what)
    const answer = answers[what]
    if (!answer) return UNEXPECTED()
    return answer(request.method === 'POST' ? JSON.parse(await request.text()) : {})
  }
  const doctor = createDoctor(
    { baseUrl: BASE, apiKey: null, headers: {}, timeoutMs: 60_000, ...server },
    { fetch, clock },
    { resolves: true, model: null, firm: false, pick: (models) => models[0] ?? null, demo },
  )
  const standing: DoctorLine = line ?? {
    enter: async () => places.push('in') > 0,
    leave: () => void places.push('out'),
  }
  const over = new AbortController()
  const run = async (before: readonly Finding[] = []): Promise<Finding[]> => {
    for await (const finding of doctor({ before, line: standing, signal: over.signal })) findings.push(finding)
    return findings
  }
  const results = async (): Promise<string[]> => (await run()).map(({ step, result }) => `${step} ${result}`)
  return { clock, asked, places, findings, run, results, leave: () => over.abort() }
}

const failed = (findings: readonly Finding[]): string[] => findings.filter(({ result }) => result === 'failed').map(({ step }) => step)

describe('a home that is well', () => {
  it('every step is told once, in order, and the GPU is asked with a place in line', async () => {
    const { run, asked, places } = setup(HEALTHY)
    const findings = await run()
    expect(findings.map(({ step }) => step)).toEqual(DOCTOR_STEPS)
    expect(failed(findings)).toEqual([])
    expect(asked).toEqual(['GET /v1/models', 'GET /api/v1/models', 'POST /v1/chat/completions', 'POST /v1/chat/completions'])
    expect(places).toEqual(['in', 'out'])
  })

  it('the two answers are short ones of the model that is picked', async () => {
    const bodies: unknown[] = []
    await setup({ ...HEALTHY, 'POST /v1/chat/completions': (body) => (bodies.push(body), new Response(sse(say('a'), stop(), DONE))) }).run()
    expect(bodies).toMatchObject([
      { model: 'm', max_tokens: 1, stream: true },
      { model: 'm', max_tokens: 32, stream: true },
    ])
  })

  it('no place in line: the answers are not asked for, and it says why', async () => {
    const { run, asked } = setup(HEALTHY, { line: NO_PLACE })
    expect((await run()).slice(-2)).toMatchObject([
      { step: 'answer', result: 'skipped', says: expect.stringContaining('busy') },
      { step: 'stream', result: 'skipped' },
    ])
    expect(asked.some((what) => what.startsWith('POST'))).toBe(false)
  })

  it('what the caller saw itself is not looked at again, and a failure of it ends the way', async () => {
    const name: Finding = { step: 'name', result: 'ok', says: 'Seen.', todo: [] }
    expect((await setup(HEALTHY).run([name]))[0]).toEqual(name)
    const { run, asked } = setup(HEALTHY)
    const findings = await run([{ ...name, result: 'failed' }])
    expect([findings.length, failed(findings), asked]).toEqual([DOCTOR_STEPS.length, ['name'], []])
  })

  it('the demo has no way', async () => {
    const { run } = setup({ ...HEALTHY, 'GET /v1/models': () => JSON_LIST('m') }, { demo: true })
    expect((await run()).slice(0, 6).map(({ result, says }) => [result, says.includes('demo')])).toEqual(Array.from({ length: 6 }, () => ['skipped', true]))
  })
})

describe('where it stops', () => {
  it.each<[string, Answers, Partial<Server>, string, RegExp]>([
    ['/v1 missing', HEALTHY, { baseUrl: 'http://10.0.0.7:1234' }, 'path', /missing/],
    ['/v1 doubled', HEALTHY, { baseUrl: `${BASE}/v1` }, 'path', /twice/],
    ['no API at all', {}, {}, 'path', /not a model API/],
    ['no API, with or without /v1', {}, { baseUrl: 'http://10.0.0.7:1234' }, 'path', /not a model API/],
    [
      'a refused key',
      { 'GET /v1/models': () => Response.json({ error: { code: 'invalid_api_key' } }, { status: 401 }) },
      { apiKey: KEY },
      'token',
      /refuses the key/,
    ],
    ['busy', { 'GET /v1/models': () => new Response('server busy', { status: 503 }) }, {}, 'server', /busy/],
    ['no models', { 'GET /v1/models': () => JSON_LIST(), 'GET /api/v1/models': () => NATIVE() }, {}, 'models', /no model/],
    ['not loaded, on demand', { ...HEALTHY, 'GET /api/v1/models': () => NATIVE(['m', false]) }, {}, 'loaded', /first message loads it/],
    [
      'not loaded, never by itself',
      { ...HEALTHY, 'GET /v1/models': () => JSON_LIST(), 'GET /api/v1/models': () => NATIVE(['m', false]) },
      {},
      'loaded',
      /nothing loads/,
    ],
    [
      'an error instead of a token',
      { ...HEALTHY, 'POST /v1/chat/completions': () => Response.json({ error: 'The model has crashed' }, { status: 400 }) },
      {},
      'answer',
      /crashed/,
    ],
    [
      'an error in the stream',
      { ...HEALTHY, 'POST /v1/chat/completions': () => new Response('event: error\ndata: {"error":{"message":"Model is unloaded."}}\n\n') },
      {},
      'answer',
      /no model is loaded/,
    ],
  ])('%s', async (_, answers, server, step, says) => {
    const { run, asked } = setup(answers, { server })
    const findings = await run()
    expect(findings.map((finding) => finding.step)).toEqual(DOCTOR_STEPS)
    expect(failed(findings)).toEqual([step])
    expect(findings.find(({ result }) => result === 'failed')?.says).toMatch(says)
    expect(findings.slice(DOCTOR_STEPS.indexOf('server') + 1).filter(({ result }) => result === 'ok').length).toBeLessThan(4)
    if (step !== 'answer') expect(asked.some((what) => what.startsWith('POST'))).toBe(false)
  })

  it('a list that never comes', async () => {
    const { run, clock } = setup({ 'GET /v1/models': () => new Promise(() => {}) })
    const told = run()
    await settle()
    clock.advance(PROBE_TIMEOUT_MS)
    expect(failed(await told)).toEqual(['connection'])
  })

  it('a token that never comes: the connection is closed, and the place given back', async () => {
    const body = handBody()
    const { run, clock, places } = setup({ ...HEALTHY, 'POST /v1/chat/completions': () => new Response(body.body) })
    const told = run()
    await settle()
    clock.advance(DOCTOR_ANSWER_MS)
    expect(failed(await told)).toEqual(['answer'])
    expect([body.cancelled(), places]).toEqual([true, ['in', 'out']])
  })

  it('an answer that does not keep to its tokens is left', async () => {
    const body = handBody()
    const { run } = setup({
      ...HEALTHY,
      'POST /v1/chat/completions': ({ max_tokens }) => (max_tokens === 1 ? new Response(sse(say('a'), stop(), DONE)) : new Response(body.body)),
    })
    const told = run()
    await settle()
    body.write(sse(...Array.from({ length: DOCTOR_PIECES_MAX }, () => say('a'))))
    expect((await told).at(-1)?.says).toContain(`${DOCTOR_PIECES_MAX} pieces`)
    expect(body.cancelled()).toBe(true)
  })

  it('who leaves ends it, and hears nothing more', async () => {
    const body = handBody()
    const { run, leave, findings, places } = setup({ ...HEALTHY, 'POST /v1/chat/completions': () => new Response(body.body) })
    const told = run()
    await settle()
    leave()
    await told
    expect([findings.at(-1)?.step, places, body.cancelled()]).toEqual(['loaded', ['in', 'out'], true])
  })
})

describe('pieces and their times', () => {
  async function timed(write: (body: ReturnType<typeof handBody>, clock: FakeClock) => Promise<void>): Promise<Finding | undefined> {
    const body = handBody()
    const { run, clock } = setup({
      ...HEALTHY,
      'POST /v1/chat/completions': ({ max_tokens }) => (max_tokens === 1 ? new Response(sse(say('a'), stop(), DONE)) : new Response(body.body)),
    })
    const told = run()
    await settle()
    await write(body, clock)
    return (await told).at(-1)
  }

  it('one by one', async () => {
    const finding = await timed(async (body, clock) => {
      for (let at = 0; at < 5; at += 1) {
        clock.advance(200)
        body.write(sse(chunk({ reasoning_content: 'x' })))
        await settle()
      }
      body.write(DONE)
    })
    expect(finding).toMatchObject({ step: 'stream', result: 'ok', says: expect.stringContaining('5 pieces') })
  })

  it('all at once, as a tunnel that buffers gives them', async () => {
    const finding = await timed(async (body, clock) => {
      clock.advance(3_000)
      body.write(sse(say('a'), say('b'), say('c'), say('d'), say('e'), stop(), DONE))
    })
    expect(finding).toMatchObject({ step: 'stream', result: 'failed', says: expect.stringContaining('at once after 3.0 s') })
  })
})

it('no secret is told, though a server says it back', async () => {
  const echo = (): Response => new Response(`<title>${KEY}</title>`, { status: 502, headers: { 'content-type': 'text/html' } })
  const server = { apiKey: KEY, headers: { 'x-tunnel': `${KEY}-2` } }
  for (const answers of [
    { 'GET /v1/models': echo },
    { ...HEALTHY, 'GET /api/v1/models': () => NATIVE([`m-${KEY}`, true]) },
    { ...HEALTHY, 'POST /v1/chat/completions': echo },
  ]) {
    expect(JSON.stringify(await setup(answers, { server }).run())).not.toContain('canary')
  }
})
