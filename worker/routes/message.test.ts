// `POST /agent/message` through the door.
import { describe, expect, it } from 'vitest'
import { JSON_KEEPALIVE_MS, JSON_STATUS_MS, PEER_TRIES, RPC_WAIT_MAX_MS } from '../../shared/limits.ts'
import { problem, type ProblemCode } from '../../shared/problem.ts'
import type { Accepted, Defaults, ReadFrom, ReadUntil, TurnCommand, TurnResult, TurnState, Unavailable } from '../ports.ts'
import { type FakeActors, fakeApp, type FakeApp, json, RESULT } from '../test/app-fakes.ts'

const ACCEPTED: Accepted = { kind: 'accepted', turn: 't1', message: 'm1', joined: false }
const AWAY: Unavailable = { kind: 'actor_unavailable' }
const MESSAGE = { message: 'What is 2+2?', mode: 'chat', session_id: 'test-123', message_id: 'm1' }
const SETTINGS = { model: 'gemma', system: 'Be brief.', temperature: 0 }
const ended = (over: Partial<TurnResult> = {}): TurnState => ({ kind: 'ended', result: { ...RESULT, ...over } })
const STREAM = { 'content-type': 'application/json', accept: 'text/event-stream' }

interface World extends FakeApp {
  readonly commands: TurnCommand[]
  readonly waits: number[]
  readonly opened: [ReadFrom, ReadUntil][]
}

/** A conversation that takes everything; its turn ends after `endsAfter` milliseconds, and each `outcome` waits as long as it may. */
function world(
  endsAfter: number,
  end: TurnState | Unavailable = ended(),
  accepted: Accepted | Unavailable = ACCEPTED,
  account: FakeActors['account'] = {},
): World {
  const commands: TurnCommand[] = []
  const waits: number[] = []
  const opened: [ReadFrom, ReadUntil][] = []
  let begun = 0
  const app = fakeApp({
    account,
    conversation: {
      accept: async (command) => {
        begun = app.clock.monotonic()
        commands.push(command)
        return accepted
      },
      outcome: async (_turn, waitMs) => {
        waits.push(waitMs)
        const left = begun + endsAfter - app.clock.monotonic()
        await app.clock.sleep(Math.max(0, Math.min(waitMs, left)))
        return app.clock.monotonic() - begun >= endsAfter ? end : { kind: 'running' }
      },
      events: async (...given) => {
        opened.push(given)
        return { kind: 'stream', body: new ReadableStream({ start: (controller) => controller.close() }) }
      },
    },
  })
  return { ...app, commands, waits, opened }
}

