// A simulated LM Studio under load and in trouble: its line, its record, cuts and hangs.
import { describe, expect, it } from 'vitest'
import { Journal } from './cases-records.ts'
import { answerTokens } from './cases-text.ts'
import type { Cases } from './cases.ts'
import { SIM_MODEL } from './cases-world.ts'
import { createInstantClock, createTestClock } from './test-clock.ts'
import { casesOf, chat, contentOf, get, json } from './test-requests.ts'

it('says what it was told to say, to the letter', async () => {
  const says = '# One\n\n| a | b |\n|---|---|\n| 1 | <b>2</b> |\n\n```js\nlet x = 1\n```\n'
  const sim = casesOf({ first_token_ms: 0, rate: 1_000, says })
  const text = await (await sim.fetch(chat('Go on [[tokens=3]]'))).text()
  expect(contentOf(text)).toBe(says)
})

describe('the line', () => {
  const bytes = (sim: Cases): boolean[] => sim.records().map((record) => record.bytes > 0)

  it('lets four predict; the others get their 200 and nothing, in the order in which they came', async () => {
    const clock = createTestClock(0)
    const sim = casesOf({ first_token_ms: 0, rate: 10 }, clock)
    const texts: Promise<string>[] = []
    for (const tokens of [20, 40, 40, 40, 10, 10]) texts.push((await sim.fetch(chat(`Go on [[tokens=${tokens}]]`))).text())
    await clock.advance(1_900)
    expect(bytes(sim)).toEqual([true, true, true, true, false, false])
    await clock.advance(200)
    expect(bytes(sim)).toEqual([true, true, true, true, true, false])
    await clock.advance(10_000)
    expect((await Promise.all(texts)).every((text) => text.endsWith('data: [DONE]\n\n'))).toBe(true)
  })

  it('goes on when one who waits leaves, and when one who predicts does', async () => {
    const clock = createTestClock(0)
    const sim = casesOf({ first_token_ms: 0, concurrency: 1 }, clock)
    const callers = [new AbortController(), new AbortController(), new AbortController()]
    const texts: Promise<string>[] = []
    for (const { signal } of callers) texts.push((await sim.fetch(chat('Go on [[tokens=40]]', {}, { signal }))).text().catch(() => 'left'))
    await clock.advance(100)
    callers[1]?.abort()
    await clock.advance(100)
    expect(bytes(sim)).toEqual([true, false, false])
    callers[0]?.abort()
    await clock.advance(100)
    expect(bytes(sim)).toEqual([true, false, true])
    await clock.advance(5_000)
    expect(await Promise.all(texts.slice(0, 2))).toEqual(['left', 'left'])
    expect(await texts[2]).toContain('[DONE]')
  })

  it('grows when it is told to', async () => {
    const clock = createTestClock(0)
    const sim = casesOf({ first_token_ms: 0, concurrency: 1 }, clock)
    for (let at = 0; at < 2; at += 1) void (await sim.fetch(chat('Go on [[tokens=400]]'))).text().catch(() => 'cut')
    await clock.advance(100)
    expect(bytes(sim)).toEqual([true, false])
    sim.change((world) => ({ ...world, concurrency: 2 }))
    await clock.advance(100)
    expect(bytes(sim)).toEqual([true, true])
    sim.cut()
  })
})

