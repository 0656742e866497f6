// The 84 cases: their numbers and names, and that each is played to the byte, in this process.
import { describe, expect, it } from 'vitest'
import { languageModel } from '../cases-world.ts'
import { type Dialect, PROFILES } from '../dialects.ts'
import { createInstantClock, createTestClock } from '../test-clock.ts'
import { casesOf, chat, get, json, post } from '../test-requests.ts'
import { caseNamed, CASES, NAMES, nearest } from './index.ts'

/** In the order of the list that the cases come from. */
const LISTED =
  'stream-basic nonstream-basic usage-trailing usage-on-finish no-usage finish-length reasoning_content reasoning-key think-inline-split think-no-open reasoning-only v1-chat-full v1-chat-mcp models-merge models-empty jit-load-silence prefill-silence-150s headers-late split-utf8 split-lines one-byte-drip all-at-once eof-no-done eof-mid-text rst-mid-text keepalive-reset hang-forever comment-and-event-lines content-type-wrong huge-nonstream abort-before-first abort-mid-stream queue-wait queue-abort-120 jit-race parallel-crash wrong-path-200 no-token-401 string-error-400 model-not-found model-swapped no-models-loaded load-failed overflow-400 overflow-500-responses overflow-stream overflow-empty error-frame-variants crash-midway engine-fetch-failed jinja-error json_object-rejected tool_choice-object image-url v1-eof v1-discriminator prev-id-unknown html-200 tool-deltas tool-parallel tool-empty-id tool-in-text tool-dropped cf-1033-json cf-1033-html cf-502 cf-524 access-302 access-401-403 quick-429 ngrok-3200 ngrok-8012 ngrok-6024 vpc-throw tcp-refused ollama-403-host llamacpp-error-code llamacpp-null-first llamacpp-old-error-line ollama-lost-error vllm-flat-error vllm-finish-on-content jan-plain-text anthropic-error'

it('are 84, each with its number', () => {
  expect(CASES.map(({ name }) => name)).toEqual(LISTED.split(' '))
  expect(CASES.map(({ number }) => number)).toEqual(Array.from({ length: 84 }, (_, at) => at + 1))
})

it.each([
  ['eof-mid-txt', 'eof-mid-text'],
  ['overflow', 'overflow-400'],
  ['cf524', 'cf-524'],
  ['jinja', 'jinja-error'],
])('%s is not there, and %s is near', (name, near) => {
  expect(caseNamed(name)).toBeNull()
  expect(nearest(name)).toContain(near)
})

it('a variant that is not there is none, and neither are names of the language', () => {
  expect(['overflow-400/nothing', 'stream-basic/x', 'overflow-400/keep/more', 'overflow-400/constructor', ''].map(caseNamed)).toEqual([
    null,
    null,
    null,
    null,
    null,
  ])
})

describe('each is played to the byte', () => {
  it.each(NAMES)('%s', async (name) => {
    const found = caseNamed(name)
    const answers = found?.variant?.answers ?? []
    const sim = casesOf({}, createInstantClock())
    for (const [at, answer] of answers.entries()) {
      const caller = new AbortController()
      const [settled] = await Promise.allSettled([sim.fetch(chat(`[[case=${name}]]`, {}, { signal: caller.signal }))])
      if (answer.late && answer.close === 'reset') {
        expect(settled).toMatchObject({ status: 'rejected', reason: { message: answer.why } })
        continue
      }
      const response = settled?.status === 'fulfilled' ? settled.value : null
      expect(response?.status).toBe(answer.status)
      expect(Object.fromEntries(response?.headers ?? [])).toMatchObject(answer.headers)
      const reading = response?.bytes().catch(() => null)
      if (answer.close === 'hang') await new Promise((resolve) => setTimeout(() => resolve(caller.abort()), 5))
      const bytes = await reading
      const sent = [...answer.steps].flatMap((step) => (step.kind === 'send' ? [Buffer.from(step.bytes)] : []))
      if (answer.close === 'end') expect(Buffer.compare(Buffer.from(bytes ?? []), Buffer.concat(sent))).toBe(0)
      expect(sim.records()[at]).toMatchObject({ finished: answer.close === 'end', cut: answer.close === 'reset', aborted: answer.close === 'hang' })
    }
  })
})