describe('the JSON reply', () => {
  it('is as it is written', async () => {
    const { request, commands, asked, clock } = world(0)
    const pending = request('/agent/message', json(MESSAGE))
    await clock.advance(0)
    const response = await pending
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      session_id: 'test-123',
      reply: '4',
      mode: 'chat',
      status: 'done',
      metadata: {
        turn_id: 't1',
        message_id: 'm1',
        home: 'home',
        model: 'mixtral',
        model_asked: 'mixtral-8x7b',
        finish_reason: 'stop',
        usage: { prompt_tokens: 17, completion_tokens: 1, reasoning_tokens: null },
        timings_ms: { queued: 1, first_byte: 20, first_word: 30, total: 40 },
        tokens_per_second: 31.2,
        steps: 1,
        request_id: response.headers.get('x-request-id'),
      },
    })
    expect(commands).toEqual([
      {
        kind: 'message',
        id: 'm1',
        text: 'What is 2+2?',
        mode: 'chat',
        model: null,
        parent: { kind: 'head' },
        settings: null,
        defaults: null,
        request_id: response.headers.get('x-request-id'),
      },
    ])
    expect(asked).toContain('conversation owner:test-123')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-porchlight-session': 'test-123',
      'x-porchlight-turn': 't1',
      'x-porchlight-message': 'm1',
    })
  })

  it('makes the names that were not given', async () => {
    const { request, commands, clock } = world(0)
    const pending = request('/agent/message', json({ message: 'hi', model: 'gemma', parent: 't0' }))
    await clock.advance(0)
    expect(await (await pending).json()).toMatchObject({ session_id: expect.stringMatching(/^made/) })
    expect(commands[0]).toMatchObject({ id: expect.stringMatching(/^made/), model: 'gemma', parent: { kind: 'message', id: 't0' }, mode: 'chat' })
  })

  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['at the end', {}, { parent: { kind: 'head' }, settings: null }],
    ['as a new root', { parent: null }, { parent: { kind: 'root' } }],
    ['after a message', { parent: 't7' }, { parent: { kind: 'message', id: 't7' } }],
    ['with settings', { settings: SETTINGS }, { parent: { kind: 'head' }, settings: SETTINGS }],
  ])('takes a message %s', async (_name, more, expected) => {
    const { request, commands, clock } = world(0)
    const pending = request('/agent/message', json({ ...MESSAGE, ...more }))
    await clock.advance(0)
    expect((await pending).status).toBe(200)
    expect(commands).toMatchObject([expected])
  })

  it('takes a message for a chat that begins as new ones do, and refuses it while nobody knows how that is', async () => {
    let kept: Defaults | Unavailable = { kind: 'defaults', settings: SETTINGS }
    const { request, commands, clock } = world(0, ended(), ACCEPTED, { defaults: async () => kept })
    const taken = request('/agent/message', json({ ...MESSAGE, settings: 'defaults' }))
    await clock.advance(0)
    expect((await taken).status).toBe(200)
    expect(commands).toMatchObject([{ settings: null, defaults: SETTINGS }])
    kept = AWAY
    const refused = request('/agent/message', json({ ...MESSAGE, settings: 'defaults' }))
    await clock.advance(5_000)
    expect([(await refused).status, await (await refused).json()]).toMatchObject([
      503,
      { detail: { error: 'actor_unavailable', session_id: 'test-123', message_id: 'm1' } },
    ])
    expect(commands).toHaveLength(1)
  })

  it.each<[string, unknown, string, string]>([
    ['that are none', 'Defaults', 'settings', 'a JSON object'],
    ['with a part that is none', { ...SETTINGS, temperature: 9 }, 'settings.temperature', 'a number from 0 to 2, or null'],
    ['of which a part is missing', { model: null, system: '' }, 'settings.temperature', 'a number from 0 to 2, or null'],
    ['with a part that nobody knows', { ...SETTINGS, top_p: 1 }, 'settings.top_p', 'no such field is known here'],
  ])('refuses settings %s', async (_name, settings, field, expected) => {
    const { request, commands } = world(0)
    const response = await request('/agent/message', json({ ...MESSAGE, settings }))
    expect([response.status, await response.json()]).toMatchObject([422, { detail: { error: 'invalid_field', field, expected } }])
    expect(commands).toEqual([])
  })

  it.each(['retry', 'continue'])('takes a %s', async (kind) => {
    const { request, commands, clock } = world(0)
    const pending = request('/agent/message', json({ [kind]: 't0', session_id: 'c1', message_id: 'r1' }))
    await clock.advance(0)
    expect((await pending).status).toBe(200)
    expect(commands).toEqual([{ kind, id: 'r1', turn: 't0', request_id: expect.any(String) }])
  })

  it.each<[string, Record<string, unknown>, string]>([
    ['both', { retry: 't0', continue: 't0', session_id: 'c1' }, 'continue'],
    ['a continuation without its chat', { continue: 't0' }, 'session_id'],
    ['a continuation of nothing that has a name', { continue: null, session_id: 'c1' }, 'continue'],
    ['a continuation with words', { continue: 't0', session_id: 'c1', message: 'go on' }, 'message'],
  ])('refuses %s', async (_name, body, field) => {
    const { request, commands } = world(0)
    const response = await request('/agent/message', json(body))
    expect([response.status, await response.json()]).toMatchObject([422, { detail: { error: 'invalid_field', field } }])
    expect(commands).toEqual([])
  })

  it.each<[string, TurnResult['outcome'], string | null]>([
    ['stopped', { status: 'stopped' }, null],
    ['interrupted', { status: 'interrupted', reason: 'stream_cut' }, null],
    ['done', { status: 'done', finish_reason: 'length' }, 'length'],
  ])('of a turn that was %s is a 200 that says so', async (status, outcome, finish) => {
    const { request, clock } = world(0, ended({ outcome, usage: null, tokens_per_second: null }))
    const pending = request('/agent/message', json(MESSAGE))
    await clock.advance(0)
    expect([(await pending).status, await (await pending).json()]).toMatchObject([200, { status, metadata: { finish_reason: finish, usage: null } }])
  })

  it('of a turn that failed has the status and the words of its problem', async () => {
    const failed = problem('home_off', 1_795_000_000_000, 'r-of-the-turn')
    const { request, clock } = world(2_000, ended({ outcome: { status: 'failed', problem: failed } }))
    const pending = request('/agent/message', json(MESSAGE))
    await clock.advance(2_000)
    expect((await pending).status).toBe(503)
    expect(await (await pending).json()).toEqual({ detail: { ...failed, session_id: 'test-123', turn_id: 't1', message_id: 'm1' } })
  })
})

