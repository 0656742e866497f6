// What is seen of home by the minute: real looks and real usage, with gaps where nobody looked.
import { expect, it } from 'vitest'
import { HISTORY_MINUTES_MAX, SAMPLE_MS } from '../../shared/limits.ts'
import { down, LEFT, place, setup } from '../test/home.ts'

const HOUR = 60

it('has a minute for each in which somebody looked, and none for the others', async () => {
  const world = setup()
  await world.clock.advance(SAMPLE_MS - (world.clock.now() % SAMPLE_MS))
  const first = world.clock.now()
  await world.home.look(2_000)
  await world.clock.advance(10 * SAMPLE_MS)
  world.answer(async () => down('home_off'))
  void world.home.look(0)
  await world.clock.advance(1_000)
  const { samples, until } = world.home.history(HOUR)
  expect(until).toBe(world.clock.now())
  expect(samples).toEqual([
    { minute: first, up: 3, down: 0, round_trip: 7, tokens_per_second: null, waiting: 0 },
    { minute: first + 10 * SAMPLE_MS, up: 0, down: 1, round_trip: null, tokens_per_second: null, waiting: 0 },
  ])
  expect(world.home.history(10).samples.length).toBe(1)
})

it('knows the longest line of a minute, and the mean speed of the turns that told one', async () => {
  const world = setup(1)
  await world.home.look(2_000)
  for (const turn of ['a', 'b', 'c', 'd']) await world.home.turn(place(turn), 0)
  world.home.release('a', { tokens_per_second: 30, failed: null })
  world.home.release('b', { tokens_per_second: 40.5, failed: null })
  world.home.release('b', { tokens_per_second: 900, failed: null })
  world.home.release('c', LEFT)
  expect(world.home.history(HOUR).samples).toMatchObject([{ waiting: 3, tokens_per_second: 35.3 }])
})

it('keeps a day', async () => {
  const world = setup()
  await world.clock.advance(SAMPLE_MS - (world.clock.now() % SAMPLE_MS))
  await world.home.look(2_000)
  await world.clock.advance((HISTORY_MINUTES_MAX - 1) * SAMPLE_MS)
  await world.home.look(2_000)
  expect(world.home.history(HISTORY_MINUTES_MAX).samples.length).toBe(2)
  await world.clock.advance(SAMPLE_MS)
  await world.home.look(2_000)
  expect(world.home.history(10 * HISTORY_MINUTES_MAX).samples.length).toBe(2)
})

it('is of that address alone', async () => {
  const world = setup()
  await world.home.look(2_000)
  expect(world.open().history(HOUR).samples.length).toBe(1)
  world.move('http://elsewhere/v1')
  expect(world.open().history(HOUR).samples).toEqual([])
})
