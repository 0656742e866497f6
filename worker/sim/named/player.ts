// Which answer of a case is next, and who has a place: what a case needs to remember between two requests.
import { Slots } from '../cases-slots.ts'
import type { Found } from './index.ts'
import type { CaseAnswer } from './row.ts'

/** Questions whose tries are counted; the oldest are forgotten first. */
const COUNTED_MAX = 1_000

export class CasePlayer {
  readonly #counts = new Map<string, number>()
  readonly #slots = new Map<string, Slots>()

  /** The next answer to this question; null where the case has none of its own. */
  next({ name, variant }: Found, question: string): CaseAnswer | null {
    if (variant === null) return null
    const { order, answers } = variant
    const key = order === 'turns' ? name : `${name}\n${question}`
    const count = this.#counts.get(key) ?? 0
    this.#counts.delete(key)
    this.#counts.set(key, count + 1)
    const [oldest] = this.#counts.keys()
    if (this.#counts.size > COUNTED_MAX && oldest !== undefined) this.#counts.delete(oldest)
    return answers[order === 'turns' ? count % answers.length : Math.min(count, answers.length - 1)] ?? null
  }

  /** The places of a case that has its own; null: nobody waits. */
  slots({ row }: Found): Slots | null {
    const { places, name } = row
    if (places === null) return null
    const known = this.#slots.get(name) ?? new Slots(() => places)
    this.#slots.set(name, known)
    return known
  }
}
