// Why a turn waits, over the real line and the real poller of home: each wait is said as soon as it is known, and a long one ends well.
import { describe, expect, it } from 'vitest'
import { textOf } from '../../shared/conversation.ts'
import type { Model } from '../../shared/health.ts'
import { EDGE_CUT_RETRIES, GONE_MS } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { LoadAnswer, UpstreamEvent } from '../ports.ts'
import { accepted, answerIn, ask } from '../test/asking.ts'
import { settle } from '../test/fakes.ts'
import { down, model, setup, up } from '../test/home.ts'
import { createWorld, textScript, type World } from '../test/world.ts'

const failed = (code: ProblemCode): UpstreamEvent => ({ type: 'failed', problem: { code, retryable: true, retry_after_ms: null, detail: '' } })

/** A chat over a real home, of which is known what it lists. */
async function staged(parallel = 4, models = [model('m', true)]) {
  const world = createWorld()
  const home = setup(parallel, world.clock)
  world.home = home.home
  home.answer(async () => up(models))
  await home.home.look(2_000)
  return { world, home }
}

const begin = async (world: World, id = 'c1'): Promise<string> => {
  const { turn } = accepted(await world.conversation(id).accept(ask(`m-${id}`)))
  await settle()
  return turn
}
const stateOf = (world: World, turn: string, id = 'c1') => {
  const read = world.conversation(id).read(null)
  const message = read.kind === 'view' ? read.view.messages.find((each) => each.id === turn) : undefined
  return message?.role === 'assistant' ? message.state : null
}

describe('a turn says why it waits', () => {
  it('in line, with its place, which moves up at once; who leaves the line never asked home', async () => {
    const { world } = await staged(1)
    let over: () => void = () => {}
    world.script = async function* (request, signal) {
      yield { type: 'opened' }
      await new Promise<void>((resolve) => (over = resolve))
      yield* textScript('4')(request, signal)
    }
    await begin(world)
    const second = await begin(world, 'c2')
    const third = await begin(world, 'c3')
    expect([stateOf(world, second, 'c2'), stateOf(world, third, 'c3')]).toMatchObject([
      { phase: 'queued', reason: 'in_line', position: 1 },
      { phase: 'queued', reason: 'in_line', position: 2 },
    ])
    await world.clock.advance(2_000)
    world.conversation('c2').stop(null)
    await world.clock.advance(300)
    expect(stateOf(world, second, 'c2')).toEqual({ status: 'stopped' })
    expect(stateOf(world, third, 'c3')).toMatchObject({ position: 1 })
    expect(world.requests.length).toBe(1)
    over()
    await world.clock.advance(300)
    expect(stateOf(world, third, 'c3')).toMatchObject({ phase: 'reading', reason: 'prompt' })
    expect(world.requests.length).toBe(2)
  })

  it('loading, then reading with percent where it is told, then writing', async () => {
    const { world, home } = await staged(4, [model('m', false)])
    const { promise, resolve } = Promise.withResolvers<LoadAnswer>()
    home.onLoad(() => promise)
    const steps: (() => void)[] = []
    const gate = () => new Promise<void>((go) => steps.push(go))
    world.script = async function* () {
      yield { type: 'opened' }
      yield { type: 'progress', percent: 40.7 }
      await gate()
      yield { type: 'text', text: '4' }
      await gate()
      yield { type: 'finish', reason: 'stop' }
    }
    const turn = await begin(world)
    const began = world.clock.now()
    expect(stateOf(world, turn)).toMatchObject({ phase: 'loading', reason: 'model_loading', since: began })
    expect(world.requests.length).toBe(0)
    await world.clock.advance(60_000)
    expect(stateOf(world, turn)).toMatchObject({ phase: 'loading', since: began })
    home.answer(async () => up([model('m', true)]))
    resolve({ kind: 'loaded' })
    await world.clock.advance(300)
    expect(stateOf(world, turn)).toMatchObject({ phase: 'reading', reason: 'prompt', percent: 40 })
    await world.clock.advance(20_000)
    expect(stateOf(world, turn)).toMatchObject({ phase: 'reading', percent: 40 })
    steps.shift()?.()
    await settle()
    expect(stateOf(world, turn)).toMatchObject({ phase: 'generating', reason: 'writing' })
    steps.shift()?.()
    await settle()
    expect(stateOf(world, turn)).toMatchObject({ status: 'done' })
  })

  it('who stands in line is not left there when the line itself is gone', async () => {
    const world = createWorld()
    world.places = 0
    const turn = await begin(world)
    await world.clock.advance(6_000)
    expect(stateOf(world, turn)).toMatchObject({ phase: 'queued', position: 1 })
    const away = async (): Promise<never> => ({ kind: 'actor_unavailable' }) as never
    world.home = { ...world.home, turn: away }
    await world.clock.advance(GONE_MS - 1_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'running' })
    await world.clock.advance(7_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'failed', problem: { error: 'actor_unavailable' } })
  })

  it('a load that fails ends it in words', async () => {
    const { world, home } = await staged(4, [model('m', false)])
    home.onLoad(async () => ({ kind: 'failed', problem: { code: 'model_load_failed', retryable: false, retry_after_ms: null, detail: 'x' } }))
    const turn = await begin(world)
    await world.clock.advance(300)
    expect(stateOf(world, turn)).toMatchObject({
      status: 'failed',
      problem: { error: 'model_load_failed', troubleshooting: [expect.any(String), expect.any(String)] },
    })
    expect(world.requests.length).toBe(0)
  })

  it('a server that is still loading when it is asked is asked again for as long as that takes', async () => {
    const { world } = await staged()
    let tries = 0
    world.script = async function* (request, signal) {
      tries += 1
      if (tries < 60) yield failed('model_loading')
      else yield* textScript('at last')(request, signal)
    }
    const turn = await begin(world)
    await world.clock.advance(60_000)
    expect(stateOf(world, turn)).toMatchObject({ phase: 'loading', reason: 'model_loading' })
    await world.clock.advance(120_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'done' })
  })

  it('home fell silent, or went away, as soon as a look has seen it', async () => {
    const { world, home } = await staged()
    world.script = async function* (_request, signal) {
      await world.clock.sleep(600_000, signal)
      yield { type: 'opened' }
    }
    const turn = await begin(world)
    expect(stateOf(world, turn)).toMatchObject({ phase: 'connecting', reason: 'calling_home' })
    home.answer(async () => down('home_silent'))
    const looks = home.probes
    while (home.probes === looks) await world.clock.advance(100)
    await world.clock.advance(300)
    expect(stateOf(world, turn)).toMatchObject({ phase: 'connecting', reason: 'home_silent' })
    home.answer(async () => down('home_unreachable'))
    const seen = home.probes
    while (home.probes === seen) await world.clock.advance(100)
    await world.clock.advance(300)
    expect(stateOf(world, turn)).toMatchObject({ phase: 'connecting', reason: 'home_gone' })
  })

  it('a part of the server that does not answer is not waited for without end', async () => {
    const { world } = await staged()
    world.home = { ...world.home, turn: async () => ({ kind: 'actor_unavailable' }) as never, release: () => ({ kind: 'released' }) }
    const turn = await begin(world)
    await world.pass(29_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'running' })
    await world.pass(3_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'failed', problem: { error: 'actor_unavailable' } })
    expect(world.requests.length).toBe(0)
  })

  it('a home where nobody was again and again is not asked at all', async () => {
    const { world, home } = await staged()
    home.answer(async () => down('home_off'))
    for (let n = 0; n < 8; n += 1) {
      await home.home.look(0)
      await world.clock.advance(5_000)
    }
    const turn = await begin(world)
    expect(stateOf(world, turn)).toMatchObject({ status: 'failed', problem: { error: 'home_off' } })
    expect(world.requests.length).toBe(0)
  })
})

