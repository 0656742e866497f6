import { describe, expect, it } from 'vitest'
import { readMarkers } from '../../sim/cases-text.ts'
import { Seeded } from '../seeded.ts'
import { MOMENTS, momentsOf, promptOf, wishFor } from './moments.ts'

describe('the moments of a run', () => {
  it('are all there, each as often as another', () => {
    const moments = momentsOf(3 * MOMENTS.length, new Seeded(7))
    for (const moment of MOMENTS) expect(moments.filter((each) => each === moment)).toHaveLength(3)
    expect(momentsOf(10, new Seeded(7))).toHaveLength(10)
  })

  it('are the same again with the same seed, and others with another', () => {
    expect(momentsOf(50, new Seeded(7))).toEqual(momentsOf(50, new Seeded(7)))
    expect(momentsOf(50, new Seeded(7))).not.toEqual(momentsOf(50, new Seeded(8)))
  })

  it('are asked of the simulated model in its own words', () => {
    const wish = { ...wishFor('stream', new Seeded(7)), reasoning: 12 }
    expect(readMarkers(promptOf('kill-1', wish))).toMatchObject({ tokens: 400, reasoning: 12, rate: wish.rate, delay: wish.delay, case: null })
  })
})
