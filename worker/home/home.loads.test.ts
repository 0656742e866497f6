// A model that is not in memory: loaded once, whoever asks first, and everybody who waits for it sees that.
import { describe, expect, it } from 'vitest'
import { LOAD_WATCH_MS } from '../../shared/limits.ts'
import type { LoadAnswer, Probe } from '../ports.ts'
import { settle } from '../test/fakes.ts'
import { down, LEFT, model, place, setup, up } from '../test/home.ts'

const failed = (code: 'model_load_failed' | 'edge_cut'): LoadAnswer => ({
  kind: 'failed',
  problem: { code, retryable: false, retry_after_ms: null, detail: 'x' },
})

/** A home with a model `m` that is not in memory. `load` ends what was asked. */
async function cold(server: 'lmstudio' | 'llamacpp' = 'lmstudio') {
  const world = setup(4)
  let loaded = false
  const list = async (): Promise<Probe> => ({ ...up([model('m', loaded), model('warm', true), model('other', false)]), server }) as Probe
  world.answer(list)
  const { promise, resolve } = Promise.withResolvers<LoadAnswer>()
  world.onLoad((_name, signal) => {
    signal.addEventListener('abort', () => resolve(failed('edge_cut')))
    return promise
  })
  await world.home.look(2_000)
  return Object.assign(world, {
    appears: () => void (loaded = true),
    answers: async (answer: LoadAnswer) => {
      resolve(answer)
      await settle()
    },
  })
}

describe('where the server can be asked to load it', () => {
  it('jit-race: two first questions ask for one load, and both go on when it is there', async () => {
    const world = await cold()
    const [a, b] = await Promise.all([world.home.turn(place('a'), 0), world.home.turn(place('b'), 0)])
    expect([a, b]).toMatchObject([
      { granted: false, position: 0, waits: 'model' },
      { granted: false, position: 0, waits: 'model' },
    ])
    expect(world.loads.map(({ model: name }) => name)).toEqual(['m'])
    expect(world.home.glance()).toMatchObject({ state: 'loading', loading: { model: 'm', since: world.clock.now() } })
    const waiting = Promise.all([world.home.turn(place('a'), 5_000), world.home.turn(place('b'), 5_000)])
    world.appears()
    await world.answers({ kind: 'loaded' })
    expect(await waiting).toMatchObject([{ granted: true, report: { state: 'online', loading: null } }, { granted: true }])
    expect(world.loads.length).toBe(1)
  })

  it('a look that began before it was loaded does not have it loaded once more', async () => {
    const world = await cold()
    await world.home.turn(place('a'), 0)
    const old = Promise.withResolvers<Probe>()
    world.answer(() => old.promise)
    await world.clock.advance(5_000)
    await world.answers({ kind: 'loaded' })
    world.answer(async () => up([model('m', true)]))
    old.resolve(up([model('m', false)]))
    await settle()
    expect(await world.home.turn(place('b'), 0)).toMatchObject({ granted: true, report: { state: 'online', loading: null } })
    expect(world.loads.length).toBe(1)
  })

  it('a question to another model does not wait for it', async () => {
    const world = await cold()
    await world.home.turn(place('a'), 0)
    expect(await world.home.turn(place('b', { model: 'warm' }), 0)).toMatchObject({ granted: true })
  })

  it('is silent for minutes, and is seen in the list before its answer comes', async () => {
    const world = await cold()
    let answer = await world.home.turn(place('a'), 0)
    for (let waited = 0; waited < 600_000; waited += 5_000) {
      expect(answer).toMatchObject({ granted: false, waits: 'model', refused: null })
      const next = world.home.turn(place('a'), 5_000)
      await world.clock.advance(5_000)
      answer = await next
    }
    world.appears()
    const next = world.home.turn(place('a'), 5_000)
    await world.clock.advance(5_000)
    expect(await next).toMatchObject({ granted: true })
    expect(world.loads.length).toBe(1)
    await world.home.turn(place('c', { model: 'other' }), 0)
    expect(world.loads.map(({ model: name }) => name)).toEqual(['m', 'other'])
  })

  it('one that fails is told as it is, and the next question asks anew', async () => {
    const world = await cold()
    await world.home.turn(place('a'), 0)
    const waits = world.home.turn(place('a'), 5_000)
    await world.answers(failed('model_load_failed'))
    expect(await waits).toMatchObject({
      granted: false,
      refused: 'model_load_failed',
      report: { state: 'online', last_failure: { code: 'model_load_failed' } },
    })
    await world.home.turn(place('b'), 0)
    expect(world.loads.length).toBe(2)
  })

  it('an answer that was lost on the way is no failure while the list may still show the model', async () => {
    const world = await cold()
    await world.home.turn(place('a'), 0)
    await world.answers(failed('edge_cut'))
    const beat = async (ms: number) => {
      const next = world.home.turn(place('a'), 5_000)
      await world.clock.advance(ms)
      return next
    }
    expect(await beat(5_000)).toMatchObject({ granted: false, waits: 'model' })
    world.appears()
    expect(await beat(5_000)).toMatchObject({ granted: true })
    expect(world.loads.length).toBe(1)
  })

  it('and is one when the list never did', async () => {
    const world = await cold()
    await world.home.turn(place('a'), 0)
    await world.answers(failed('edge_cut'))
    let answer = await world.home.turn(place('a'), 0)
    for (let waited = 0; waited < LOAD_WATCH_MS; waited += 5_000) {
      const next = world.home.turn(place('a'), 5_000)
      await world.clock.advance(5_000)
      answer = await next
    }
    expect(answer.refused).toBe('model_load_failed')
  })
})