describe('a slow turn', () => {
  it('is asked for in waits that no call between actors exceeds', async () => {
    const { request, clock, waits } = world(JSON_STATUS_MS - 1)
    const pending = request('/agent/message', json(MESSAGE))
    await clock.advance(JSON_STATUS_MS)
    expect([(await pending).headers.get('content-type'), (await pending).status]).toEqual(['application/json', 200])
    expect(await (await pending).json()).toMatchObject({ reply: '4' })
    expect(waits).toEqual([RPC_WAIT_MAX_MS, JSON_STATUS_MS - RPC_WAIT_MAX_MS])
  })

  it('keeps the connection with a space at once and one every ten seconds, then the JSON', async () => {
    const { request, clock } = world(JSON_STATUS_MS + 2.5 * JSON_KEEPALIVE_MS)
    const pending = request('/agent/message', json(MESSAGE))
    await clock.advance(JSON_STATUS_MS)
    const response = await pending
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([200, 'application/json', 'no-store'])
    expect(response.headers.get('x-porchlight-turn')).toBe('t1')

    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    const pieces: [number, string][] = []
    const reading = (async () => {
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) pieces.push([clock.monotonic(), piece.value])
    })()
    await clock.advance(2.5 * JSON_KEEPALIVE_MS)
    await reading
    expect(clock.pending).toBe(0)
    expect(pieces.map(([at, text]) => [at, text.slice(0, 1)])).toEqual([
      [20_000, ' '],
      [30_000, ' '],
      [40_000, ' '],
      [45_000, '{'],
    ])
    expect(JSON.parse(pieces.map(([, text]) => text).join(''))).toMatchObject({ reply: '4', status: 'done' })
  })

  it.each<[string, TurnState | Unavailable, string]>([
    ['failed', ended({ outcome: { status: 'failed', problem: problem('model_crashed', 0, 'r') } }), 'model_crashed'],
    ['went with its conversation', { kind: 'absent' }, 'gone'],
    ['cannot be asked for any more', AWAY, 'actor_unavailable'],
  ])('that %s says so in the 200 that was begun', async (_name, end, error) => {
    const { request, clock } = world(JSON_STATUS_MS + 1_000, end)
    const pending = request('/agent/message', json(MESSAGE))
    await clock.advance(JSON_STATUS_MS)
    const text = (await pending).text()
    await clock.advance(JSON_KEEPALIVE_MS)
    expect((await pending).status).toBe(200)
    expect(JSON.parse(await text)).toMatchObject({ detail: { error, session_id: 'test-123', turn_id: 't1', message_id: 'm1' } })
  })

  it('is not asked for any more once the reader has left, and no timer stays', async () => {
    const { request, clock, waits } = world(10 * 60_000)
    const pending = request('/agent/message', json(MESSAGE))
    await clock.advance(JSON_STATUS_MS)
    await (await pending).body!.cancel()
    await clock.advance(RPC_WAIT_MAX_MS + JSON_KEEPALIVE_MS)
    const before = waits.length
    await clock.advance(10 * RPC_WAIT_MAX_MS)
    expect([waits.length, clock.pending]).toEqual([before, 0])
  })

  it('goes on where the actor is away for a moment', async () => {
    let calls = 0
    const { request, clock } = fakeApp({
      conversation: { accept: async () => ((calls += 1) < 2 ? AWAY : ACCEPTED), outcome: async () => ((calls += 1) < PEER_TRIES ? AWAY : ended()) },
    })
    const pending = request('/agent/message', json(MESSAGE))
    await clock.advance(5_000)
    expect([(await pending).status, calls]).toEqual([200, PEER_TRIES])
  })

  it.each<[string, TurnState | Unavailable, number, string]>([
    ['is away', AWAY, 503, 'actor_unavailable'],
    ['has no such turn', { kind: 'absent' }, 410, 'gone'],
  ])('is a problem with its ids where the actor %s', async (_name, end, status, error) => {
    const { request, clock } = world(0, end)
    const pending = request('/agent/message', json(MESSAGE))
    await clock.advance(5_000)
    expect([(await pending).status, await (await pending).json()]).toMatchObject([status, { detail: { error, session_id: 'test-123', turn_id: 't1' } }])
  })
})