describe('the record', () => {
  it('equals what a client read', async () => {
    const sim = casesOf({}, createInstantClock(1_000))
    const text = await (await sim.fetch(chat('Tell me of ships [[tokens=200]] [[reasoning=5]]'))).text()
    const [record] = sim.records()
    expect(record?.written).toBe(contentOf(text))
    expect(record).toMatchObject({
      id: 'chatcmpl-sim1',
      at: 1_000,
      model: SIM_MODEL,
      messages: [{ role: 'user', content: 'Tell me of ships [[tokens=200]] [[reasoning=5]]' }],
      stream: true,
      status: 200,
      bytes: new TextEncoder().encode(text).length,
      finished: true,
      aborted: false,
      abortedAt: null,
      cut: false,
    })
    expect(record?.reasoning).toContain('First')
  })

  it('holds a whole answer too, and a refusal', async () => {
    const sim = casesOf()
    const [, body] = await json(sim, chat('Hi', { stream: false }))
    await (await sim.fetch(chat('[[case=jinja-error]]'))).text()
    await json(sim, chat('[[case=load-failed]]'))
    expect(body).toMatchObject({ choices: [{ message: { content: sim.records()[0]?.written } }] })
    expect(sim.records().map(({ status, written }) => [status, written !== ''])).toEqual([
      [200, true],
      [200, false],
      [404, false],
    ])
  })

  it('says when the caller left, and holds what was written until then', async () => {
    const clock = createTestClock(0)
    const sim = casesOf({ first_token_ms: 0, rate: 10 }, clock)
    const caller = new AbortController()
    const text = (await sim.fetch(chat('Go on [[tokens=100]]', {}, { signal: caller.signal }))).text().catch(() => 'left')
    await clock.advance(1_050)
    caller.abort()
    await clock.advance(5_000)
    expect(await text).toBe('left')
    expect(sim.records()[0]).toMatchObject({ finished: false, aborted: true, abortedAt: 1_050 })
    expect(sim.records()[0]?.written).not.toBe('')
    expect(sim.records()[0]?.bytes).toBeLessThan(11 * 400)
  })

  it('tells a cut from a leaving caller', async () => {
    const clock = createTestClock(0)
    const sim = casesOf({ first_token_ms: 0 }, clock)
    const streamed = (await sim.fetch(chat('Go on [[tokens=100]]'))).text()
    const whole = sim.fetch(chat('Go on [[tokens=100]]', { stream: false }))
    const both = Promise.allSettled([streamed, whole])
    await clock.advance(200)
    sim.cut()
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(sim.records()).toMatchObject([
      { cut: true, aborted: false, finished: false },
      { cut: true, aborted: false, finished: false },
    ])
  })

  it('is bounded: the oldest go first', () => {
    const journal = new Journal<number>(3)
    for (let at = 0; at < 5; at += 1) journal.add(at)
    expect(journal.all()).toEqual([2, 3, 4])
  })

  it('knows every request and its headers', async () => {
    const sim = casesOf({}, createInstantClock(7))
    await sim.fetch(get('/v1/models?x=1', { headers: { 'CF-Access-Client-Id': 'abc' } }))
    await sim.fetch(get('/nothing'))
    expect(sim.requests()).toMatchObject([
      { at: 7, method: 'GET', path: '/v1/models', headers: { 'cf-access-client-id': 'abc' } },
      { at: 7, method: 'GET', path: '/nothing' },
    ])
  })
})

describe('trouble', () => {
  it.each([
    ['cut', 'rejected'],
    ['error', 'fulfilled'],
  ])('%s after three tokens', async (marker, outcome) => {
    const sim = casesOf()
    const [settled] = await Promise.allSettled([(await sim.fetch(chat(`Go on [[tokens=20]] [[${marker}=3]]`))).text()])
    const tokens = answerTokens('Go on', 1, 20)
    expect(settled?.status).toBe(outcome)
    expect(sim.records()[0]?.written).toBe(tokens.slice(0, 3).join(''))
    if (settled?.status === 'fulfilled') expect(settled.value).toMatch(/event: error\ndata: \{"error":\{"message":"The model has crashed.*\n\n$/)
  })

  it('hangs after three tokens until the caller leaves', async () => {
    const clock = createTestClock(0)
    const sim = casesOf({}, clock)
    const caller = new AbortController()
    const text = (await sim.fetch(chat('Go on [[tokens=20]] [[hang=3]]', {}, { signal: caller.signal }))).text().catch(() => 'left')
    await clock.advance(600_000)
    expect(sim.records()[0]).toMatchObject({ finished: false, aborted: false, written: answerTokens('Go on', 1, 20).slice(0, 3).join('') })
    caller.abort()
    expect(await text).toBe('left')
  })

  it('makes every answer slow, lists included', async () => {
    const clock = createTestClock(0)
    const sim = casesOf({ slow_ms: 30_000 }, clock)
    let answered = 0
    for (const request of [get('/v1/models'), get('/lmstudio-greeting'), chat('Hi')]) void sim.fetch(request).then(() => (answered += 1))
    await clock.advance(29_999)
    expect(answered).toBe(0)
    await clock.advance(1)
    expect(answered).toBe(3)
  })
})
