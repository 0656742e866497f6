// The messages of a thread in stretches, so that what is far from the reader costs one box and not many. No DOM.
import type { Message } from '../../shared/conversation.ts'
import { slotOf } from '../stores/branches.ts'

/** Messages of a stretch, and of what is put on the page at a time. */
export const STRETCH = 8
/** So many are put on the page first: more than a screen shows. */
export const FIRST = 2 * STRETCH

export interface Stretch {
  /** Stays the same as long as its messages are shown. */
  readonly key: number
  readonly messages: readonly Message[]
}

/** Remembers what is on the page of one chat, and where it stands: a message stays in its stretch while others come before and after it. */
export class Stretches {
  readonly #keys = new Map<string, number>()
  /** Where what is on the page begins. */
  #start: string | null = null
  #lowest = 0
  #highest = 0

  /** The first of the messages that is on the page. */
  startOf(messages: readonly Message[]): number {
    const known = this.#start === null ? -1 : messages.findIndex((message) => slotOf(message) === this.#start)
    const start = known === -1 ? Math.max(0, messages.length - FIRST) : known
    this.#begin(messages[start])
    return start
  }

  /** Puts the stretch before on the page. */
  reveal(messages: readonly Message[]): void {
    this.#begin(messages[Math.max(0, this.startOf(messages) - STRETCH)])
  }

  #begin(message: Message | undefined): void {
    this.#start = message ? slotOf(message) : null
  }

  /** What is on the page. */
  split(messages: readonly Message[]): readonly Stretch[] {
    const shown = messages.slice(this.startOf(messages))
    const known = shown.findIndex((message) => this.#keys.has(slotOf(message)))
    for (let at = known - 1, size = 0; at >= 0; at -= 1, size += 1) {
      if (size % STRETCH === 0) this.#lowest -= 1
      this.#keys.set(slotOf(shown[at]!), this.#lowest)
    }
    const stretches: { readonly key: number; readonly messages: Message[] }[] = []
    for (const message of shown) {
      const last = stretches.at(-1)
      const key = this.#keys.get(slotOf(message)) ?? (last && last.messages.length < STRETCH ? last.key : ++this.#highest)
      this.#keys.set(slotOf(message), key)
      if (last?.key === key) last.messages.push(message)
      else stretches.push({ key, messages: [message] })
    }
    return stretches
  }
}
