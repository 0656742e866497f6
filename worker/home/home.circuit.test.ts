// A dead home costs no waits, and one that is back is found by the next message.
import { describe, expect, it } from 'vitest'
import { CIRCUIT_FAILURES, PROBE_FAST_MS } from '../../shared/limits.ts'
import type { Probe } from '../ports.ts'
import { settle } from '../test/fakes.ts'
import { down, LEFT, model, place, setup, up } from '../test/home.ts'

/** A home of which so many looks found nobody. */
async function dead(looks = CIRCUIT_FAILURES) {
  const world = setup(1)
  world.answer(async () => down('home_off'))
  await world.home.look(2_000)
  await world.clock.advance((looks - 1) * PROBE_FAST_MS)
  expect(world.probes).toBe(looks)
  return world
}

describe('a home where nobody was again and again', () => {
  it('refuses a message at once, with what is known, after one quick look', async () => {
    const world = await dead()
    await world.clock.advance(2_000)
    const told = await world.home.turn(place('a'), 0)
    expect(told).toMatchObject({ granted: false, waits: null, refused: 'home_off', report: { state: 'off', last_failure: { code: 'home_off' } } })
    expect(world.probes).toBe(CIRCUIT_FAILURES + 1)
    expect(told.report.line).toEqual({ held: 0, waiting: 0, places: 1 })
  })

  it('looks once for many messages that come together', async () => {
    const world = await dead()
    await world.clock.advance(2_000)
    const told = await Promise.all(['a', 'b', 'c'].map((turn) => world.home.turn(place(turn), 0)))
    expect(told.map(({ refused }) => refused)).toEqual(['home_off', 'home_off', 'home_off'])
    expect(world.probes).toBe(CIRCUIT_FAILURES + 1)
    expect(world.home.history(5).samples.map(({ waiting }) => waiting)).toEqual(world.home.history(5).samples.map(() => 0))
  })

  it('lets the first message through that comes when it is back', async () => {
    const world = await dead()
    await world.clock.advance(2_000)
    expect(await world.home.turn(place('a'), 0)).toMatchObject({ refused: 'home_off' })
    world.answer(async () => up())
    expect(await world.home.turn(place('b'), 0)).toMatchObject({ granted: true, refused: null, report: { state: 'online' } })
    expect(world.probes).toBe(CIRCUIT_FAILURES + 2)
  })

  it('waits for a look that hangs no longer than two seconds', async () => {
    const world = await dead()
    await world.clock.advance(2_000)
    world.answer(() => new Promise(() => {}))
    const told = world.home.turn(place('a'), 0)
    await world.clock.advance(2_000)
    expect((await told).refused).toBe('home_off')
  })

  it('refuses nobody by what was seen long ago: who comes waits for the look, however slow it is', async () => {
    const world = await dead()
    await world.clock.advance(3_600_000)
    const slow = Promise.withResolvers<Probe>()
    world.answer(() => slow.promise)
    const told = world.home.turn(place('a'), 0)
    await world.clock.advance(2_000)
    expect(await told).toMatchObject({ granted: false, waits: 'line', refused: null, report: { state: 'unknown' } })
    const waits = world.home.turn(place('a'), 5_000)
    await world.clock.advance(1_000)
    slow.resolve(up())
    await settle()
    expect(await waits).toMatchObject({ granted: true })
  })

  it('and refuses when that look found nobody again', async () => {
    const world = await dead()
    await world.clock.advance(3_600_000)
    const slow = Promise.withResolvers<Probe>()
    world.answer(() => slow.promise)
    void world.home.turn(place('a'), 0)
    await world.clock.advance(2_000)
    const waits = world.home.turn(place('a'), 5_000)
    slow.resolve(down('home_off'))
    await settle()
    expect(await waits).toMatchObject({ refused: 'home_off' })
  })

  it('says so to those who stand in line as soon as it is known, and takes no place from who has one', async () => {
    const world = setup(1)
    await world.home.look(2_000)
    await world.home.turn(place('holder'), 0)
    await world.home.turn(place('waiter'), 0)
    world.answer(async () => down('home_unreachable'))
    await world.clock.advance(15_000 + PROBE_FAST_MS)
    await world.home.turn(place('holder'), 0)
    await world.home.turn(place('waiter'), 0)
    const waits = world.home.turn(place('waiter'), 5_000)
    await world.clock.advance(PROBE_FAST_MS)
    expect(await waits).toMatchObject({ granted: false, refused: 'home_unreachable' })
    expect(await world.home.turn(place('holder'), 0)).toMatchObject({ granted: true, refused: null })
  })

  it('is not this one after fewer looks, nor where it is busy or silent', async () => {
    const world = await dead(CIRCUIT_FAILURES - 1)
    expect(await world.home.turn(place('a'), 0)).toMatchObject({ granted: true })
    const busy = setup()
    busy.answer(async () => down('home_busy'))
    await busy.home.look(2_000)
    for (let n = 0; n < 10; n += 1) {
      await busy.home.look(0)
      await busy.clock.advance(PROBE_FAST_MS)
    }
    expect(await busy.home.turn(place('a'), 0)).toMatchObject({ granted: true, report: { state: 'busy' } })
  })

  it('is remembered when the object left memory', async () => {
    const world = await dead()
    expect((await world.open().turn(place('a'), 0)).refused).toBe('home_off')
  })
})

describe('the last failure', () => {
  it('is that of a look or of a turn, with its time, and stays when all is well', async () => {
    const world = setup()
    expect((await world.home.look(2_000)).last_failure).toBeNull()
    await world.home.turn(place('a'), 0)
    world.home.release('a', { tokens_per_second: null, failed: 'model_crashed' })
    const at = world.clock.now()
    await world.clock.advance(1_000)
    world.home.release('a', { tokens_per_second: null, failed: 'no_model' })
    expect(world.home.glance().last_failure).toEqual({ code: 'model_crashed', at })
    expect(world.open().glance().last_failure).toEqual({ code: 'model_crashed', at })
  })
})

describe('news', () => {
  it('who holds a place hears of a change at once, and of nothing at the end of the wait', async () => {
    const world = setup(2)
    await world.home.turn(place('a'), 0)
    let told = 0
    const wait = async () => {
      const answer = await world.home.turn(place('a'), 5_000)
      told += 1
      return answer
    }
    const quiet = wait()
    await world.clock.advance(4_999)
    expect(told).toBe(0)
    await world.clock.advance(1)
    await quiet
    world.answer(async () => up([model('m', true), model('n', true)]))
    const heard = wait()
    await world.clock.advance(5_000)
    await heard
    world.answer(async () => down('home_off'))
    void wait()
    void world.home.look(0)
    await world.clock.advance(5_000)
    expect(world.home.glance().state).toBe('off')
    expect(told).toBe(3)
  })

  it('one that is released is told while it waits', async () => {
    const world = setup(1)
    await world.home.turn(place('a'), 0)
    const wait = world.home.turn(place('a'), 5_000)
    await settle()
    world.home.release('a', LEFT)
    expect(await wait).toMatchObject({ granted: false })
    expect(world.home.busy()).toBe(true)
    await world.home.end()
  })
})
