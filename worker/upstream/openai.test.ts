import { describe, expect, it } from 'vitest'
import { DRAIN_MS, ERROR_BODY_MAX_BYTES, ERROR_BODY_MS } from '../../shared/limits.ts'
import type { ChatRequest, Fetch, UpstreamEvent } from '../ports.ts'
import { DONE, FakeClock, chunk, handBody, say, sse, stop } from './fakes.ts'
import { createUpstream } from './index.ts'

const SERVER = { baseUrl: 'http://127.0.0.1:1234/v1', apiKey: null, headers: {}, timeoutMs: 60_000 }
const ASK: ChatRequest = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], temperature: null, goesOn: false }
const stream = (body: string | ReadableStream<Uint8Array>, init: ResponseInit = {}): Response =>
  new Response(body, { headers: { 'content-type': 'text/event-stream' }, ...init })
const never = new AbortController().signal

/** A model server that gives these answers, one for each request, and remembers what it was asked. */
function serving(...answers: readonly (Response | Error | (() => Promise<Response>))[]): {
  fetch: Fetch
  asked: { url: string; body: unknown; request: Request }[]
} {
  const asked: { url: string; body: unknown; request: Request }[] = []
  const fetch: Fetch = async (request) => {
    const answer = answers[asked.length]
    asked.push({ url: request.url, body: request.method === 'POST' ? JSON.parse(await request.clone().text()) : null, request })
    if (answer === undefined) throw new Error('asked once too often')
    if (answer instanceof Error) throw answer
    return typeof answer === 'function' ? answer() : answer
  }
  return { fetch, asked }
}

async function all(events: AsyncIterable<UpstreamEvent>): Promise<UpstreamEvent[]> {
  const list: UpstreamEvent[] = []
  for await (const event of events) list.push(event)
  return list
}

const chat = (fetch: Fetch, request = ASK, signal = never, server: Parameters<typeof createUpstream>[0] = SERVER): Promise<UpstreamEvent[]> =>
  all(createUpstream(server, { fetch, clock: new FakeClock() }).chat(request, signal))
const iterate = (response: Response, signal: AbortSignal): AsyncIterator<UpstreamEvent> => {
  const events = createUpstream(SERVER, { ...serving(response), clock: new FakeClock() }).chat(ASK, signal)
  return events[Symbol.asyncIterator]()
}
const textIn = (events: readonly UpstreamEvent[]): string => events.map((event) => (event.type === 'text' ? event.text : '')).join('')
const OPENED: UpstreamEvent = { type: 'opened' }

