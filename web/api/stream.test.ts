// Streams: any split of bytes reads the same, and each way of ending is told apart.
import * as fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { EXAMPLES } from '../../shared/event.examples.ts'
import type { ConversationEvent } from '../../shared/events.ts'
import { problem } from '../../shared/problem.ts'
import { type FakeTimers, fakeTimers, settle } from '../test/fake-timers.ts'
import { turnOf } from '../test/turns.ts'
import type { StreamEnd } from './api.ts'
import { readStream, STREAM_SILENCE_MS } from './stream.ts'

type Seen = readonly [string, ConversationEvent | null]

const NOW = 1_795_000_000_000
let timers: FakeTimers
let seen: Seen[]
let opened: number
let asked: { readonly url: string; readonly init: RequestInit }[]
let connected: boolean
const encoder = new TextEncoder()

beforeEach(() => {
  timers = fakeTimers(NOW)
  seen = []
  opened = 0
  asked = []
  connected = true
})

const wire = (events: readonly ConversationEvent[]): Uint8Array<ArrayBuffer> =>
  encoder.encode(events.map((event, index) => `${index % 3 === 0 ? ': ping\n\n' : ''}id: e1.${index + 1}\ndata: ${JSON.stringify(event)}\n\n`).join(''))

const expected = (events: readonly ConversationEvent[]): Seen[] => events.map((event, index) => [`e1.${index + 1}`, event])

type Fetch = (signal: AbortSignal) => Promise<Response>

function read(fetch: Fetch, signal = new AbortController().signal, lastId: string | null = null): Promise<StreamEnd> {
  const ports = {
    timers,
    connected: () => connected,
    fetch: (url: string, init: RequestInit) => {
      asked.push({ url, init })
      if (!init.signal) throw new Error('a stream must be asked for with a signal')
      return fetch(init.signal)
    },
  }
  const listener = {
    onOpen: () => (opened += 1),
    onEvent: (event: ConversationEvent | null, id: string) => seen.push([id, event]),
  }
  return readStream(ports, { url: '/agent/message', body: { message: 'x' }, lastId }, listener, signal)
}

const HEADERS = { 'content-type': 'text/event-stream; charset=utf-8' }
/** A body of these pieces that ends so, or stays open; an abort breaks it, as fetch does. */
const streaming =
  (pieces: Iterable<Uint8Array<ArrayBuffer>> | AsyncIterable<Uint8Array<ArrayBuffer>>, end: 'close' | 'break' | 'open'): Fetch =>
  async (signal) => {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async start(controller) {
        signal.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')))
        for await (const piece of pieces) if (!signal.aborted) controller.enqueue(piece)
        if (end === 'close') controller.close()
        if (end === 'break') setTimeout(() => controller.error(new TypeError('network error')))
      },
    })
    return new Response(body, { headers: HEADERS })
  }
const unanswered: Fetch = (signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError'))))

describe('the bytes of a stream', () => {
  it('read the same at every place where they can be split in two', async () => {
    // With a ping, with text of one part, and with a character of four bytes.
    const events = EXAMPLES.slice(8, 12)
    const bytes = wire(events)
    const whole = JSON.stringify(expected(events))
    for (let at = 0; at <= bytes.length; at += 1) {
      seen = []
      await read(streaming([bytes.slice(0, at), bytes.slice(at)], 'close'))
      expect(JSON.stringify(seen)).toBe(whole)
    }
  })

  it('read the same in whatever pieces they come', async () => {
    const events = turnOf(60)
    const bytes = wire(events)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 40 }), async (cuts) => {
        seen = []
        const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
        const pieces = places.slice(1).map((to, index) => bytes.slice(places[index], to))
        expect(await read(streaming(pieces, 'close'))).toEqual({ kind: 'closed' })
        expect(JSON.stringify(seen)).toBe(JSON.stringify(expected(events)))
      }),
      { numRuns: 60 },
    )
  })

  it('may hold what is not known: it has its id, and no event', async () => {
    await read(streaming([encoder.encode('id: e1.1\ndata: {"type":"new"}\n\nid: e1.2\ndata: {{\n\ndata: {"type":"text"}\n\n')], 'close'))
    expect(seen).toEqual([
      ['e1.1', null],
      ['e1.2', null],
    ])
  })
})

