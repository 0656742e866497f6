// Recorded answers of a real server, over a real socket and a host's own fetch, against what they say: each host's own test opens the replay and runs this.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Clock, Fetch, UpstreamEvent } from '../ports.ts'
import { createUpstream } from '../upstream/index.ts'
import { CHATS, LISTS, REFUSALS, type Told } from './traces/expected.ts'

export interface Replay {
  /** Of `startReplay`. */
  readonly url: string
  /** The host's. */
  readonly fetch: Fetch
  readonly clock: Clock
  close(): Promise<void>
}

export function tracesContract(name: string, open: () => Promise<Replay>): void {
  describe(`traces: ${name}`, () => {
    let replay: Replay
    beforeAll(async () => {
      replay = await open()
    })
    afterAll(() => replay.close())

    it.each(Object.entries({ ...CHATS, ...REFUSALS }))('%s', async (trace, expected) => {
      const upstream = createUpstream({ baseUrl: `${replay.url}/${trace}/v1`, apiKey: null, headers: {}, timeoutMs: 5_000 }, replay)
      const events: UpstreamEvent[] = []
      for await (const event of upstream.chat(
        { model: null, messages: [{ role: 'user', content: 'Hi' }], temperature: null, goesOn: false },
        new AbortController().signal,
      ))
        events.push(event)
      expect(told(events)).toEqual(expected)
    })

    it.each(Object.entries(LISTS))('%s', async (trace, models) => {
      const upstream = createUpstream({ baseUrl: `${replay.url}/${trace}/v1`, apiKey: null, headers: {}, timeoutMs: 5_000 }, replay)
      expect(await upstream.probe()).toEqual({ kind: 'up', server: 'llamacpp', models, round_trip: expect.any(Number), places: null })
    })
  })
}

/** Neighbours that are pieces of one thing are counted and joined. */
export function told(events: readonly UpstreamEvent[]): Told[] {
  const list: Told[] = []
  for (const event of events) {
    const last = list.at(-1)
    if (event.type === 'text' || event.type === 'reasoning') {
      if (last?.type === event.type) list.splice(-1, 1, { ...last, pieces: last.pieces + 1, text: last.text + event.text })
      else list.push({ type: event.type, pieces: 1, text: event.text })
    } else if (event.type === 'tool_call') {
      if (last?.type === 'tool_call' && last.index === event.index && last.id === event.id && last.name === event.name)
        list.splice(-1, 1, { ...last, pieces: last.pieces + 1, arguments: last.arguments + event.arguments })
      else list.push({ ...event, pieces: 1 })
    } else if (event.type === 'failed') list.push({ type: 'failed', code: event.problem.code, retryable: event.problem.retryable })
    else list.push(event)
  }
  return list
}
