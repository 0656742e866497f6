// When a process is killed: the moments of a turn, so that each comes up, and where exactly is left to chance. Pure.
import type { Seeded } from '../seeded.ts'

/** Of the turn of one chat, while others run beside it. */
export const MOMENTS = ['accept', 'queue', 'first byte', 'stream', 'flush', 'end', 'delete'] as const
export type Moment = (typeof MOMENTS)[number]

/** One for each kill: as often as another, in an order that nobody knows. */
export function momentsOf(kills: number, chance: Seeded): Moment[] {
  const rounds = Array.from({ length: Math.ceil(kills / MOMENTS.length) }, () => chance.shuffled(MOMENTS))
  return rounds.flat().slice(0, kills)
}

/** What the model is asked for. Times in milliseconds, tokens a second. */
export interface Wish {
  readonly tokens: number
  readonly reasoning: number
  readonly rate: number
  readonly delay: number
}

/** So long that nothing ends by itself before its moment, but for the end. */
export function wishFor(moment: Moment | 'beside', chance: Seeded): Wish {
  const reasoning = chance.chance(0.3) ? chance.whole(5, 30) : 0
  const rate = chance.whole(30, 90)
  if (moment === 'beside') return { tokens: chance.whole(10, 150), reasoning, rate, delay: chance.whole(0, 300) }
  if (moment === 'end') return { tokens: chance.whole(8, 30), reasoning: 0, rate, delay: 20 }
  return { tokens: 400, reasoning, rate, delay: moment === 'first byte' ? chance.whole(60, 200) : 20 }
}

/** The question, which no other turn has: the simulated model does as it says. */
export const promptOf = (name: string, { tokens, reasoning, rate, delay }: Wish): string =>
  `${name} [[tokens=${tokens}]] [[rate=${rate}]] [[delay=${delay}]]${reasoning > 0 ? ` [[reasoning=${reasoning}]]` : ''}`