describe('the stream', () => {
  it.each<[string, Record<string, string>, ReadFrom]>([
    ['begins with the turn', {}, { kind: 'turn', turn: 't1' }],
    ['goes on after an event', { 'last-event-id': 'ep.41' }, { kind: 'after', id: 'ep.41' }],
    ['begins with the turn where the id is none', { 'last-event-id': '41' }, { kind: 'turn', turn: 't1' }],
  ])('%s, and closes with it', async (_name, headers, from) => {
    const { request, opened, waits } = world(0)
    const response = await request('/agent/message', { ...json(MESSAGE), headers: { ...STREAM, ...headers } })
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-porchlight-session': 'test-123',
      'x-porchlight-turn': 't1',
      'x-porchlight-message': 'm1',
    })
    expect(opened).toEqual([[from, { kind: 'turn', turn: 't1' }]])
    expect(waits).toEqual([])
  })

  it('hands on the bytes of the actor, and its reader’s leaving', async () => {
    let left = false
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new Uint8Array([58, 10, 10])), cancel: () => void (left = true) })
    const { request } = fakeApp({ conversation: { accept: async () => ACCEPTED, events: async () => ({ kind: 'stream', body }) } })
    const reader = (await request('/agent/message', { ...json(MESSAGE), headers: STREAM })).body!.getReader()
    expect((await reader.read()).value).toEqual(new Uint8Array([58, 10, 10]))
    await reader.cancel()
    expect(left).toBe(true)
  })

  it('is not for who takes anything', async () => {
    const { request, opened, clock } = world(0)
    const pending = request('/agent/message', { ...json(MESSAGE), headers: { 'content-type': 'application/json', accept: '*/*' } })
    await clock.advance(0)
    expect([(await pending).headers.get('content-type'), opened]).toEqual(['application/json', []])
  })

  it('that cannot be opened is a problem with its ids', async () => {
    const { request } = fakeApp({ conversation: { accept: async () => ACCEPTED, events: async () => ({ kind: 'refused', code: 'too_many_readers' }) } })
    const response = await request('/agent/message', { ...json(MESSAGE), headers: STREAM })
    expect([response.status, await response.json()]).toMatchObject([429, { detail: { error: 'too_many_readers', turn_id: 't1' } }])
  })
})

describe('before a turn begins', () => {
  it.each<[ProblemCode, string | null, number]>([
    ['turn_running', 't0', 409],
    ['id_reused', null, 409],
    ['not_retryable', null, 409],
    ['not_found', null, 404],
    ['gone', null, 410],
    ['conversation_full', null, 422],
    ['read_only', null, 503],
    ['home_off', null, 503],
  ])('%s is its status with the ids, as JSON also for who asked for a stream', async (code, turn, status) => {
    for (const headers of [{ 'content-type': 'application/json' }, STREAM]) {
      const { request, asked } = world(0, ended(), { kind: 'refused', code, turn })
      const response = await request('/agent/message', { ...json(MESSAGE), headers })
      expect([response.status, response.headers.get('content-type')]).toEqual([status, 'application/json'])
      const { detail } = (await response.json()) as { detail: Record<string, unknown> }
      expect(detail).toMatchObject({ error: code, session_id: 'test-123', message_id: 'm1' })
      expect(detail['turn_id']).toBe(turn ?? undefined)
      expect(asked).toContain('conversation owner:test-123')
    }
  })

  it.each(['controlled', 'autonomous'])('the mode %s is not there yet', async (mode) => {
    const { request, commands } = world(0)
    const response = await request('/agent/message', json({ ...MESSAGE, mode }))
    expect([response.status, await response.json()]).toMatchObject([400, { detail: { error: 'mode_unavailable' } }])
    expect(commands).toEqual([])
  })

  it('a field that is not as expected is named, with what was expected', async () => {
    const { request, asked } = world(0)
    const response = await request('/agent/message', json({ ...MESSAGE, session_id: 'a b' }))
    expect([response.status, await response.json()]).toMatchObject([
      422,
      {
        detail: {
          error: 'invalid_field',
          message: 'session_id: 1 to 64 characters of A-Z, a-z, 0-9, _ and -.',
          field: 'session_id',
          expected: '1 to 64 characters of A-Z, a-z, 0-9, _ and -',
        },
      },
    ])
    expect(asked.some((actor) => actor.startsWith('conversation'))).toBe(false)
  })

  it.each([
    ['a header', { 'x-base-url': 'http://evil.example', 'x-forwarded-proto': '' }, {}],
    ['a field', {}, { base_url: 'http://evil.example' }],
  ])('%s does not choose who is asked', async (name, headers, fields) => {
    const { request, commands, clock } = world(0)
    const pending = request('/agent/message?base_url=http://evil.example', {
      ...json({ ...MESSAGE, ...fields }),
      headers: { 'content-type': 'application/json', ...('x-base-url' in headers && { 'x-base-url': headers['x-base-url'] }) },
    })
    await clock.advance(0)
    expect((await pending).status).toBe(name === 'a field' ? 422 : 200)
    expect(JSON.stringify(commands)).not.toContain('evil')
  })
})
