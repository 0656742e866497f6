import { describe, expect, it } from 'vitest'
import { Seeded } from '../seeded.ts'
import { recordedAnswers, wrongAnswer } from './answers.ts'
import { mutatedBytes, mutatedJson } from './mutate.ts'
import { wrongRequest } from './requests.ts'

const BYTES = new TextEncoder().encode('{"message":"Hello","session_id":"one"}')

describe('what is made wrong', () => {
  it('is the same again with the same seed', () => {
    const recorded = recordedAnswers()
    const made = (seed: number): unknown => {
      const chance = new Seeded(seed)
      return [mutatedBytes(BYTES, chance), mutatedJson({ a: [1, { b: 2 }] }, chance), wrongRequest(chance, { host: 'x' }), wrongAnswer(recorded, chance)]
    }
    for (let seed = 0; seed < 50; seed += 1) expect(made(seed)).toEqual(made(seed))
    expect(made(1)).not.toEqual(made(2))
  })

  it('is nearly always another than before, and never too long', () => {
    const made = Array.from({ length: 300 }, (_, seed) => mutatedBytes(BYTES, new Seeded(seed)))
    expect(made.filter((bytes) => Buffer.compare(bytes, BYTES) !== 0).length).toBeGreaterThan(250)
    expect(Math.max(...made.map(({ length }) => length))).toBeLessThanOrEqual(600_000)
  })

  it('does not change what it was made from', () => {
    const before = BYTES.slice()
    for (let seed = 0; seed < 300; seed += 1) mutatedBytes(BYTES, new Seeded(seed))
    expect(BYTES).toEqual(before)
  })

  it('comes from recordings too', () => {
    expect(recordedAnswers().length).toBeGreaterThan(50)
  })
})
