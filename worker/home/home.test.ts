import { describe, expect, it } from 'vitest'
import type { Model } from '../../shared/health.ts'
import type { Probe } from '../ports.ts'
import { settle } from '../test/fakes.ts'
import { learn, NOTHING_KNOWN, pickModel, stateOf } from './report.ts'
import { down, LEFT, model, place, setup, up } from '../test/home.ts'

describe('what a probe says', () => {
  it.each<[string, Probe, string]>([
    ['a list', up(), 'online'],
    ['an empty list', up([]), 'no_model'],
    ['refused', down('home_off'), 'off'],
    ['no route, or the tunnel says nobody is there', down('home_unreachable'), 'unreachable'],
    ['no answer in time', down('home_silent'), 'silent'],
    ['503', down('home_busy'), 'busy'],
    ['an error of its own: it is alive', down('upstream_error'), 'busy'],
    ['401', down('home_refused'), 'refused'],
    ['the door of the tunnel', down('tunnel_refused'), 'refused'],
    ['something else at that path', down('home_misconfigured'), 'misconfigured'],
  ])('%s', (_, probe, state) => {
    expect(stateOf(probe, false)).toBe(state)
  })

  it('knows since when, as an interval', () => {
    const first = learn(NOTHING_KNOWN, up(), 1_000, false)
    expect(first).toMatchObject({ state: 'online', last_before: null, first_seen: 1_000 })
    const same = learn(first, up(), 2_000, false)
    expect(same).toMatchObject({ last_before: null, first_seen: 1_000, probed_at: 2_000 })
    expect(learn(same, down('home_off'), 9_000, false)).toMatchObject({ state: 'off', last_before: 2_000, first_seen: 9_000, models: [{ id: 'm' }] })
  })
})

describe('the model of the next turn', () => {
  it.each<[string, string | null, Model[], string | null]>([
    ['the one that is preferred', 'b', [model('a', true), model('b', false)], 'b'],
    ['in whatever case', 'B', [model('a'), model('b')], 'b'],
    ['without its publisher', 'b', [model('a', true), model('org/b')], 'org/b'],
    ['else what is loaded', 'c', [model('a', false), model('b', true)], 'b'],
    ['else the first', null, [model('a', false), model('b', false)], 'a'],
    ['none where home lists none', 'a', [], null],
  ])('is %s', (_, asked, models, picked) => {
    expect(pickModel(asked, models)?.id ?? null).toBe(picked)
  })
})

describe('the poller', () => {
  it('probes for all who watch, every 15 s when all is well, and not when nobody watches', async () => {
    const world = setup()
    await Promise.all([world.home.look(0), world.home.look(0), world.home.look(0)])
    await world.clock.advance(14_000)
    expect(world.probes).toBe(1)
    await world.clock.advance(2_000)
    expect(world.probes).toBe(2)
    await world.clock.advance(600_000)
    expect(world.probes).toBe(3)
    world.home.glance()
    await world.clock.advance(60_000)
    expect(world.probes).toBe(3)
  })

  it('every 5 s while home is bad, and says the truth right after the next probe', async () => {
    const world = setup()
    world.answer(async () => down('home_off'))
    expect((await world.home.look(0)).state).toBe('unknown')
    await settle()
    expect((await world.home.look(0)).state).toBe('off')
    world.answer(async () => up())
    await world.clock.advance(5_000)
    expect(world.home.glance().state).toBe('online')
    expect(world.probes).toBe(2)
  })

  it('answers at once while a probe hangs, and never asks twice at a time', async () => {
    const world = setup()
    world.answer(() => new Promise(() => {}))
    for (let n = 0; n < 5; n += 1) {
      expect((await world.home.look(0)).state).toBe('unknown')
      await world.clock.advance(4_000)
    }
    expect(world.probes).toBe(1)
  })

  it('waits for the first word where it is asked to', async () => {
    const world = setup()
    expect((await world.home.look(2_000)).state).toBe('online')
    const hanging = setup()
    hanging.answer(() => new Promise(() => {}))
    const look = hanging.home.look(2_000)
    await hanging.clock.advance(2_000)
    expect((await look).state).toBe('unknown')
  })

  it('knows what it knew after leaving memory', async () => {
    const world = setup()
    await world.home.look(2_000)
    expect(world.open().glance()).toMatchObject({ state: 'online', server: 'lmstudio', model: { id: 'm' }, asked: 'm' })
  })
})

describe('what is known of home', () => {
  it('is of that address alone', async () => {
    const world = setup()
    await world.home.look(2_000)
    world.move('http://elsewhere/v1')
    expect(world.open().glance()).toMatchObject({ state: 'unknown', models: [], probed_at: null })
  })

  it('is not told as the state of now when nobody looked for long, and a look waits for the next word', async () => {
    const world = setup()
    world.answer(async () => down('home_off'))
    await world.home.look(2_000)
    await world.clock.advance(30_000)
    expect(world.home.glance().state).toBe('off')
    await world.clock.advance(600_000)
    expect(world.home.glance()).toMatchObject({ state: 'unknown', since: { first_seen: null } })
    world.answer(async () => up())
    expect((await world.home.look(2_000)).state).toBe('online')
  })
})

describe('the line', () => {
  it('grants first come first, tells positions, and hands on what is released', async () => {
    const { home, clock } = setup(1)
    expect(await home.turn(place('a'), 0)).toMatchObject({ granted: true, position: 0 })
    expect(await home.turn(place('b'), 0)).toMatchObject({ granted: false, position: 1 })
    const c = home.turn(place('c'), 5_000)
    const b = home.turn(place('b'), 5_000)
    home.release('a', LEFT)
    expect(await b).toMatchObject({ granted: true })
    await clock.advance(5_000)
    expect(await c).toMatchObject({ granted: false, position: 1, report: { line: { held: 1, waiting: 1, places: 1 } } })
  })

  it('asking again is the same place, and renews it', async () => {
    const { home, clock } = setup(1)
    await home.turn(place('a'), 0)
    for (let n = 0; n < 10; n += 1) {
      await clock.advance(10_000)
      expect(await home.turn(place('a'), 0)).toMatchObject({ granted: true })
    }
    expect(await home.turn(place('b'), 0)).toMatchObject({ granted: false })
  })

  it('who gives no sign of life for 15 s loses it, by alarm', async () => {
    const world = setup(1)
    await world.home.turn(place('dead'), 0)
    await world.clock.advance(12_000)
    await world.home.turn(place('b'), 0)
    expect(world.alarm).not.toBeNull()
    await world.clock.advance(3_000)
    await world.home.alarm()
    expect(await world.home.turn(place('b'), 0)).toMatchObject({ granted: true })
  })

  it('a ghost in line does not renew itself', async () => {
    const { home, clock } = setup(1)
    await home.turn(place('a'), 0)
    void home.turn(place('ghost'), 5_000)
    await clock.advance(5_000)
    await home.turn(place('a'), 0)
    await clock.advance(10_000)
    expect((await home.turn(place('a'), 0)).report.line).toEqual({ held: 1, waiting: 0, places: 1 })
  })

  it('has no more places than the server tells', async () => {
    const world = setup(4)
    world.answer(async () => up([model('m', true)], 2))
    await world.home.look(2_000)
    expect(world.home.glance().line.places).toBe(2)
  })

  it('holders outlive the object', async () => {
    const world = setup(1)
    await world.home.turn(place('a'), 0)
    expect(await world.open().turn(place('b'), 0)).toMatchObject({ granted: false })
  })
})