describe('what a piece of a stream brings', () => {
  it('is told at once where it is words, and a task apart where it is anything else', async () => {
    const events = turnOf(12)
    const tasks: (() => void)[] = []
    timers = { ...timers, soon: (call) => void tasks.push(call) }
    const end = read(streaming([wire(events)], 'close'))
    await settle()
    const told = [seen.length]
    while (tasks.length > 0) {
      tasks.shift()?.()
      await settle()
      told.push(seen.length)
    }
    expect(await end).toEqual({ kind: 'closed' })
    const apart = events.flatMap(({ type }, index) => (type === 'text' || type === 'reasoning' ? [] : [index + 1]))
    expect(apart.length).toBeLessThan(events.length)
    expect(told).toEqual([...apart, ...(apart.at(-1) === events.length ? [events.length] : [])])
  })

  it('is not told any more where it was left between two tasks', async () => {
    const leave = new AbortController()
    const tasks: (() => void)[] = []
    timers = { ...timers, soon: (call) => void tasks.push(call) }
    const end = read(streaming([wire(turnOf(12))], 'close'), leave.signal)
    await settle()
    leave.abort()
    tasks.shift()?.()
    expect(await end).toEqual({ kind: 'aborted' })
    expect(seen).toHaveLength(1)
  })
})

describe('a stream', () => {
  const bytes = wire(EXAMPLES)

  it('is asked for with a POST, from after the last event', async () => {
    await read(streaming([bytes], 'close'), undefined, 'e1.7')
    expect(asked[0]).toMatchObject({ url: '/agent/message', init: { method: 'POST', body: '{"message":"x"}' } })
    expect(asked[0]?.init.headers).toEqual({ accept: 'text/event-stream', 'content-type': 'application/json', 'last-event-id': 'e1.7' })
  })

  const problemAnswer = async (): Promise<Response> => Response.json({ detail: problem('turn_running', 0, 'r1') }, { status: 409 })
  const ends: [string, Fetch, StreamEnd, number][] = [
    ['closed by the server', streaming([bytes], 'close'), { kind: 'closed' }, 1],
    ['cut', streaming([bytes], 'break'), { kind: 'unreachable', why: 'cut', at: NOW }, 1],
    ['not reached', () => Promise.reject(new TypeError('Failed to fetch')), { kind: 'unreachable', why: 'no_answer', at: NOW }, 0],
    ['refused', problemAnswer, { kind: 'refused', status: 409, problem: problem('turn_running', 0, 'r1') }, 0],
    ["answered by a tunnel's page", async () => new Response('<html>', { status: 530 }), { kind: 'unreachable', why: 'foreign', at: NOW }, 0],
    ['answered by a page that says that all is well', async () => new Response('<html>'), { kind: 'unreachable', why: 'foreign', at: NOW }, 0],
  ]
  it.each(ends)('%s', async (_name, fetch, end, opens) => {
    expect(await read(fetch)).toEqual(end)
    expect(opened).toBe(opens)
    expect(timers.pending()).toBe(0)
  })

  it('without a network says so', async () => {
    connected = false
    expect(await read(() => Promise.reject(new TypeError('Failed to fetch')))).toEqual({ kind: 'unreachable', why: 'no_network', at: timers.now() })
  })

  it.each([
    ['before it is answered', unanswered],
    ['while it runs', streaming([bytes.slice(0, 40)], 'open')],
  ] as const)('can be left %s', async (_name, fetch) => {
    const leave = new AbortController()
    const end = read(fetch, leave.signal)
    await settle()
    leave.abort()
    expect(await end).toEqual({ kind: 'aborted' })
    expect(timers.pending()).toBe(0)
  })

  it.each([
    ['never answers', unanswered],
    ['falls silent', streaming([bytes.slice(0, 40)], 'open')],
  ] as const)('is given up where it %s', async (_name, fetch) => {
    const end = read(fetch)
    await timers.advance(STREAM_SILENCE_MS)
    expect(await end).toEqual({ kind: 'unreachable', why: 'timeout', at: timers.now() })
  })

  it('is kept while it says anything', async () => {
    async function* pings() {
      for (let ping = 0; ping < 4; ping += 1) {
        await new Promise<void>((resolve) => timers.after(STREAM_SILENCE_MS - 1, resolve))
        yield encoder.encode(': ping\n\n')
      }
    }
    const end = read(streaming(pings(), 'close'))
    await timers.advance(4 * STREAM_SILENCE_MS)
    expect(await end).toEqual({ kind: 'closed' })
  })
})