it('an emoji can be torn', () => {
  const [answer] = caseNamed('split-utf8')?.variant?.answers ?? []
  const pieces = [...(answer?.steps ?? [])].flatMap((step) => (step.kind === 'send' ? [Buffer.from(step.bytes)] : []))
  expect(pieces[0]?.toString()).toContain('\uFFFD')
  expect(Buffer.concat(pieces).toString()).toContain('"content":"🏮"')
})

it('times go by as fast as they are told to', async () => {
  const clock = createInstantClock(0)
  await (await casesOf({ speed: 1_000 }, clock).fetch(chat('[[case=prefill-silence-150s]]'))).text()
  expect(clock.now()).toBe(150)
})

it('tries: the same question gets the next answer, another one begins anew', async () => {
  const sim = casesOf()
  const statuses: number[] = []
  for (const question of ['one', 'one', 'two', 'one']) statuses.push((await sim.fetch(chat(`${question} [[case=engine-fetch-failed/once]]`))).status)
  expect(statuses).toEqual([400, 200, 400, 200])
})

it('turns: every other one, whoever asks', async () => {
  const sim = casesOf()
  const ends: boolean[] = []
  for (const question of ['one', 'two', 'three'])
    ends.push((await (await sim.fetch(chat(`${question} [[case=parallel-crash]]`))).text()).includes('Channel Error'))
  expect(ends).toEqual([false, true, false])
})

it('who leaves during the prompt leaves the place taken until the prompt is read', async () => {
  const clock = createTestClock(0)
  const sim = casesOf({}, clock)
  const caller = new AbortController()
  const first = (await sim.fetch(chat('[[case=abort-before-first]]', {}, { signal: caller.signal }))).text().catch(() => 'left')
  await clock.advance(1_000)
  caller.abort()
  expect(await first).toBe('left')
  const second = (await sim.fetch(chat('[[case=abort-before-first]]'))).text()
  await clock.advance(4_900 + 600_000)
  expect(sim.records()[1]?.bytes).toBe(0)
  await clock.advance(200)
  expect(await second).toContain('[DONE]')
})

it('two first requests that race load two instances', async () => {
  const clock = createTestClock(0)
  const sim = casesOf({ ...caseNamed('jit-race')?.row.world, first_token_ms: 0 }, clock)
  const texts = await Promise.all([0, 1].map(() => sim.fetch(chat('2+2', { model: 'qwen/qwen3-8b' }))))
  const read = texts.map((response) => response.text())
  await clock.advance(21_000)
  expect((await Promise.all(read)).every((text) => text.includes('[DONE]'))).toBe(true)
  expect(sim.world().loaded.map(({ id }) => id)).toEqual(['qwen/qwen3-8b', 'qwen/qwen3-8b:2'])
})

describe('served alone', () => {
  it.each([
    ['eof-mid-text', 200, 200],
    ['cf-1033-json', 530, 530],
    ['ollama-403-host', 403, 403],
    ['jan-plain-text/invalid', 401, 401],
    ['cf-524/once', 200, 524],
  ])('%s: a list answers %i, a chat %i', async (name, list, status) => {
    const sim = casesOf({ ...caseNamed(name)?.row.world, case: name })
    expect((await sim.fetch(get('/v1/models'))).status).toBe(list)
    expect((await sim.fetch(chat('Hi'))).status).toBe(status)
    expect(sim.records().length).toBe(1)
  })

  it('a tunnel has no header of the server behind it, and the server has its own', async () => {
    const headers = async (name: string) => (await casesOf({ ...caseNamed(name)?.row.world, case: name }).fetch(chat('Hi'))).headers
    expect((await headers('cf-502')).get('x-powered-by')).toBeNull()
    expect((await headers('stream-basic')).get('x-powered-by')).toBe('Express')
    expect((await headers('llamacpp-error-code')).get('server')).toBe('llama.cpp')
  })

  it.each([
    ['/api/v1/chat', 'v1-eof', 'event: chat.start\ndata: {"type":"chat.start"'],
    ['/v1/responses', 'overflow-500-responses', '{"error":{"message":"Engine protocol predict stream returned an error: Context size'],
    ['/v1/messages', 'anthropic-error', '{"type":"error","error":{"type":"api_error"'],
  ])('%s plays %s', async (path, name, begins) => {
    const text = await (await casesOf().fetch(post(path, { model: 'm', input: `Hi [[case=${name}]]` }))).text()
    expect(text.startsWith(begins)).toBe(true)
  })
})

