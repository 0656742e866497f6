// The built-in model through its own door: the wire, its pace, its tricks, and that it stops.
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createDemo, DEMO_FIRST_WORD_MS, DEMO_MODEL, DEMO_RATE, DEMO_SLOW_RATE } from './demo.ts'
import { decide } from './demo-rules.ts'
import { createInstantClock, createTestClock } from './test-clock.ts'

function ask(message: string, more: Record<string, unknown> = {}, signal?: AbortSignal): Request {
  const messages = [
    { role: 'user', content: 'Something before.' },
    { role: 'assistant', content: 'An answer.' },
    { role: 'user', content: message },
  ]
  return new Request('http://demo/v1/chat/completions', {
    method: 'POST',
    body: JSON.stringify({ model: DEMO_MODEL, messages, stream: true, ...more }),
    ...(signal === undefined ? {} : { signal }),
  })
}

/** What a client makes of a stream. */
function fold(stream: string) {
  const frames = stream.split('\n\n').filter((frame) => frame !== '')
  const data = frames.map((frame) => frame.replace(/^event: error\n/, '').replace(/^data: /, ''))
  const chunks = data.filter((text) => text !== '[DONE]').map((text) => JSON.parse(text))
  const deltas = chunks.flatMap((chunk) => chunk.choices ?? []).map((choice) => choice.delta)
  return {
    text: deltas.map((delta) => delta.content ?? '').join(''),
    reasoning: deltas.map((delta) => delta.reasoning_content ?? '').join(''),
    kinds: deltas.map((delta) => Object.keys(delta).at(-1) ?? 'finish'),
    finish: chunks.flatMap((chunk) => chunk.choices ?? []).findLast((choice) => choice.finish_reason !== null)?.finish_reason,
    usage: chunks.findLast((chunk) => chunk.usage !== undefined)?.usage,
    error: frames.find((frame) => frame.startsWith('event: error')),
    done: data.at(-1) === '[DONE]',
    chunks,
  }
}

const answered = async (message: string, more?: Record<string, unknown>) => {
  const response = await createDemo(createInstantClock()).fetch(ask(message, more))
  expect(response.status).toBe(200)
  return fold(await response.text())
}

const written = (message: string): string => {
  const decided = decide(message)
  return decided.kind === 'answer' ? decided.text : ''
}

afterEach(() => void vi.unstubAllGlobals())

describe('the wire', () => {
  it('lists one model', async () => {
    const response = await createDemo(createInstantClock()).fetch(new Request('http://demo/v1/models'))
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.text()).toBe('{"data":[{"id":"porchlight-demo","object":"model","owned_by":"porchlight"}],"object":"list"}')
  })

  it('streams the frames of an answer', async () => {
    const response = await createDemo(createInstantClock(1_780_000_000_000)).fetch(ask('2+2', { max_tokens: 2 }))
    const head =
      '{"id":"chatcmpl-demo1","object":"chat.completion.chunk","created":1780000000,"model":"porchlight-demo","system_fingerprint":"porchlight-demo","choices":[{"index":0,"delta":'
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(await response.text()).toBe(
      [
        `data: ${head}{"role":"assistant","content":"2 "},"logprobs":null,"finish_reason":null}]}`,
        `data: ${head}{"role":"assistant","content":"+ "},"logprobs":null,"finish_reason":null}]}`,
        `data: ${head}{},"logprobs":null,"finish_reason":"length"}]}`,
        'data: [DONE]\n\n',
      ].join('\n\n'),
    )
  })

  it('counts words when it is asked to, and only then', async () => {
    const words = written('2+2').match(/\S+/g)?.length ?? 0
    expect((await answered('2+2', { stream_options: { include_usage: true } })).usage).toEqual({
      prompt_tokens: 5,
      completion_tokens: words,
      total_tokens: words + 5,
      completion_tokens_details: { reasoning_tokens: 0 },
    })
    expect((await answered('2+2')).usage).toBeUndefined()
  })

  it('answers whole where no stream is asked for', async () => {
    const response = await createDemo(createInstantClock()).fetch(ask('think', { stream: false }))
    const body = await response.json()
    expect(body).toMatchObject({ object: 'chat.completion', model: DEMO_MODEL, choices: [{ message: { content: written('think') }, finish_reason: 'stop' }] })
    expect(body).toHaveProperty('choices.0.message.reasoning_content', expect.stringContaining('handshake'))
  })

  it.each([
    ['no messages', '{}', "'messages' field is required"],
    ['no JSON', '{', 'The request body is not a JSON object.'],
  ])('refuses %s', async (_name, body, message) => {
    const response = await createDemo(createInstantClock()).fetch(new Request('http://demo/v1/chat/completions', { method: 'POST', body }))
    expect([response.status, await response.json()]).toEqual([400, { error: message }])
  })

  it('does not know other paths', async () => {
    const response = await createDemo(createInstantClock()).fetch(new Request('http://demo/api/v1/models'))
    expect(response.status).toBe(404)
    expect(await response.json()).toHaveProperty('error.message')
  })
})

