// A script against a clock: pace, ends, a leaving caller, a slow reader.
import { describe, expect, it } from 'vitest'
import { CATCH_UP_MS, type Close, Cut, type Ending, play, type Playing, scriptOf, type SimClock, type Step, untilFirstByte } from './play.ts'
import { createInstantClock, createTestClock } from './test-clock.ts'

const send = (bytes: string): Step => ({ kind: 'send', bytes })
const wait = (ms: number): Step => ({ kind: 'wait', ms })
const read = (body: ReadableStream<Uint8Array>): Promise<string> => new Response(body).text()

function start(steps: readonly Step[], close: Close = 'end', clock: SimClock = createInstantClock()) {
  const caller = new AbortController()
  const endings: Ending[] = []
  const sent: string[] = []
  const playing: Playing = play(scriptOf(steps, close), {
    clock,
    signal: caller.signal,
    onSend: (step) => sent.push(String(step.bytes)),
    onEnd: (ending) => endings.push(ending),
  })
  return { ...playing, caller, endings, sent }
}

describe('play', () => {
  it('sends in order and ends once', async () => {
    const { body, endings } = start([send('a'), wait(5), send('é🏮'), send('c')])
    expect(await read(body)).toBe('aé🏮c')
    expect(endings).toEqual(['finished'])
  })

  it('waits as long as the script says', async () => {
    const clock = createInstantClock(0)
    await read(start([wait(100), send('a'), wait(25), send('b'), wait(25), send('c')], 'end', clock).body)
    expect(clock.now()).toBe(150)
  })

  it('makes good what a late timer lost, and not more than a little', async () => {
    let now = 0
    const slept: number[] = []
    const late: SimClock = {
      now: () => now,
      async sleep(ms) {
        slept.push(ms)
        now += ms + (slept.length === 1 ? 30 : 0)
      },
    }
    const steps = Array.from({ length: 13 }, (_, at) => [wait(20), send(String(at))]).flat()
    const reader = start(steps, 'end', late).body.getReader()
    for (let at = 0; at < 3; at += 1) await reader.read()
    expect([now, slept]).toEqual([60, [20, 10]])
    now += 10_000
    for (let at = 0; at < 10; at += 1) await reader.read()
    const free = CATCH_UP_MS / 20 + 1
    expect(slept).toEqual([20, 10, ...Array.from({ length: 10 - free }, () => 20)])
  })

  it('resets with a Cut', async () => {
    const { body, endings } = start([send('a')], 'reset')
    const reader = body.getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('a')
    await expect(reader.read()).rejects.toBeInstanceOf(Cut)
    expect(endings).toEqual(['cut'])
  })

  it('can be cut from outside, also while it waits', async () => {
    const { body, cut, endings } = start([send('a'), wait(1_000), send('b')], 'end', createTestClock())
    const reader = body.getReader()
    await reader.read()
    const next = reader.read()
    cut()
    await expect(next).rejects.toBeInstanceOf(Cut)
    expect(endings).toEqual(['cut'])
  })

  it.each<[string, Close, Step[]]>([
    ['in a pause', 'end', [send('a'), wait(60_000), send('b')]],
    ['while it hangs', 'hang', [send('a')]],
  ])('stops at once when the caller leaves %s', async (_name, close, steps) => {
    const { body, caller, endings, sent } = start(steps, close, createTestClock())
    const reader = body.getReader()
    await reader.read()
    const next = reader.read()
    caller.abort(new Error('left'))
    await expect(next).rejects.toThrow('left')
    expect([endings, sent]).toEqual([['aborted'], ['a']])
  })

  it('stops when the body is cancelled', async () => {
    const clock = createTestClock()
    const { body, endings, sent } = start([send('a'), wait(10), send('b')], 'end', clock)
    const reader = body.getReader()
    await reader.read()
    void reader.read()
    await clock.advance(5)
    await reader.cancel()
    await clock.advance(1_000)
    expect([endings, sent]).toEqual([['aborted'], ['a']])
  })

  it('does not begin for a caller who has left', async () => {
    const endings: Ending[] = []
    const { body } = play(scriptOf([send('a')], 'end'), {
      clock: createInstantClock(),
      signal: AbortSignal.abort(new Error('left')),
      onEnd: (ending) => endings.push(ending),
    })
    await expect(read(body)).rejects.toThrow('left')
    expect(endings).toEqual(['aborted'])
  })

  it('writes nothing that nobody reads', async () => {
    const { body, sent } = start(Array.from({ length: 1_000 }, (_, at) => send(`${at} `)))
    const reader = body.getReader()
    for (let at = 0; at < 3; at += 1) await reader.read()
    await createTestClock().advance(0)
    expect(sent).toHaveLength(3)
  })

  it('gives other work a turn when it never pauses', async () => {
    let turns = 0
    const clock: SimClock = { now: () => 0, sleep: async () => void (turns += 1) }
    await read(
      start(
        Array.from({ length: 640 }, (_, at) => (at % 2 === 0 ? wait(0) : send('x'))),
        'end',
        clock,
      ).body,
    )
    expect(turns).toBe(5)
  })
})

describe('untilFirstByte', () => {
  it('waits for it and loses none', async () => {
    const clock = createTestClock()
    const { body } = start([wait(500), send('a'), send('b')], 'end', clock)
    let ready = false
    const held = untilFirstByte(body).then((later) => {
      ready = true
      return later
    })
    await clock.advance(499)
    expect(ready).toBe(false)
    await clock.advance(1)
    expect(await read(await held)).toBe('ab')
  })

  it('rejects where a reset comes first', async () => {
    await expect(untilFirstByte(start([wait(5)], 'reset').body)).rejects.toBeInstanceOf(Cut)
  })

  it('passes on that the reader left', async () => {
    const { body, endings } = start([send('a'), wait(5), send('b')], 'end', createTestClock())
    await (await untilFirstByte(body)).cancel()
    expect(endings).toEqual(['aborted'])
  })
})
