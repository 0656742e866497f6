// The 84 cases of the simulator against the product, on both hosts: all are begun at once, each is looked at by its own test.
import { beforeAll, describe, expect, it } from 'vitest'
import { createCases } from '../../sim/cases.ts'
import { createWorld } from '../../sim/cases-world.ts'
import { caseNamed, NAMES } from '../../sim/named/index.ts'
import { createInstantClock } from '../../sim/test-clock.ts'
import { createUpstream } from '../../upstream/index.ts'
import { nodeClock } from '../../hosts/node-clock.ts'
import { EXPECTED } from './cases-expected.ts'
import { type Job, playCase, SCENES, titleOf } from './cases-scenes.ts'
import { KINDS, stage } from './stage.ts'

/** Turns that run at the same time: few enough that a busy machine is in time, many enough that waiting costs nothing. */
const AT_ONCE = 8
/** The longest silence of a case takes 0.75 s. */
const SPEED = 200
/** Longer than that, shorter than what one waits for a test. */
const SILENCE_S = 9
/** A connection that ends as it is used again is a case of its own, and is not to happen to others. */
const KEEP_ALIVE_MS = 120_000

it('every case is looked at', () => {
  const scenes = SCENES.map(({ name }) => name)
  expect([...Object.keys(EXPECTED), ...scenes].sort()).toEqual([...NAMES].sort())
})

// Both hosts at the same time, since most of it is waiting.
describe.concurrent.each(KINDS)('%s', (kind) => {
  describe('cases', { concurrent: false }, () => {
    const there = stage(kind, {
      sim: { keepAliveMs: KEEP_ALIVE_MS, speed: SPEED, concurrency: 64, ...caseNamed('models-empty')?.row.world },
      env: { LLM_MAX_RETRIES: '1', LLM_PARALLEL: '64', LLM_SILENCE: String(SILENCE_S) },
    })
    const jobs: { readonly title: string; readonly job: Job }[] = [
      ...Object.entries(EXPECTED).map(([name, expected]) => ({ title: titleOf(name), job: () => playCase(there, name, expected) })),
      ...SCENES.filter(({ alone }) => !alone).map(({ name, play }) => ({ title: titleOf(name), job: () => play(there) })),
    ]
    const begun = new Map<string, Promise<void>>()

    beforeAll(() => {
      const queue = jobs.map(({ title, job }) => {
        const { promise, resolve, reject } = Promise.withResolvers<void>()
        // Whoever looks at it later is told; until then nobody is.
        promise.catch(() => undefined)
        begun.set(title, promise)
        return () => job().then(resolve, reject)
      })
      const lane = async (): Promise<void> => {
        for (let next = queue.shift(); next; next = queue.shift()) await next()
      }
      for (let at = 0; at < AT_ONCE; at += 1) void lane()
    })

    it.each(jobs)('$title', ({ title }) => begun.get(title))

    // These change what all would see, or measure time.
    for (const { name, play } of SCENES.filter(({ alone }) => alone)) it(titleOf(name), () => play(there))
  })
})

// In this process alone: no socket can say these words.
it.each([
  ['vpc-throw/refused', 'home_off'],
  ['vpc-throw/dns', 'home_unreachable'],
  ['tcp-refused/refused', 'home_unreachable'],
  ['tcp-refused/lost', 'home_unreachable'],
])('what a fetch throws behind a tunnel: %s is %s', async (name, code) => {
  const sim = createCases(createWorld({ case: name }), createInstantClock())
  const upstream = createUpstream({ baseUrl: 'https://home.example/v1', apiKey: null, headers: {}, timeoutMs: 1_000 }, { fetch: sim.fetch, clock: nodeClock })
  const events = await Array.fromAsync(upstream.chat({ model: null, messages: [], temperature: null, goesOn: false }, new AbortController().signal))
  expect(events).toEqual([{ type: 'failed', problem: expect.objectContaining({ code, retryable: true }) }])
})