describe('dialects', () => {
  it.each([
    ['llamacpp', 'llamacpp', '"delta":{"role":"assistant","content":null}'],
    ['ollama', 'library', '"system_fingerprint":"fp_ollama"'],
    ['vllm', 'vllm', '"stop_reason":null'],
    ['jan', 'jan', '"delta":{"content":"4"}'],
  ] as const)('%s: its list, its frames, no list of LM Studio', async (dialect, owner, frame) => {
    const sim = casesOf({ dialect })
    expect(await json(sim, get('/v1/models'))).toMatchObject([200, { data: [{ owned_by: owner }, { owned_by: owner }] }])
    expect((await sim.fetch(get('/api/v1/models'))).status).toBe(404)
    expect(await (await sim.fetch(chat('2+2'))).text()).toContain(frame)
  })

  it.each([
    ['ollama', 'model "x" not found, try pulling it first'],
    ['vllm', 'The model `x` does not exist.'],
  ] as const)('%s says in its own words that it does not have a model', async (dialect, message) => {
    const sim = casesOf({ dialect, downloaded: [languageModel('a'), languageModel('b')], loaded: [] })
    expect(await json(sim, chat('Hi', { model: 'x' }))).toMatchObject([404, { error: { message } }])
  })

  it('llama-server: byte for byte as it was recorded', () => {
    const meta = { id: 'chatcmpl-RMBzqTQjLxuYEVbevTerTY6Gi7WrAfwr', created: 1795341615, model: 'stories260k' }
    expect(`${PROFILES.llamacpp.first(meta)}${PROFILES.llamacpp.text(meta, ' w')}`).toBe(
      'data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"created":1795341615,"id":"chatcmpl-RMBzqTQjLxuYEVbevTerTY6Gi7WrAfwr","model":"stories260k","system_fingerprint":"b11669-Debian","object":"chat.completion.chunk"}\n\n' +
        'data: {"choices":[{"finish_reason":null,"index":0,"delta":{"content":" w"}}],"created":1795341615,"id":"chatcmpl-RMBzqTQjLxuYEVbevTerTY6Gi7WrAfwr","model":"stories260k","system_fingerprint":"b11669-Debian","object":"chat.completion.chunk"}\n\n',
    )
    expect(PROFILES.llamacpp.progress?.(meta, 0, 201)).toBe(
      'data: {"choices":[{"finish_reason":null,"index":0,"delta":{"role":"assistant","content":null}}],"created":1795341615,"id":"chatcmpl-RMBzqTQjLxuYEVbevTerTY6Gi7WrAfwr","model":"stories260k","system_fingerprint":"b11669-Debian","object":"chat.completion.chunk","prompt_progress":{"total":201,"cache":0,"processed":0,"time_ms":0}}\n\n',
    )
    expect(PROFILES.llamacpp.broke(meta, 'Context size has been exceeded.')).toBe(
      'data: {"error":{"code":500,"message":"Context size has been exceeded.","type":"server_error"}}\n\n',
    )
  })

  it('llama-server tells how much of the prompt was read, and only who asks for it; no other server does', async () => {
    const told = async (dialect: Dialect, more: Record<string, unknown>): Promise<unknown[]> => {
      const text = await (await casesOf({ dialect }).fetch(chat('2+2 [[delay=8]]', more))).text()
      return Array.from(text.matchAll(/"total":(\d+),"cache":0,"processed":(\d+)/g), ([, total, processed]) => [Number(processed), Number(total)])
    }
    expect(await told('llamacpp', { return_progress: true })).toEqual([0, 2, 4, 6, 8].map((processed) => [processed, 8]))
    expect([await told('llamacpp', {}), await told('lmstudio', { return_progress: true })]).toEqual([[], []])
  })

  it.each([
    ['0.3.5', 200, 200],
    ['0.3.14', 200, 200],
    ['0.4.20', 200, 200],
  ] as const)('LM Studio %s answers %i and %i to its own lists, whether it has them or not', async (version, ...statuses) => {
    const sim = casesOf({ version })
    const lists = await Promise.all(['/api/v0/models', '/api/v1/models'].map((path) => json(sim, get(path))))
    expect(lists.map(([status]) => status)).toEqual(statuses)
    expect(lists.map(([, body]) => JSON.stringify(body).includes('Unexpected endpoint'))).toEqual([version === '0.3.5', version !== '0.4.20'])
  })
})
