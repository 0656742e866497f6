// Ten silent minutes in workerd: the real objects, with their rows, calls and alarms, over a clock that is moved by hand and a home that keeps that time too.
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, expect, it, vi } from 'vitest'
import { BEAT_MS } from '../../../shared/limits.ts'
import type { ReadFrom } from '../../ports.ts'
import { createWorld } from '../../sim/cases-world.ts'
import { createCases } from '../../sim/cases.ts'
import { takeClock } from './clock.ts'
import { ask, textIn } from './home.ts'

const SILENCE_MS = 600_000
/** Much less than a lease: each step is as long as calls between objects may take. */
const STEP_MS = 1_000

const clock = takeClock()
const server = createCases(createWorld({}), clock)

beforeAll(() => {
  Object.assign(env, { LLM_BASE_URL: 'http://home.test/v1', LLM_PARALLEL: '1', LOG_LEVEL: 'error' })
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => server.fetch(new Request(input, init)))
})

const chat = (id: string) => env.CONVERSATION.getByName(`owner:${id}`)
const home = () => env.HOME.getByName('home')
const begin = async (id: string, text: string): Promise<string> => {
  const accepted = await chat(id).accept(ask('m1', text))
  if (accepted.kind !== 'accepted') throw new Error(accepted.code)
  return accepted.turn
}
const answerOf = async (id: string) => {
  const read = await chat(id).read(null)
  const last = read.kind === 'view' ? read.view.messages.at(-1) : null
  if (last?.role !== 'assistant') throw new Error('there is no answer')
  return last
}
const stateOf = async (id: string) => (await answerOf(id)).state

/** Rings the object's alarm where it is due; whether it was. */
const ring = async (stub: DurableObjectStub): Promise<boolean> => {
  const at = await runInDurableObject(stub, (_object, { storage }) => storage.getAlarm())
  return at !== null && at <= clock.now() && (await runDurableObjectAlarm(stub))
}

/** The events of a turn, each as the bytes that carry it. */
const framesOf = async (id: string, turn: string, from: ReadFrom): Promise<readonly string[]> => {
  const opened = await chat(id).events(from, { kind: 'turn', turn })
  if (opened.kind !== 'stream') throw new Error(opened.code)
  return (await new Response(opened.body).text()).split(/(?<=\n\n)/).filter((frame) => frame.startsWith('id: '))
}

it('a silence of ten minutes over a long prompt ends well, and holds the place all the time', { timeout: 60_000 }, async () => {
  const turn = await begin('long', `a long prompt [[delay=${SILENCE_MS}]] [[tokens=30]]`)
  const live = framesOf('long', turn, { kind: 'turn', turn })
  await expect.poll(() => clock.waits).toContain(SILENCE_MS)
  await begin('next', 'a short one [[tokens=3]]')
  await expect.poll(() => stateOf('next')).toMatchObject({ phase: 'queued' })

  let beats = 0
  for (let passed = STEP_MS; passed < SILENCE_MS; passed += STEP_MS) {
    await clock.advance(STEP_MS)
    if (await ring(chat('long'))) beats += 1
    await ring(chat('next'))
    await ring(home())
    expect(await stateOf('long')).toMatchObject({ status: 'running', phase: 'reading', reason: 'prompt' })
    expect(await stateOf('next')).toMatchObject({ phase: 'queued', reason: 'in_line', position: 1 })
    expect((await home().glance()).line).toEqual({ held: 1, waiting: 1, places: 1 })
  }
  expect(beats).toBe(SILENCE_MS / BEAT_MS - 1)
  expect(server.records()).toMatchObject([{ finished: false, aborted: false, written: '' }])

  await clock.advance(STEP_MS)
  await expect.poll(() => stateOf('long')).toMatchObject({ phase: 'generating' })
  await clock.advance(STEP_MS)
  await expect.poll(() => stateOf('long')).toEqual({ status: 'done', finish_reason: 'stop' })
  const answer = await answerOf('long')
  const [{ written } = { written: '' }] = server.records()
  expect(written).not.toBe('')
  expect(answer.parts.map(({ text }) => text).join('')).toBe(written)
  expect(answer.timings?.first_word).toBe(SILENCE_MS)

  const frames = await live
  expect(textIn(frames.join(''))).toBe(written)
  for (const [at, frame] of frames.entries()) {
    const id = /^id: (.*)$/m.exec(frame)?.[1] ?? ''
    expect(await framesOf('long', turn, { kind: 'after', id })).toEqual(frames.slice(at + 1))
  }
  await clock.advance(STEP_MS)
  await expect.poll(() => stateOf('next')).toMatchObject({ status: 'done' })
})
