// Reads an event stream by fetch: one reader, one decoder, one parser. Tells how it ended.
import { createParser } from 'eventsource-parser'
import type { ConversationEvent } from '../../shared/events.ts'
import { PING_MS } from '../../shared/limits.ts'
import type { StreamEnd, StreamListener } from './api.ts'
import { readEvent } from './event-frame.ts'
import { readRefusal } from './refusal.ts'
import type { Timers } from './timers.ts'

/** A stream without a byte for this long is dead, in milliseconds: the server pings more often. */
export const STREAM_SILENCE_MS = 2.5 * PING_MS

export interface StreamPorts {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly timers: Timers
  /** Whether this device has a network at all. */
  readonly connected: () => boolean
}

export interface StreamRequest {
  readonly url: string
  readonly body: unknown
  /** Sent as `Last-Event-ID`. */
  readonly lastId: string | null
}

/** Resolves when the stream ended, however it did. Rejects only with what the listener throws. */
export async function readStream(ports: StreamPorts, request: StreamRequest, listener: StreamListener, signal: AbortSignal): Promise<StreamEnd> {
  const watch = watchSilence(ports.timers)
  const broken = (why: 'cut' | 'no_answer'): StreamEnd => {
    if (signal.aborted) return { kind: 'aborted' }
    const at = ports.timers.now()
    if (watch.signal.aborted) return { kind: 'unreachable', why: 'timeout', at }
    return { kind: 'unreachable', why: why === 'no_answer' && !ports.connected() ? 'no_network' : why, at }
  }
  try {
    const response = await ask(ports, request, AbortSignal.any([signal, watch.signal]))
    if (!response) return broken('no_answer')
    watch.heard()
    if (!response.ok) return await readRefusal(response, ports.timers.now())
    if (!response.body || response.headers.get('content-type')?.startsWith('text/event-stream') !== true)
      return { kind: 'unreachable', why: 'foreign', at: ports.timers.now() }
    listener.onOpen()
    const ended = await readFrames(
      response.body,
      listener,
      { heard: watch.heard, apart: () => new Promise<void>((resolve) => ports.timers.soon(resolve)) },
      signal,
    )
    return ended && !signal.aborted ? { kind: 'closed' } : broken('cut')
  } finally {
    watch.end()
  }
}

/** null: no answer. */
function ask(ports: StreamPorts, request: StreamRequest, signal: AbortSignal): Promise<Response | null> {
  const headers: Record<string, string> = { accept: 'text/event-stream', 'content-type': 'application/json' }
  if (request.lastId !== null) headers['last-event-id'] = request.lastId
  return ports.fetch(request.url, { method: 'POST', headers, body: JSON.stringify(request.body), signal, cache: 'no-store' }).catch(() => null)
}

/** Words come many at a time, and are drawn together; whatever else happens changes much of the page, and gets a task of its own. */
const isMoreText = ({ type }: ConversationEvent): boolean => type === 'text' || type === 'reasoning'

interface Pace {
  readonly heard: () => void
  /** Resolves in another task. */
  readonly apart: () => Promise<void>
}

/** Whether the body came to its end. */
async function readFrames(body: ReadableStream<Uint8Array>, listener: StreamListener, pace: Pace, signal: AbortSignal): Promise<boolean> {
  const decoder = new TextDecoder()
  const frames: { readonly id: string; readonly data: string }[] = []
  const parser = createParser({
    onEvent({ id, data }) {
      // An event without an id has no place in the log: it could not be told from one that was seen.
      if (id !== undefined) frames.push({ id, data })
    },
  })
  const reader = body.getReader()
  for (;;) {
    const piece = await reader.read().catch(() => null)
    if (piece === null || signal.aborted) return false
    if (piece.done) return true
    pace.heard()
    parser.feed(decoder.decode(piece.value, { stream: true }))
    for (const { id, data } of frames.splice(0)) {
      const event = readEvent(data)
      listener.onEvent(event, id)
      if (event !== null && !isMoreText(event)) await pace.apart()
      if (signal.aborted) return false
    }
  }
}

function watchSilence(timers: Timers): { readonly signal: AbortSignal; heard(): void; end(): void } {
  const silent = new AbortController()
  const begin = (): (() => void) => timers.after(STREAM_SILENCE_MS, () => silent.abort())
  let cancel = begin()
  return {
    signal: silent.signal,
    heard() {
      cancel()
      cancel = begin()
    },
    end: () => cancel(),
  }
}
