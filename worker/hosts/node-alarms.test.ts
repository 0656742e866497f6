// Alarms of the Node host: when they ring, how often, and what stands in the table at each moment a process could die.
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { ALARMS_AT_ONCE, ALARM_LOOK_MS, ALARM_RETRY_MAX_MS, BEAT_MS } from '../../shared/limits.ts'
import type { Clock } from '../ports.ts'
import { createAlarms } from './node-alarms.ts'

/** A clock that moves by hand; `advance` calls what is due in between, in order, and lets promises go on. */
function createHands() {
  let now = 1_000_000
  const timers = new Set<{ readonly at: number; readonly call: () => void }>()
  const clock: Clock = {
    now: () => now,
    monotonic: () => now,
    timer(ms, call) {
      const timer = { at: now + ms, call }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    sleep: (ms) => new Promise((resolve) => void clock.timer(ms, resolve)),
  }
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return {
    clock,
    waits: () => [...timers].map(({ at }) => at - now),
    async advance(ms: number) {
      const end = now + ms
      await settle()
      for (;;) {
        const next = [...timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        timers.delete(next)
        now = Math.max(now, next.at)
        next.call()
        await settle()
      }
      now = end
    },
  }
}

function open(ring: (name: string) => void | Promise<void> = () => {}) {
  const hands = createHands()
  const db = new DatabaseSync(':memory:')
  const rung: [string, number][] = []
  const start = hands.clock.now()
  const logged: string[] = []
  const alarms = createAlarms(
    db,
    hands.clock,
    (_level, event) => logged.push(event),
    async (_kind, name) => {
      rung.push([name, hands.clock.now() - start])
      await ring(name)
    },
  )
  const alarm = (name: string) => {
    const { set } = alarms.of('k', name, (call) => call(true))
    return (ms: number | null) => set(ms === null ? null : start + ms)
  }
  const read = db.prepare('select name, at from alarm order by at')
  const rows = () => read.all().map(({ name, at }) => [name, Number(at) - start])
  return { ...hands, db, alarms, alarm, rung, rows, start, logged }
}

describe('node alarms', () => {
  it('rings each at its time, once', async () => {
    const { alarms, alarm, advance, rung, rows } = open()
    alarms.start()
    alarm('b')(2_000)
    alarm('a')(1_000)
    alarm('c')(3_000)
    alarm('c')(null)
    await advance(999)
    expect(rung).toEqual([])
    await advance(10_000)
    expect(rung).toEqual([
      ['a', 1_000],
      ['b', 2_000],
    ])
    expect(rows()).toEqual([])
  })

  it('rings nothing before start and after stop', async () => {
    const { alarms, alarm, advance, rung, rows } = open()
    alarm('a')(1_000)
    await advance(5_000)
    expect(rung).toEqual([])
    alarms.start()
    await advance(0)
    expect(rung).toEqual([['a', 5_000]])
    alarm('b')(9_000)
    alarms.stop()
    await advance(60_000)
    expect(rung).toHaveLength(1)
    expect(rows()).toEqual([['b', 9_000]])
  })

  it('at the start rings at once what is due within one beat', async () => {
    const { alarms, alarm, advance, rung } = open()
    alarm('beat')(BEAT_MS)
    alarm('later')(BEAT_MS + 1)
    alarms.start()
    await advance(0)
    expect(rung).toEqual([['beat', 0]])
  })

  it('what is set while it rings is the next time', async () => {
    const set: ((ms: number | null) => void)[] = []
    const { alarms, alarm, advance, rung, rows } = open(() => set.shift()?.(5_000))
    set.push(alarm('a'))
    alarm('a')(1_000)
    alarms.start()
    await advance(20_000)
    expect(rung.map(([, at]) => at)).toEqual([0, 5_000])
    expect(rows()).toEqual([])
  })

  it('stays in the table until it has rung, so that a process that dies meanwhile rings again', async () => {
    let during: unknown
    let finish = (): void => {}
    const { alarms, alarm, advance, rows } = open(() => {
      alarm('a')(null)
      during = rows()
      return new Promise((resolve) => (finish = resolve))
    })
    alarm('a')(30_000)
    alarms.start()
    await advance(30_000)
    expect(during).toEqual([['a', 30_000]])
    expect(rows()).toEqual([['a', 30_000]])
    finish()
    await advance(0)
    expect(rows()).toEqual([])
  })

  it('one that fails comes again after 2 s, doubling to 60 s, and begins anew once it went well', async () => {
    let fails = 7
    const { alarms, alarm, advance, rung, logged } = open(() => {
      fails -= 1
      if (fails >= 0) throw new Error('not now')
    })
    alarm('a')(100_000)
    alarms.start()
    await advance(400_000)
    const times = rung.map(([, at]) => at)
    expect(times.slice(1).map((at, n) => at - (times[n] ?? 0))).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, ALARM_RETRY_MAX_MS, ALARM_RETRY_MAX_MS])
    expect(logged).toEqual(Array.from({ length: 7 }, () => 'alarm.failed'))
    fails = 1
    alarm('a')(500_000)
    await advance(200_000)
    expect(rung.slice(-2).map(([, at]) => at)).toEqual([500_000, 502_000])
  })

  it('a failure does not put off an earlier time that was set meanwhile', async () => {
    const { alarms, alarm, advance, rung } = open(() => {
      if (rung.length > 1) return
      alarm('a')(101_000)
      throw new Error('not now')
    })
    alarm('a')(100_000)
    alarms.start()
    await advance(110_000)
    expect(rung.map(([, at]) => at)).toEqual([100_000, 101_000])
  })

  it('rings only so many at a time, and all in the end', async () => {
    const waiting: (() => void)[] = []
    const { alarms, alarm, advance, rung } = open(() => new Promise((resolve) => void waiting.push(resolve)))
    for (let n = 0; n < ALARMS_AT_ONCE + 5; n += 1) alarm(`a${n}`)(n)
    alarms.start()
    await advance(1_000)
    expect(rung).toHaveLength(ALARMS_AT_ONCE)
    while (waiting.length > 0) {
      waiting.shift()?.()
      await advance(0)
    }
    expect(new Set(rung.map(([name]) => name)).size).toBe(ALARMS_AT_ONCE + 5)
  })

  it('looks at the clock now and then, however far the next is', async () => {
    const { alarms, alarm, waits, advance, rung } = open()
    alarms.start()
    alarm('a')(86_400_000)
    expect(waits()).toEqual([ALARM_LOOK_MS])
    await advance(86_400_000)
    expect(rung).toEqual([['a', 86_400_000]])
  })
})