describe('what is asked', () => {
  it('the question, streamed, with the count of tokens, and nothing of anybody else', async () => {
    const { fetch, asked } = serving(stream(sse(say('a'), stop(), DONE)))
    await chat(fetch)
    expect(asked).toHaveLength(1)
    const { url, body, request } = asked[0]!
    expect(url).toBe('http://127.0.0.1:1234/v1/chat/completions')
    expect(request.method).toBe('POST')
    expect(request.redirect).toBe('manual')
    expect(body).toEqual({
      model: 'm',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
      stream_options: { include_usage: true },
      return_progress: true,
      timings_per_token: true,
    })
    expect(Object.fromEntries(request.headers)).toEqual({
      accept: 'application/json, text/event-stream',
      'accept-encoding': 'identity',
      'content-type': 'application/json',
      'ngrok-skip-browser-warning': '1',
      'user-agent': 'porchlight/1',
    })
  })

  it.each([0, 0.7, 2])('the temperature %d as a plain number, where one is given', async (temperature) => {
    const { fetch, asked } = serving(stream(sse(DONE)))
    await chat(fetch, { ...ASK, temperature })
    expect(asked[0]!.body).toMatchObject({ temperature })
  })

  it('an answer that was begun is last, and the server is told to go on with it', async () => {
    const { fetch, asked } = serving(stream(sse(DONE)))
    const messages = [...ASK.messages, { role: 'assistant' as const, content: 'Hel' }]
    await chat(fetch, { ...ASK, messages, goesOn: true })
    expect(asked[0]!.body).toEqual({
      model: 'm',
      messages,
      stream: true,
      stream_options: { include_usage: true },
      return_progress: true,
      timings_per_token: true,
      continue_final_message: true,
      add_generation_prompt: false,
      chat_template_kwargs: { enable_thinking: false },
    })
  })

  it('a server that does not know how that is said is asked without', async () => {
    const refusal = new Response('{"error":{"message":"extra fields not permitted: continue_final_message"}}', { status: 422 })
    const { fetch, asked } = serving(refusal, stream(sse(say('lo'), stop())))
    expect(textIn(await chat(fetch, { ...ASK, goesOn: true }))).toBe('lo')
    expect(Object.keys(asked[1]!.body as object)).toEqual(['model', 'messages', 'stream'])
  })

  it('no model where none is preferred, a key where one is set, headers where they are configured', async () => {
    const { fetch, asked } = serving(stream(sse(DONE)))
    await chat(fetch, { ...ASK, model: null }, never, { ...SERVER, apiKey: 'k', headers: { 'cf-access-client-id': 'i', host: 'evil' } })
    expect(asked[0]!.body).not.toHaveProperty('model')
    expect(asked[0]!.request.headers.get('authorization')).toBe('Bearer k')
    expect(asked[0]!.request.headers.get('cf-access-client-id')).toBe('i')
    expect(asked[0]!.request.headers.get('host')).toBeNull()
  })

  it('a server that refuses the extras by name is asked once without, and from then on', async () => {
    const refusal = (): Response => new Response('{"error":{"message":"Unrecognized request argument supplied: stream_options"}}', { status: 400 })
    const { fetch, asked } = serving(refusal(), stream(sse(say('a'), stop())), stream(sse(say('b'), stop())), refusal())
    const upstream = createUpstream(SERVER, { fetch, clock: new FakeClock() })
    expect(textIn(await all(upstream.chat(ASK, never)))).toBe('a')
    expect(textIn(await all(upstream.chat(ASK, never)))).toBe('b')
    expect(asked.map(({ body }) => Object.keys(body as object))).toEqual([
      ['model', 'messages', 'stream', 'stream_options', 'return_progress', 'timings_per_token'],
      ['model', 'messages', 'stream'],
      ['model', 'messages', 'stream'],
    ])
    expect((await all(upstream.chat(ASK, never))).at(-1)).toMatchObject({ type: 'failed' })
    expect(asked).toHaveLength(4)
  })
})