describe('where it cannot be asked', () => {
  it.each<[string, 'lmstudio' | 'llamacpp']>([
    ['it says so', 'lmstudio'],
    ['it is another server', 'llamacpp'],
  ])('jit-race: %s, so one of two first questions goes, and the other follows when the list has the model', async (_, server) => {
    const world = await cold(server)
    if (server === 'lmstudio') await world.answers({ kind: 'unsupported' })
    await world.home.turn(place('a'), 0)
    await settle()
    expect(await world.home.turn(place('a'), 0)).toMatchObject({ granted: true, report: { state: 'loading', loading: { model: 'm' } } })
    expect(await world.home.turn(place('b'), 0)).toMatchObject({ granted: false, waits: 'model' })
    expect(world.loads.length).toBe(server === 'lmstudio' ? 1 : 0)
    world.appears()
    const waits = world.home.turn(place('b'), 5_000)
    await world.clock.advance(5_000)
    expect(await waits).toMatchObject({ granted: true, report: { state: 'online' } })
  })

  it('when its first user has its answer, home is looked at: the next question is not told that it is being loaded', async () => {
    const world = await cold('llamacpp')
    await world.home.turn(place('a'), 0)
    world.appears()
    expect(world.home.glance()).toMatchObject({ state: 'loading' })
    world.home.release('a', LEFT)
    await settle()
    expect(world.home.glance()).toMatchObject({ state: 'online', loading: null, model: { id: 'm', loaded: true } })
    expect(await world.home.turn(place('b'), 0)).toMatchObject({ granted: true, report: { state: 'online' } })
  })

  it('the next one is first where the first one left without it', async () => {
    const world = await cold('llamacpp')
    await world.home.turn(place('a'), 0)
    const waits = world.home.turn(place('b'), 0).then(() => world.home.turn(place('b'), 5_000))
    await settle()
    world.home.release('a', LEFT)
    expect(await waits).toMatchObject({ granted: true })
  })
})

it('a server that says it is loading is waited for, by everybody', async () => {
  const world = setup()
  world.answer(async () => down('model_loading'))
  await world.home.look(2_000)
  expect(await world.home.turn(place('a'), 0)).toMatchObject({ granted: false, waits: 'model', report: { state: 'loading', loading: null } })
  world.answer(async () => up())
  const waits = world.home.turn(place('a'), 5_000)
  await world.clock.advance(5_000)
  expect(await waits).toMatchObject({ granted: true })
})

it('nothing is asked of a home of which nothing is known before a look at it', async () => {
  const world = setup()
  let listed: (probe: Probe) => void = () => {}
  world.onLoad(() => new Promise(() => {}))
  world.answer(() => new Promise((resolve) => (listed = resolve)))
  const first = Promise.all([world.home.turn(place('a'), 0), world.home.turn(place('b'), 0)])
  await settle()
  listed(up([model('m', false)]))
  expect(await first).toMatchObject([{ waits: 'model' }, { waits: 'model' }])
  expect(world.loads.length).toBe(1)
})
