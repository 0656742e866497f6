// A minute of wrong requests, and of wrong answers of home. `npm run fuzz` does it for longer, or again from a case that was found.
import { expect, it } from 'vitest'
import { fuzz } from '../fuzz/fuzz.ts'
import { anySeed } from '../seeded.ts'

const SECONDS = 60

it(`${SECONDS} s of wrong bytes in both directions: no 500, no crash, no hang`, { timeout: 2 * SECONDS * 1000 }, async () => {
  const { findings, line } = await fuzz({ seconds: SECONDS, seed: anySeed(), say: (finding) => console.log(finding) })
  console.log(line)
  expect(findings).toEqual([])
})