it('home learns the speed of an answer from the usage of the server, and not of one that is too short to tell', async () => {
  const { world, home } = await staged()
  const write = (ms: number): World['script'] =>
    async function* (_request, signal) {
      yield { type: 'text', text: 'a' }
      await world.clock.sleep(ms, signal)
      yield { type: 'usage', usage: { prompt_tokens: 1, completion_tokens: 60, reasoning_tokens: null } }
      yield { type: 'finish', reason: 'stop' }
    }
  world.script = write(100)
  await begin(world)
  await world.clock.advance(1_000)
  expect(home.home.history(5).samples.map(({ tokens_per_second }) => tokens_per_second)).toEqual([null])
  world.script = write(2_000)
  await begin(world, 'c2')
  await world.clock.advance(3_000)
  expect(home.home.history(5).samples.map(({ tokens_per_second }) => tokens_per_second)).toEqual([30])
})

describe('no model in memory, at a home whose list was not known when the place was granted', () => {
  const none: UpstreamEvent = { type: 'failed', problem: { code: 'no_model', retryable: false, retry_after_ms: null, detail: '' } }

  /** A home that was silent while it was asked, and wakes with this list as it refuses. */
  async function woken(answer: World['script'], models: Model[]) {
    const world = createWorld()
    const home = setup(4, world.clock)
    world.home = home.home
    home.answer(async () => down('home_silent'))
    home.onLoad(async () => {
      await world.clock.sleep(30_000)
      home.answer(async () => up([model('m', true)]))
      return { kind: 'loaded' }
    })
    world.script = async function* (request, signal) {
      if (world.requests.length > 1) return yield* answer(request, signal)
      await world.clock.sleep(7_000, signal)
      home.answer(async () => up(models))
      yield none
    }
    return { world, home, turn: await begin(world) }
  }

  it('is loaded, and asked then', async () => {
    const { world, home, turn } = await woken(textScript('loaded'), [model('m', false)])
    await world.pass(20_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'running', phase: 'loading', reason: 'model_loading' })
    expect(world.requests.length).toBe(1)
    await world.pass(20_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'done' })
    expect(textOf(answerIn(world, turn))).toBe('loaded')
    expect(home.loads.length).toBe(1)
  })

  it('is waited for once, also where it is gone again', async () => {
    const { world, home, turn } = await woken(
      async function* (_request, signal) {
        home.answer(async () => up([model('m', false)]))
        await world.clock.sleep(20_000, signal)
        yield none
      },
      [model('m', false)],
    )
    await world.pass(120_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'failed', problem: { error: 'no_model' } })
    expect([world.requests.length, home.loads.length]).toEqual([2, 1])
  })

  it.each([
    ['lists none', []],
    ['says that it has it', [model('m', true)]],
  ])('is the end where home %s', async (_, models) => {
    const { world, home, turn } = await woken(textScript('never'), models)
    await world.pass(13_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'failed', problem: { error: 'no_model' } })
    expect([world.requests.length, home.loads.length]).toEqual([1, 0])
  })

  it('is not waited for by who is stopped meanwhile', async () => {
    const { world, turn } = await woken(textScript('never'), [model('m', false)])
    await world.pass(7_100)
    world.conversation().stop(null)
    await settle()
    expect(stateOf(world, turn)).toEqual({ status: 'stopped' })
    await world.pass(60_000)
    expect(world.requests.length).toBe(1)
  })
})

