// Chance that can be had again: the same seed gives the same numbers. Pure but for its state.

export class Seeded {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0
  }

  /** In [0, 1) (mulberry32). */
  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }

  /** In [from, to). */
  between(from: number, to: number): number {
    return from + this.fraction() * (to - from)
  }

  /** A whole number in [from, to], both included. */
  whole(from: number, to: number): number {
    return Math.floor(this.between(from, to + 1))
  }

  chance(of: number): boolean {
    return this.fraction() < of
  }

  /** Throws a RangeError where there is nothing to pick from. */
  pick<T extends {} | null>(from: readonly T[]): T {
    const one = from[this.whole(0, from.length - 1)]
    if (one === undefined) throw new RangeError('there is nothing to pick from')
    return one
  }

  shuffled<T>(list: readonly T[]): T[] {
    const left = list.slice()
    return list.flatMap(() => left.splice(this.whole(0, left.length - 1), 1))
  }
}

/** A seed for a run that was given none. */
export const anySeed = (): number => Math.floor(Math.random() * 0x7fff_ffff)