describe('what comes back', () => {
  it('the answer, after the word that it began', async () => {
    const { fetch } = serving(
      stream(sse(say('Hel'), say('lo'), stop(), { ...chunk({}), choices: [], usage: { prompt_tokens: 3, completion_tokens: 2 } }, DONE)),
    )
    expect(await chat(fetch)).toEqual([
      OPENED,
      { type: 'model', model: 'google/gemma-4-e4b' },
      { type: 'text', text: 'Hel' },
      { type: 'text', text: 'lo' },
      { type: 'finish', reason: 'stop' },
      { type: 'usage', usage: { prompt_tokens: 3, completion_tokens: 2, reasoning_tokens: null } },
    ])
  })

  it.each(['application/json', 'text/event-stream', 'text/plain'])('a JSON body and a stream as %s', async (type) => {
    const headers = { 'content-type': type }
    const body = JSON.stringify({ model: 'm', choices: [{ message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }] })
    expect(textIn(await chat(serving(stream(body, { headers })).fetch))).toBe('Hello')
    expect(textIn(await chat(serving(stream(sse(say('Hi'), stop()), { headers })).fetch))).toBe('Hi')
  })

  it('text is given as it comes, not at the end', async () => {
    const hand = handBody()
    const events = iterate(stream(hand.body), never)
    expect(await events.next()).toEqual({ done: false, value: OPENED })
    hand.write(sse(chunk({ content: 'a' }, { model: 'm' })))
    expect((await events.next()).value).toEqual({ type: 'model', model: 'm' })
    expect((await events.next()).value).toEqual({ type: 'text', text: 'a' })
    hand.end()
    expect((await events.next()).done).toBe(true)
  })

  const cases: readonly [string, () => Response | Error, string, boolean][] = [
    ['a status', () => new Response('{"error":"Channel Error"}', { status: 400 }), 'model_crashed', false],
    ['a busy server', () => new Response('', { status: 503, headers: { 'retry-after': '2' } }), 'home_busy', true],
    ['a page with status 200', () => new Response('<html></html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }), 'home_misconfigured', false],
    ['an interstitial', () => new Response('x', { headers: { 'ngrok-error-code': 'ERR_NGROK_6024' } }), 'tunnel_refused', false],
    ['a sign-in elsewhere', () => new Response(null, { status: 302, headers: { location: 'https://t.cloudflareaccess.com/login' } }), 'tunnel_refused', false],
    ['nobody there', () => new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) }), 'home_off', true],
    ['a reset', () => new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNRESET' }) }), 'home_off', true],
  ]
  it.each(cases)('%s is one failure, asked once', async (_name, make, code, retryable) => {
    const { fetch, asked } = serving(make())
    expect(await chat(fetch)).toEqual([{ type: 'failed', problem: expect.objectContaining({ code, retryable }) }])
    expect(asked).toHaveLength(1)
  })

  it('status 200 with an error inside is a failure', async () => {
    const { fetch } = serving(
      new Response('{"error":"Unexpected endpoint or method. (POST /chat/completions)"}', { headers: { 'content-type': 'application/json' } }),
    )
    expect(await chat(fetch)).toEqual([OPENED, { type: 'failed', problem: expect.objectContaining({ code: 'home_misconfigured' }) }])
  })

  it('an address that fetch refuses is a failure, and its password stays here', async () => {
    const events = await chat(serving().fetch, ASK, never, { ...SERVER, baseUrl: 'http://me:hunter2@127.0.0.1/v1' })
    expect(events).toEqual([{ type: 'failed', problem: expect.objectContaining({ code: 'home_misconfigured' }) }])
    expect(JSON.stringify(events)).not.toContain('hunter2')
  })

  it('refused behind a public name speaks of the tunnel, not of the model server', async () => {
    const refused = (): Error => new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) })
    const events = await chat(serving(refused()).fetch, ASK, never, { ...SERVER, baseUrl: 'https://home.example.org/v1' })
    expect(events).toEqual([{ type: 'failed', problem: expect.objectContaining({ code: 'home_unreachable' }) }])
  })

  it('the key that was sent is in no detail', async () => {
    const { fetch } = serving(new Response('{"error":"wrong key my-plain-key"}', { status: 401 }))
    expect(JSON.stringify(await chat(fetch, ASK, never, { ...SERVER, apiKey: 'my-plain-key' }))).not.toContain('my-plain-key')
  })
})