describe('silence', () => {
  it('of ten minutes over a long prompt ends well, and holds the place all the time', async () => {
    const { world, home } = await staged(1)
    world.script = async function* (request, signal) {
      yield { type: 'opened' }
      await world.clock.sleep(600_000, signal)
      yield* textScript('after ten minutes')(request, signal)
    }
    const turn = await begin(world)
    const other = await begin(world, 'c2')
    for (let minute = 1; minute < 10; minute += 1) {
      await world.pass(60_000)
      await home.home.alarm()
      expect(stateOf(world, turn)).toMatchObject({ status: 'running', phase: 'reading', reason: 'prompt' })
      expect(stateOf(world, other, 'c2')).toMatchObject({ phase: 'queued', position: 1 })
    }
    await world.pass(61_000)
    expect(stateOf(world, turn)).toEqual({ status: 'done', finish_reason: 'stop' })
    expect(textOf(answerIn(world, turn))).toBe('after ten minutes')
    expect(answerIn(world, turn).timings?.first_word).toBe(600_000)
    expect(world.requests.length).toBe(2)
  })

  it('is broken by bytes that say nothing: LLM_SILENCE counts from the last one', async () => {
    const { world } = await staged()
    world.script = async function* (request, signal, heard) {
      yield { type: 'opened' }
      for (let minute = 0; minute < 45; minute += 1) {
        await world.clock.sleep(60_000, signal)
        heard?.()
      }
      await world.clock.sleep(3_600_000, signal)
      yield* textScript('never')(request, signal)
    }
    const turn = await begin(world)
    await world.pass(45 * 60_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'running', phase: 'reading' })
    await world.pass(31 * 60_000)
    expect(stateOf(world, turn)).toEqual({ status: 'interrupted', reason: 'home_silent' })
  })

  it('of ten minutes before a byte, with a home that tells that it is busy, ends well too', async () => {
    const { world, home } = await staged()
    world.script = async function* (request, signal) {
      await world.clock.sleep(600_000, signal)
      yield* textScript('fine')(request, signal)
    }
    const turn = await begin(world)
    home.answer(async () => down('home_busy'))
    await world.pass(601_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'done' })
  })
})

describe("a tunnel's edge that cuts the silence (524)", () => {
  const cut = (world: World, times: number): void => {
    let tries = 0
    world.script = async function* (request, signal) {
      await world.clock.sleep(100_000, signal)
      tries += 1
      if (tries <= times) yield failed('edge_cut')
      else yield* textScript('read at last')(request, signal)
    }
  }

  it(`is asked again ${EDGE_CUT_RETRIES} times, outside the retries, stays in reading and says so`, async () => {
    const { world } = await staged()
    cut(world, EDGE_CUT_RETRIES)
    const turn = await begin(world)
    for (let times = 1; times <= EDGE_CUT_RETRIES; times += 1) {
      await world.pass(times === 1 ? 100_000 : 80_000)
      expect(stateOf(world, turn)).toMatchObject({ status: 'running', phase: 'reading', reason: 'edge_cut' })
      expect(world.requests.length).toBe(times + 1)
      await world.pass(20_000)
      expect(stateOf(world, turn)).toMatchObject({ phase: 'reading', reason: 'edge_cut' })
    }
    await world.pass(100_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'done' })
  })

  it('and after that it is said what happened, with what helps', async () => {
    const { world } = await staged()
    cut(world, EDGE_CUT_RETRIES + 1)
    const turn = await begin(world)
    await world.pass(100_000 * (EDGE_CUT_RETRIES + 1) + 1_000)
    expect(stateOf(world, turn)).toMatchObject({ status: 'failed', problem: { error: 'edge_cut', troubleshooting: [expect.any(String), expect.any(String)] } })
    expect(world.requests.length).toBe(EDGE_CUT_RETRIES + 1)
  })
})