describe('its answers', () => {
  it.each(['hello', 'markdown', 'code', 'table', 'long', 'slow', 'connect LM Studio', 'Why is the sky blue?', ''])(
    '"%s" arrives to the letter',
    async (message) => {
      expect(await answered(message)).toMatchObject({ text: written(message), reasoning: '', finish: 'stop', done: true })
    },
  )

  it('thinks first', async () => {
    const { kinds, reasoning, finish } = await answered('think')
    expect(reasoning).toContain('handshake')
    expect(kinds.lastIndexOf('reasoning_content')).toBe(kinds.indexOf('content') - 1)
    expect(finish).toBe('stop')
  })

  it('says that it was cut off', async () => {
    expect(await answered('cut off')).toMatchObject({ finish: 'length', done: true })
  })

  it('refuses on request before the first word', async () => {
    const response = await createDemo(createInstantClock()).fetch(ask('error'))
    expect(response.status).toBe(404)
    expect(await response.text()).toMatch(/^\{"error":\{"message":"Failed to load model .*insufficient system resources/)
  })

  it('fails on request in mid-stream', async () => {
    const { text, error, finish, done } = await answered('error in the middle')
    expect(text).toBe(written('error in the middle'))
    expect(error).toMatch(/^event: error\ndata: \{"error":\{"message":"The model has crashed/)
    expect([finish, done]).toEqual([undefined, false])
  })

  it('opens no connection', async () => {
    const fetched = vi.fn(() => Promise.reject(new Error('no network')))
    vi.stubGlobal('fetch', fetched)
    for (const message of ['hello', 'long', 'connect Ollama', 'What is new today?']) await answered(message)
    expect(fetched).not.toHaveBeenCalled()
  })
})

describe('its pace', () => {
  it('says the first word within 150 ms and then about forty a second', async () => {
    const clock = createTestClock(0)
    const response = await createDemo(clock).fetch(ask('hello'))
    let words = 0
    const reading = response.body?.pipeTo(new WritableStream({ write: () => void (words += 1) }))
    await clock.advance(150)
    expect(words).toBeGreaterThan(0)
    const early = words
    await clock.advance(1_000)
    expect(words - early).toBe(DEMO_RATE)
    await clock.advance(60_000)
    await reading
  })

  it('is slow where it is asked to be', async () => {
    const clock = createInstantClock(0)
    await (await createDemo(clock).fetch(ask('slow'))).text()
    const words = written('slow').match(/\S+/g)?.length ?? 0
    expect(Math.round(clock.now() / 1_000)).toBe(Math.round(words / DEMO_SLOW_RATE))
  })
})

describe('a caller who leaves', () => {
  it.each(['the signal', 'the body'])('stops it at once, by %s', async (way) => {
    const clock = createTestClock(0)
    const slept = vi.spyOn(clock, 'sleep')
    const caller = new AbortController()
    const response = await createDemo(clock).fetch(ask('long', {}, caller.signal))
    const reader = response.body?.getReader()
    const first = reader?.read()
    await clock.advance(DEMO_FIRST_WORD_MS)
    await first
    const pending = reader?.read().catch(() => 'stopped')
    await clock.advance(0)
    if (way === 'the signal') caller.abort()
    else await reader?.cancel()
    const before = slept.mock.calls.length
    await clock.advance(10_000)
    expect(slept.mock.calls.length).toBe(before)
    expect(await pending).toEqual(way === 'the signal' ? 'stopped' : { done: true, value: undefined })
  })
})

describe('an answer that was begun', () => {
  const goOn = (message: string, begun: string) =>
    answered(message, {
      messages: [
        { role: 'user', content: message },
        { role: 'assistant', content: begun },
      ],
    })

  it('goes on from there, without thinking again', async () => {
    const text = written('think first')
    const told = await goOn('think first', text.slice(0, 40))
    expect([told.text, told.reasoning, told.finish]).toEqual([text.slice(40), '', 'stop'])
  })

  it('comes to an end beyond its length limit', async () => {
    const cut = await answered('cut it off')
    expect(cut.finish).toBe('length')
    const rest = await goOn('cut it off', cut.text)
    expect([rest.text.startsWith(' has no end'), rest.finish]).toEqual([true, 'stop'])
  })

  it('is told anew where another began it', async () => {
    expect((await goOn('hello', 'Something else')).text).toBe(written('hello'))
  })
})
