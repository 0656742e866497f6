// What takes minutes: a turn that nobody watches and nothing is heard of, a home that is slow to say anything, streams that end with the quiet.
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { textOf } from '../../../shared/conversation.ts'
import { EVENTS_LINGER_MS, PING_MS } from '../../../shared/limits.ts'
import { eventually } from '../hosts/eventually.ts'
import { quickHealth } from '../hosts/quick-health.ts'
import { stage } from '../hosts/stage.ts'
import type { Kind } from '../launch.ts'

/** undici cuts any silence at 300 s, unless it is told not to; workerd drops an object that nobody calls after 140 s. */
const SILENT_MS: Readonly<Record<Kind, number>> = { node: 310_000, wrangler: 150_000, workerd: 150_000 }
const SLOW_MS = 30_000
const SLACK_MS = 15_000
/** How late the end of a stream may be, in milliseconds: readers are looked at every second. */
const LATE_MS = 6_000

const KINDS: readonly Kind[] = ['node', 'wrangler', 'workerd']

// All at the same time, since it is all waiting; the longest first.
describe.concurrent.each(KINDS)('%s: nobody there', (kind) => {
  const there = stage(kind)

  const silentMs = SILENT_MS[kind]

  it(`a turn that is silent for ${silentMs / 1_000} s, with no visitor at all, ends well`, { timeout: silentMs + 60_000 }, async () => {
    const { client, host } = there
    const message = `silent [[delay=${silentMs}]] [[tokens=30]]`
    const stream = await client.ask('silent', message)
    await eventually(
      () => there.asked(message).length,
      (times) => expect(times).toBe(1),
    )
    stream.leave()
    await stream.closed
    const quiet = host.logs().length
    // The simulator is asked, not the host.
    const over = (): boolean | undefined => there.asked(message)[0]?.finished || there.asked(message)[0]?.aborted
    await eventually(over, (is) => expect(is).toBe(true), silentMs + SLACK_MS)
    await eventually(
      () => host.logs().slice(quiet),
      (logs) => expect(logs).toContain('"turn.ended"'),
      SLACK_MS,
    )
    expect(host.logs().slice(quiet)).not.toContain('"request"')

    const [record, ...others] = there.asked(message)
    expect([record?.finished, record?.aborted, others]).toEqual([true, false, []])
    const answer = await client.answer('silent')
    expect([answer.state, textOf(answer)]).toEqual([{ status: 'done', finish_reason: 'stop' }, record?.written])
    expect(answer.timings?.first_word).toBeGreaterThan(silentMs - 1_000)
  })
})

describe.concurrent.each(KINDS)('%s: a home that answers after half a minute', (kind) => {
  const there = stage(kind, { before: (sim) => sim.set({ slow_ms: SLOW_MS }) })

  it('is said so, /health stays quick, and the message is answered all the same', { timeout: 180_000 }, async () => {
    const { client } = there
    const health = async (): Promise<unknown> => (await client.get('/health')).body
    await eventually(health, (told) => expect(told).toMatchObject({ status: 'degraded', llm_available: false, home: { state: 'silent' } }), SLACK_MS)
    await quickHealth(client, kind)
    const began = performance.now()
    const stream = await client.ask('slow', 'What is 2+2?')
    await stream.until(({ event }) => event.type === 'turn.phase' && event.reason === 'home_silent', SLACK_MS)
    await quickHealth(client, kind)
    await stream.closed
    expect(performance.now() - began).toBeGreaterThan(SLOW_MS - 1_000)
    expect(stream.frames.at(-1)?.event).toMatchObject({ type: 'turn.ended', outcome: { status: 'done' } })
    expect(textOf(await client.answer('slow'))).toBe('4')
  })
})

describe.concurrent.each(KINDS)('%s: quiet', (kind) => {
  const there = stage(kind)

  it(`/events closes ${EVENTS_LINGER_MS / 1_000} s after the last turn ended, with pings until then`, { timeout: 120_000 }, async () => {
    const { client } = there
    await client.say('quiet', 'What is 2+2?')
    const stream = await client.events('quiet')
    await sleep(PING_MS)
    // A turn begins: it counts from that one's end.
    await client.say('quiet', 'What is 2+2, again? [[tokens=40]]')
    const began = performance.now()
    await stream.closed
    const ms = performance.now() - began
    expect(stream.ended).toBe(true)
    expect(ms).toBeGreaterThan(EVENTS_LINGER_MS - 1_000)
    expect(ms).toBeLessThan(EVENTS_LINGER_MS + LATE_MS)
    expect(stream.pings).toBeGreaterThanOrEqual(3)
    expect(stream.frames.at(-1)?.event.type).toBe('turn.ended')
  })
})
