// What a run of kills comes to, and its one closing line. Pure.
import { type Moment, MOMENTS } from './moments.ts'

export interface Figures {
  readonly kills: Record<Moment, number>
  turns: number
  interrupted: number
  done: number
  /** Characters that clients had folded when their server was killed. */
  folded: number
  /** The most that one answer lacked of what the model wrote, in characters and in milliseconds of writing. */
  lostChars: number
  lostMs: number
  /** From the restart until nothing ran any more, in milliseconds: where it was asked, and where nobody asked anything. */
  asked: number
  unasked: number
}

export const noFigures = (): Figures => ({
  kills: { accept: 0, queue: 0, 'first byte': 0, stream: 0, flush: 0, end: 0, delete: 0 },
  turns: 0,
  interrupted: 0,
  done: 0,
  folded: 0,
  lostChars: 0,
  lostMs: 0,
  asked: 0,
  unasked: 0,
})

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

export function closingLine(host: string, seed: number, figures: Figures, breaches: number, ms: number): string {
  const { kills, turns, interrupted, done, folded, lostChars, lostMs, asked, unasked } = figures
  const all = MOMENTS.reduce((sum, moment) => sum + kills[moment], 0)
  const kinds = MOMENTS.map((moment) => `${moment} ${kills[moment]}`).join(', ')
  return [
    `chaos ${host}, seed ${seed}: ${all} kills (${kinds})`,
    `${turns} turns, ${interrupted} interrupted, ${done} done`,
    `${folded} characters folded; of one answer at most ${lostChars} were written and not kept (${(lostMs / 1000).toFixed(2)} s)`,
    `slowest recovery ${seconds(asked)} asked, ${seconds(unasked)} unasked`,
    `${breaches} breaches`,
    seconds(ms),
  ].join('; ')
}
