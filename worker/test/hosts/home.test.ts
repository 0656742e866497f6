// Home in all its moods, on both hosts: what /health says and how fast, what a message gets.
import { describe, expect, it } from 'vitest'
import { textOf } from '../../../shared/conversation.ts'
import { PROBE_FAST_MS, PROBE_SLOW_MS, PROBE_TIMEOUT_MS } from '../../../shared/limits.ts'
import { type Client, fieldOf } from './client.ts'
import { eventually } from './eventually.ts'
import { quickHealth } from './quick-health.ts'
import { KINDS, stage } from './stage.ts'

/** What a probe, and the poll that sees it, may take beyond their time, in milliseconds. */
const SLACK_MS = 3_000
/** From a message to the words that home does not answer, in milliseconds. */
const SAID_MS = 12_000

const STEPS = expect.arrayContaining([expect.any(String), expect.any(String)])
const SUM = 'What is 2+2?'

/** Resolves when /health tells these things, which is as soon as a probe has seen them. */
const tells = (client: Client, told: object, ms: number): Promise<void> =>
  eventually(
    async () => (await client.get('/health')).body,
    (health) => expect(health).toMatchObject(told),
    ms + SLACK_MS,
  )

// Both hosts at the same time, since most of it is waiting; each in its order.
describe.concurrent.each(KINDS)('%s', (kind) => {
  describe('home comes and goes, the demo stands in', { concurrent: false }, () => {
    const there = stage(kind, { env: { LLM_FALLBACK: 'demo', LLM_MAX_RETRIES: '1' } })

    it('there: it answers', async () => {
      await tells(there.client, { status: 'healthy', answers: 'home', home: { state: 'online' } }, PROBE_TIMEOUT_MS)
      expect((await there.client.say('real', SUM)).body).toMatchObject({ status: 'done', reply: '4', metadata: { home: 'home' } })
      await quickHealth(there.client, kind)
    })

    it('refusing: it is said after the next probe, at once when asked', async () => {
      await there.sim.set({ down: 'refuse' })
      await tells(there.client, { status: 'unhealthy', llm_available: false, answers: 'demo', home: { state: 'off' }, next: STEPS }, PROBE_SLOW_MS)
      await quickHealth(there.client, kind)
    })

    it('refusing: a chat that has a real answer never falls back: 503 with steps, and the message is kept', async () => {
      const { status, body } = await there.client.say('real', 'and 3+3?')
      expect([status, body]).toMatchObject([503, { detail: { error: 'home_off', troubleshooting: STEPS, session_id: 'real', request_id: expect.any(String) } }])
      const { messages } = await there.client.view('real')
      expect(messages.slice(-2)).toMatchObject([
        { role: 'user', text: 'and 3+3?' },
        { role: 'assistant', home: 'home', state: { status: 'failed', problem: { error: 'home_off', troubleshooting: STEPS } } },
      ])
    })

    it('refusing: in a new chat the demo answers', async () => {
      const { status, body } = await there.client.say('demo', SUM)
      expect([status, body]).toMatchObject([200, { status: 'done', reply: expect.stringContaining('4'), metadata: { home: 'demo' } }])
    })

    it('accepting and never answering: it is said after the next probe, and a message says so while it waits', { timeout: 60_000 }, async () => {
      await there.sim.set({ down: 'hang' })
      await tells(there.client, { status: 'degraded', llm_available: false, home: { state: 'silent' } }, PROBE_FAST_MS + PROBE_TIMEOUT_MS)
      await quickHealth(there.client, kind)
      const asked = performance.now()
      const stream = await there.client.ask('real', 'and 4+4?')
      await stream.until(({ event }) => event.type === 'turn.phase' && event.phase === 'connecting' && event.reason === 'home_silent', SAID_MS)
      expect(performance.now() - asked).toBeLessThan(SAID_MS)
      await quickHealth(there.client, kind)

      // Back: what waited is answered, and so is the next.
      await there.sim.set({ down: 'no' })
      await stream.closed
      expect(stream.frames.at(-1)?.event).toMatchObject({ type: 'turn.ended', outcome: { status: 'done' } })
      await tells(there.client, { status: 'healthy', llm_available: true, answers: 'home', home: { state: 'online' } }, PROBE_FAST_MS)
    })

    it('back: the next message and a new chat go home by themselves', async () => {
      expect((await there.client.say('real', SUM)).body).toMatchObject({ status: 'done', reply: '4', metadata: { home: 'home' } })
      expect((await there.client.say('new', SUM)).body).toMatchObject({ status: 'done', reply: '4', metadata: { home: 'home' } })
    })

    it('back: so does a chat that the demo began, of whose words the real model is given none', async () => {
      const { body } = await there.client.say('demo', 'And who are you?')
      expect(body).toMatchObject({ status: 'done', metadata: { home: 'home' } })
      expect(there.asked('And who are you?').map(({ messages }) => messages.filter(({ role }) => role !== 'user'))).toEqual([[]])
      const { messages } = await there.client.view('demo')
      expect(messages.map((message) => (message.role === 'user' ? 'person' : message.home))).toEqual(['person', 'demo', 'person', 'home'])
      expect(fieldOf(body, 'reply')).toBe(messages.flatMap((message) => (message.role === 'assistant' ? [textOf(message)] : [])).at(-1))
    })
  })

  describe('nobody at home, and no demo', { concurrent: false }, () => {
    const there = stage(kind, { env: { LLM_MAX_RETRIES: '0' }, before: (sim) => sim.set({ down: 'refuse' }) })

    it('a message gets 503 with steps, as JSON and in the stream, and is kept', async () => {
      const { client } = there
      await tells(client, { status: 'unhealthy', answers: 'nobody', home: { state: 'off' }, next: STEPS }, PROBE_TIMEOUT_MS)
      const { status, body } = await client.say('test-123', SUM, { mode: 'chat' })
      expect([status, body]).toMatchObject([
        503,
        { detail: { error: 'home_off', message: expect.any(String), troubleshooting: STEPS, session_id: 'test-123' } },
      ])
      const stream = await client.ask('test-124', SUM)
      await stream.closed
      expect(stream.frames.at(-1)?.event).toMatchObject({
        type: 'turn.ended',
        outcome: { status: 'failed', problem: { error: 'home_off', troubleshooting: STEPS } },
      })
      for (const chat of ['test-123', 'test-124']) {
        expect((await client.view(chat)).messages).toMatchObject([
          { role: 'user', text: SUM },
          { role: 'assistant', parts: [], state: { status: 'failed', problem: { error: 'home_off' } } },
        ])
      }
    })

    it('L6: the same message again, once home is there, is a new turn of it', async () => {
      const { client, sim } = there
      const command = { message_id: 'kept-1' }
      expect((await client.say('kept', SUM, command)).status).toBe(503)
      await sim.set({ down: 'no' })
      const { status, body } = await client.say('kept', SUM, command)
      expect([status, body]).toMatchObject([200, { status: 'done', reply: '4', metadata: { message_id: 'kept-1' } }])
      expect((await client.view('kept')).messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'assistant'])
      expect(there.asked(SUM).length).toBe(1)
    })
  })
})
