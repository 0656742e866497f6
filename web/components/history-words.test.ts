// The last minutes of home, as columns and as a sentence.
import { describe, expect, it } from 'vitest'
import type { Sample, Telemetry } from '../../shared/history.ts'
import { columnsOf, historyWords } from './history-words.ts'

const MINUTE = 60_000
/** In the middle of a minute. */
const NOW = 100 * MINUTE + 30_000
const sample = (ago: number, change: Partial<Sample>): Sample => ({
  minute: (100 - ago) * MINUTE,
  up: 0,
  down: 0,
  round_trip: null,
  tokens_per_second: null,
  waiting: 0,
  ...change,
})
const told = (minutes: number, ...samples: Sample[]): Telemetry => ({ home: 'home', until: NOW, minutes, samples })

describe('the columns', () => {
  it('are the minutes, oldest first, and what nobody saw stays a gap', () => {
    const columns = columnsOf(told(6, sample(4, { up: 4 }), sample(3, { up: 1, down: 3 }), sample(1, { down: 12 }), sample(0, { up: 2 })))
    expect(columns).toEqual(['gap', 'up', 'mixed', 'gap', 'down', 'up'])
  })
  it('a minute in which only a turn ended tells nothing of whether home answered', () => {
    expect(columnsOf(told(1, sample(0, { tokens_per_second: 30 })))).toEqual(['gap'])
  })
  it('what is older than what was asked for is not drawn', () => {
    expect(columnsOf(told(2, sample(2, { up: 1 })))).toEqual(['gap', 'gap'])
  })
})

describe('the words', () => {
  it.each<[string, Telemetry, string]>([
    ['nothing was seen', told(60), 'Nobody looked at home in the last 60 minutes.'],
    [
      'always on',
      told(60, sample(1, { up: 4, round_trip: 17.4 }), sample(0, { up: 4, round_trip: 17.2 })),
      'Looked at in 2 of 60 min: answered in all of them. Round trip 17 ms.',
    ],
    [
      'on, off, and on again, with a line',
      told(
        60,
        sample(3, { up: 4, round_trip: 12, tokens_per_second: 30.6, waiting: 2 }),
        sample(2, { up: 1, down: 2, round_trip: 80 }),
        sample(1, { down: 12 }),
        sample(0, { up: 1, tokens_per_second: 44 }),
      ),
      'Looked at in 4 of 60 min: answered in 2, on and off in 1, out of reach in 1. Round trip 12 to 80 ms. Wrote 31 to 44 tok/s. At most 2 in line.',
    ],
    ['only once, in vain', told(60, sample(0, { down: 3 })), 'Looked at in 1 of 60 min: out of reach.'],
    ['always in vain', told(60, sample(1, { down: 3 }), sample(0, { down: 3 })), 'Looked at in 2 of 60 min: out of reach in all of them.'],
  ])('%s', (_, telemetry, words) => expect(historyWords(telemetry)).toBe(words))
})