describe('ends', () => {
  it('a connection that breaks ends without finish and without failure, with all its text', async () => {
    const hand = handBody()
    hand.write(sse(say('so far'), say('<')))
    const events = createUpstream(SERVER, { ...serving(stream(hand.body)), clock: new FakeClock() }).chat(ASK, never)
    const list: UpstreamEvent[] = []
    for await (const event of events) {
      list.push(event)
      if (textIn(list) === 'so far<') hand.break()
    }
    expect(list.map((event) => event.type)).toEqual(['opened', 'model', 'text', 'text'])
  })

  it('no body is a cut', async () => {
    expect(await chat(serving(new Response(null)).fetch)).toEqual([OPENED])
  })

  it('stop while it is silent: ends at once, quietly, and the server is left', async () => {
    const hand = handBody()
    const stopping = new AbortController()
    const events = iterate(stream(hand.body), stopping.signal)
    await events.next()
    const next = events.next()
    stopping.abort()
    expect(await next).toEqual({ done: true, value: undefined })
    expect(hand.cancelled()).toBe(true)
  })

  it('stop before the answer: ends at once, quietly, and an answer that comes all the same is left', async () => {
    const hand = handBody()
    const stopping = new AbortController()
    let answer: ((response: Response) => void) | undefined
    const { fetch, asked } = serving(
      () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    )
    const events = chat(fetch, ASK, stopping.signal)
    await settled()
    expect(asked[0]?.request.signal.aborted).toBe(false)
    stopping.abort()
    expect(await events).toEqual([])
    expect(asked[0]?.request.signal.aborted).toBe(true)
    answer?.(stream(hand.body))
    await settled()
    expect(hand.cancelled()).toBe(true)
  })

  it('a fetch that rejects because of the stop is no failure', async () => {
    const stopping = new AbortController()
    const { fetch } = serving(async () => {
      stopping.abort()
      throw new DOMException('This operation was aborted', 'AbortError')
    })
    expect(await chat(fetch, ASK, stopping.signal)).toEqual([])
  })

  it('stopped already: nothing is asked', async () => {
    const { fetch, asked } = serving()
    expect(await chat(fetch, ASK, AbortSignal.abort())).toEqual([])
    expect(asked).toEqual([])
  })

  it('who stops listening leaves the server too', async () => {
    const hand = handBody()
    hand.write(sse(say('a')))
    for await (const event of createUpstream(SERVER, { ...serving(stream(hand.body)), clock: new FakeClock() }).chat(ASK, never))
      if (event.type === 'text') break
    expect(hand.cancelled()).toBe(true)
  })

  it.each([
    ['[DONE]', DONE],
    ['an error', 'data: {"error":"Channel Error"}\n\n'],
  ])('after %s the end of the body is waited for, so that the connection can be used again, but not for long', async (_name, frame) => {
    const hand = handBody()
    const clock = new FakeClock()
    const events = all(createUpstream(SERVER, { ...serving(stream(hand.body)), clock }).chat(ASK, never))
    hand.write(sse(say('a')) + frame)
    await settled()
    expect(hand.cancelled()).toBe(false)
    hand.write('more')
    await settled()
    expect(hand.cancelled()).toBe(false)
    clock.advance(DRAIN_MS)
    expect(textIn(await events)).toBe('a')
    await settled()
    expect(hand.cancelled()).toBe(true)

    const good = handBody()
    good.write(sse(say('a')) + frame)
    good.end()
    expect(textIn(await chat(serving(stream(good.body)).fetch))).toBe('a')
  })
})

it('bytes are heard, whether they are an event or not', async () => {
  const hand = handBody()
  let heard = 0
  const events = all(createUpstream(SERVER, { fetch: serving(stream(hand.body)).fetch, clock: new FakeClock() }).chat(ASK, never, () => (heard += 1)))
  for (const [at, piece] of [': ping\n\n', 'data: {"choi', `ces":[]}\n\n`, sse(say('a'), stop(), DONE)].entries()) {
    hand.write(piece)
    await settled()
    expect(heard).toBe(at + 1)
  }
  hand.end()
  expect(textIn(await events)).toBe('a')
})

describe('the body of an error', () => {
  it('is read up to a bound', async () => {
    let pulled = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new TextEncoder().encode('x'.repeat(16 * 1024)))
      },
    })
    const { fetch } = serving(new Response(body, { status: 500 }))
    expect((await chat(fetch)).at(-1)).toMatchObject({ problem: { code: 'upstream_error' } })
    expect(pulled).toBeLessThan(ERROR_BODY_MAX_BYTES / (16 * 1024) + 4)
  })

  it('that never ends is not waited for', async () => {
    const hand = handBody()
    hand.write('{"error":"Channel Err')
    const clock = new FakeClock()
    const { fetch } = serving(new Response(hand.body, { status: 502 }))
    const events = all(createUpstream(SERVER, { fetch, clock }).chat(ASK, never))
    await settled()
    expect(clock.waiting).toBe(1)
    clock.advance(ERROR_BODY_MS)
    expect(await events).toEqual([{ type: 'failed', problem: expect.objectContaining({ code: 'home_off' }) }])
    expect(hand.cancelled()).toBe(true)
  })

  it('leaves no timer behind', async () => {
    const clock = new FakeClock()
    const { fetch } = serving(new Response('{}', { status: 500 }))
    await all(createUpstream(SERVER, { fetch, clock }).chat(ASK, never))
    await settled()
    expect(clock.waiting).toBe(0)
  })
})

/** Lets everything that can go on without time or network do so. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
