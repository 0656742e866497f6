// A simulated LM Studio through its own door: lists, answers, refusals.
import { describe, expect, it } from 'vitest'
import { NO_MODELS_LOADED } from './cases-errors.ts'
import { createWorld, languageModel, SIM_MODEL, type World } from './cases-world.ts'
import { createInstantClock, createTestClock } from './test-clock.ts'
import { casesOf, chat, contentOf, get, json, post } from './test-requests.ts'

const qwen = languageModel('qwen/qwen3-8b')
const EMBEDDING = 'text-embedding-nomic-embed-text-v1.5'

describe('lists', () => {
  it('the plain one holds what is downloaded, without a word on what is loaded', async () => {
    const response = await casesOf().fetch(get('/v1/models'))
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.text()).toBe(
      `{"data":[{"id":"${SIM_MODEL}","object":"model","owned_by":"organization_owner"},{"id":"${EMBEDDING}","object":"model","owned_by":"organization_owner"}],"object":"list"}`,
    )
  })

  it('and only what is loaded where nothing loads on demand', async () => {
    expect(await json(casesOf({ jit: false, loaded: [] }), get('/v1/models'))).toEqual([200, { data: [], object: 'list' }])
  })

  it('v0 tells the state and the loaded context', async () => {
    const world = createWorld()
    const [status, body] = await json(casesOf({ downloaded: [...world.downloaded, qwen] }), get('/api/v0/models'))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      object: 'list',
      data: [
        { id: SIM_MODEL, object: 'model', type: 'llm', state: 'loaded', max_context_length: 32_768, loaded_context_length: 4_096, compatibility_type: 'gguf' },
        { id: EMBEDDING, type: 'embeddings', state: 'not-loaded' },
        { id: qwen.key, publisher: 'qwen', type: 'llm', state: 'not-loaded' },
      ],
    })
    expect(body).not.toHaveProperty('data.2.loaded_context_length')
    expect(await json(casesOf({ downloaded: [qwen], loaded: [] }), get('/api/v0/models/qwen/qwen3-8b'))).toMatchObject([
      200,
      { id: qwen.key, state: 'not-loaded' },
    ])
  })

  it('v1 tells the loaded instances', async () => {
    const [, body] = await json(casesOf({ concurrency: 2 }), get('/api/v1/models'))
    expect(body).toMatchObject({
      models: [
        { type: 'llm', key: SIM_MODEL, max_context_length: 32_768, loaded_instances: [{ id: SIM_MODEL, config: { context_length: 4_096, parallel: 2 } }] },
        { type: 'embedding', key: EMBEDDING, loaded_instances: [] },
      ],
    })
    expect(body).not.toHaveProperty('models.1.capabilities')
  })

  it('greets', async () => {
    expect(await json(casesOf(), get('/lmstudio-greeting'))).toEqual([200, { lmstudio: true }])
  })
})

