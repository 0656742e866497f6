// The line before home and what is loaded there, over HTTP, on both hosts: what the person sees, and what the model server got.
import { describe, expect, it } from 'vitest'
import { LEASE_MS } from '../../../shared/limits.ts'
import { fieldOf } from './client.ts'
import { eventually } from './eventually.ts'
import { KINDS, stage } from './stage.ts'
import { isText, type Stream } from './stream.ts'

const inLine = (position: number) => (stream: Stream) =>
  stream.until(({ event }) => event.type === 'turn.phase' && event.phase === 'queued' && event.position === position)
const phasesOf = (stream: Stream): string[] => stream.frames.flatMap(({ event }) => (event.type === 'turn.phase' ? [event.phase] : []))
/** What a restart, a look at home and the message itself may take beyond the time of a lease, in milliseconds. */
const SLACK_MS = 10_000
const LOAD_MS = 3_000

// Both hosts at the same time, since most of it is waiting; each in its order.
describe.concurrent.each(KINDS)('%s', (kind) => {
  describe('one place', { concurrent: false }, () => {
    const there = stage(kind, { env: { LLM_PARALLEL: '1' } })

    it('who waits sees the place move up; who leaves the line costs home nothing', async () => {
      const { client } = there
      const holder = await client.ask('holder', 'hold [[tokens=4000]] [[rate=50]]')
      await holder.until(isText)
      const second = await client.ask('second', 'second [[tokens=3]]')
      await inLine(1)(second)
      const third = await client.ask('third', 'third [[tokens=3]]')
      await inLine(2)(third)
      await client.post('/agent/sessions/second/stop')
      await inLine(1)(third)
      await second.closed
      expect(second.frames.at(-1)?.event).toMatchObject({ type: 'turn.ended', outcome: { status: 'stopped' } })
      await client.post('/agent/sessions/holder/stop')
      await third.closed
      expect(third.frames.at(-1)?.event).toMatchObject({ type: 'turn.ended', outcome: { status: 'done' } })
      expect(there.sim.records().filter(({ messages }) => messages.at(-1)?.content.startsWith('second'))).toEqual([])
    })

    it('a process that is killed holds its place no longer than a lease', { timeout: 90_000 }, async () => {
      const { client, host } = there
      const holder = await client.ask('killed', 'killed [[tokens=4000]] [[rate=50]]')
      await holder.until(isText)
      const waiter = await client.ask('lost', 'lost in line')
      await inLine(1)(waiter)
      await host.kill()
      await Promise.all([holder.closed, waiter.closed])
      await host.restart()
      const began = performance.now()
      expect((await client.say('after', 'What is 2+2?')).body).toMatchObject({ status: 'done', reply: '4' })
      expect(performance.now() - began).toBeLessThan(LEASE_MS + SLACK_MS)
      expect(there.asked('lost in line')).toEqual([])
      const line = async (): Promise<unknown> => fieldOf(fieldOf((await client.get('/health')).body, 'home'), 'line')
      await eventually(line, (now) => expect(now).toEqual({ held: 0, waiting: 0, places: 1 }), LEASE_MS + SLACK_MS)
    })
  })

  describe('a model that is not in memory', { concurrent: false }, () => {
    const there = stage(kind, { sim: { loaded: [], load_ms: LOAD_MS } })

    it('jit-race: two first questions are one load, and both see it while it goes on', async () => {
      const { client, sim } = there
      await eventually(
        async () => (await client.get('/health')).body,
        (health) => expect(health).toMatchObject({ home: { state: 'online', model: { loaded: false } } }),
      )
      const streams = await Promise.all(['a', 'b'].map((chat) => client.ask(chat, `${chat}: what is 2+2?`)))
      await Promise.all(streams.map((stream) => stream.until(({ event }) => event.type === 'turn.phase' && event.phase === 'loading')))
      const told = (await client.get('/health')).body
      expect(told).toMatchObject({ status: 'degraded', llm_available: true, home: { state: 'loading', loading: { since: expect.any(Number) } } })
      await Promise.all(streams.map(({ closed }) => closed))
      for (const stream of streams) {
        expect(stream.frames.at(-1)?.event).toMatchObject({ type: 'turn.ended', outcome: { status: 'done' } })
        expect(phasesOf(stream)).toEqual(['loading', 'reading', 'generating'])
      }
      expect(sim.requests().filter(({ method, path }) => method === 'POST' && path === '/api/v1/models/load').length).toBe(1)
      expect(sim.world().loaded.length).toBe(1)
    })
  })
})