describe('an answer', () => {
  it('has the framing of LM Studio, byte for byte', async () => {
    const sim = casesOf({}, createInstantClock(1_780_000_000_000))
    const response = await sim.fetch(chat('What is 2+2? [[reasoning=1]]', { stream_options: { include_usage: true } }))
    const head = `{"id":"chatcmpl-sim1","object":"chat.completion.chunk","created":1780000000,"model":"${SIM_MODEL}","system_fingerprint":"${SIM_MODEL}","choices":[`
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    expect(await response.text()).toBe(
      [
        `data: ${head}{"index":0,"delta":{"role":"assistant","reasoning_content":"First"},"logprobs":null,"finish_reason":null}]}`,
        `data: ${head}{"index":0,"delta":{"role":"assistant","content":"4"},"logprobs":null,"finish_reason":null}]}`,
        `data: ${head}{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]}`,
        `data: ${head}],"usage":{"prompt_tokens":11,"completion_tokens":2,"total_tokens":13,"completion_tokens_details":{"reasoning_tokens":1}}}`,
        'data: [DONE]\n\n',
      ].join('\n\n'),
    )
  })

  it('can be had whole', async () => {
    const [status, body] = await json(casesOf(), chat('2+2', { stream: false }))
    expect(status).toBe(200)
    expect(body).toMatchObject({ object: 'chat.completion', choices: [{ message: { role: 'assistant', content: '4' }, finish_reason: 'stop' }], stats: {} })
  })

  it.each([
    ['max_tokens', 'Go on [[tokens=50]]', { max_tokens: 10 }, 10, 'length'],
    ['a marker', 'Go on [[tokens=10]] [[finish=length]]', {}, 10, 'length'],
    ['the context', `${'x'.repeat(4 * 4_000)} [[tokens=500]]`, {}, 4_096 - 4 - 4_004, 'length'],
    ['nothing', 'Go on [[tokens=10]]', { max_tokens: 10 }, 10, 'stop'],
    ['nothing to say', 'Go on [[tokens=0]]', {}, 0, 'stop'],
  ])('ends by %s', async (_name, prompt, more, tokens, finish) => {
    const text = await (await casesOf().fetch(chat(prompt, more))).text()
    expect(text.match(/"content":/g)?.length ?? 0).toBe(tokens)
    expect(text).toContain(`"delta":{},"logprobs":null,"finish_reason":"${finish}"`)
    expect(text).not.toContain('"usage"')
  })

  it('takes its time: the prompt, then each token', async () => {
    const clock = createInstantClock(0)
    await (await casesOf({ rate: 10, first_token_ms: 700 }, clock).fetch(chat('Go on [[tokens=20]]'))).text()
    expect(clock.now()).toBe(2_700)
    await (await casesOf({}, clock).fetch(chat('Go on [[tokens=20]] [[delay=0]] [[rate=20]]'))).text()
    expect(clock.now()).toBe(3_700)
    await (await casesOf({}, clock).fetch(chat('Go on [[tokens=20]] [[delay=300]] [[rate=20]]', { stream: false }))).text()
    expect(clock.now()).toBe(5_000)
  })

  it('comes from the only loaded model, whatever was asked for', async () => {
    expect(await json(casesOf(), chat('2+2', { stream: false, model: 'gpt-4' }))).toMatchObject([200, { model: SIM_MODEL }])
  })

  it('waits for a model that must be loaded, in silence', async () => {
    const clock = createTestClock(0)
    const sim = casesOf({ downloaded: [qwen], loaded: [], load_ms: 9_000 }, clock)
    const response = await sim.fetch(chat('2+2', { model: qwen.key }))
    expect(response.status).toBe(200)
    const text = response.text()
    await clock.advance(8_999)
    expect([sim.world().loaded, sim.records()[0]?.bytes]).toEqual([[], 0])
    await clock.advance(1_000)
    expect(contentOf(await text)).toBe('4')
    expect(sim.world().loaded).toEqual([{ id: qwen.key, key: qwen.key, context: 4_096 }])
  })

  it('shares a load with who asks while it runs', async () => {
    const clock = createTestClock(0)
    const sim = casesOf({ downloaded: [qwen], loaded: [], load_ms: 9_000, first_token_ms: 0 }, clock)
    const texts = [(await sim.fetch(chat('2+2', { model: qwen.key }))).text()]
    await clock.advance(8_000)
    texts.push((await sim.fetch(chat('2+2', { model: qwen.key }))).text())
    await clock.advance(1_100)
    expect((await Promise.all(texts)).map(contentOf)).toEqual(['4', '4'])
    expect(sim.world().loaded).toHaveLength(1)
  })

  it('ends with an error where its model is unloaded', async () => {
    const clock = createTestClock(0)
    const sim = casesOf({}, clock)
    const text = (await sim.fetch(chat('Go on [[tokens=100]]'))).text()
    await clock.advance(500)
    sim.change((world) => ({ ...world, loaded: [] }))
    await clock.advance(100)
    expect(await text).toMatch(/event: error\ndata: \{"error":\{"message":"Model is unloaded\."\}.*\n\n$/)
  })
})

describe('refusals', () => {
  it.each<[string, Partial<World>, Request, number, unknown]>([
    ['an unknown path, with 200', {}, get('/models'), 200, { error: 'Unexpected endpoint or method. (GET /models)' }],
    ['an unknown method, with 200', {}, post('/v1/models', {}), 200, { error: 'Unexpected endpoint or method. (POST /v1/models)' }],
    ['an unknown path, also where a token is needed', { token: 'sk-lm-x' }, get('/'), 200, { error: 'Unexpected endpoint or method. (GET /)' }],
    ['no messages', {}, post('/v1/chat/completions', {}), 400, { error: "'messages' field is required" }],
    ['a preflight', {}, get('/v1/chat/completions', { method: 'OPTIONS' }), 400, { error: 'The request body is not a JSON object.' }],
    [
      'a wrong model, with several known',
      { downloaded: [languageModel('a'), languageModel('b')], loaded: [] },
      chat('Hi', { model: 'o4-mini' }),
      400,
      {
        error: {
          message: 'Invalid model identifier "o4-mini". Please specify a valid downloaded model (e.g., a, b).',
          type: 'invalid_request_error',
          param: 'model',
          code: 'model_not_found',
        },
      },
    ],
    [
      'nothing loaded',
      { loaded: [], jit: false },
      chat('Hi'),
      400,
      { error: { message: NO_MODELS_LOADED, type: 'invalid_request_error', param: 'model', code: null } },
    ],
    [
      'a prompt that does not fit',
      {},
      chat('x'.repeat(40_000), { stream: false }),
      400,
      { error: 'Engine protocol predict stream returned an error: {"code":500,"message":"Context size has been exceeded.","type":"server_error"}' },
    ],
    [
      'an answer that breaks, not streamed',
      {},
      chat('[[tokens=9]] [[error=3]]', { stream: false }),
      400,
      { error: 'The model has crashed without additional information. (Exit code: null)' },
    ],
    ['a case that is not there', {}, chat('[[case=nothing]]'), 400, { error: 'There is no case "nothing".' }],
  ])('%s', async (_name, state, request, status, body) => {
    expect(await json(casesOf(state), request)).toEqual([status, body])
  })

  it.each([
    ['/v1/models', undefined, 401],
    ['/api/v1/models', 'Bearer sk-lm-wrong', 401],
    ['/v1/models', 'Bearer sk-lm-right', 200],
    ['/lmstudio-greeting', undefined, 200],
  ])('a token: %s with %s answers %i', async (path, authorization, status) => {
    const [got, body] = await json(casesOf({ token: 'sk-lm-right' }), get(path, authorization === undefined ? {} : { headers: { authorization } }))
    expect(got).toBe(status)
    if (status === 401) expect(body).toMatchObject({ error: { type: 'invalid_request', code: 'invalid_api_key' } })
  })

  it('a streamed prompt that does not fit has its 200 and then an error', async () => {
    const response = await casesOf().fetch(chat('x'.repeat(40_000)))
    expect(response.status).toBe(200)
    expect(await response.text()).toMatch(/^event: error\ndata: \{"error":\{"message":"Engine protocol predict stream.*Context size has been exceeded.*\n\n$/)
  })

  it('the next requests can be told to fail, one each', async () => {
    const sim = casesOf({ failures: ['engine-fetch-failed', 'no-models-loaded/404'] })
    const statuses = [await sim.fetch(chat('2+2')), await sim.fetch(chat('2+2')), await sim.fetch(chat('2+2'))].map(({ status }) => status)
    expect(statuses).toEqual([400, 404, 200])
  })
})

describe('loading on request', () => {
  it('loads, tells the instance, and unloads', async () => {
    const clock = createInstantClock(0)
    const sim = casesOf({ downloaded: [qwen], loaded: [], load_ms: 2_500 }, clock)
    expect(await json(sim, post('/api/v1/models/load', { model: qwen.key, context_length: 8_192, echo_load_config: true }))).toEqual([
      200,
      { type: 'llm', instance_id: qwen.key, load_time_seconds: 2.5, status: 'loaded', load_config: { context_length: 8_192 } },
    ])
    expect(clock.now()).toBe(2_500)
    expect(sim.world().loaded).toHaveLength(1)
    expect(await json(sim, post('/api/v1/models/unload', { instance_id: qwen.key }))).toEqual([200, { instance_id: qwen.key }])
    expect(sim.world().loaded).toEqual([])
  })

  it.each([
    ['/api/v1/models/load', { model: 'nothing' }, 404],
    ['/api/v1/models/unload', { instance_id: 'nothing' }, 404],
    ['/api/v1/models/unload', { model: SIM_MODEL }, 400],
  ])('%s refuses %j', async (path, body, status) => {
    expect((await json(casesOf(), post(path, body)))[0]).toBe(status)
  })
})
