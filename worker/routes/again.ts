// Asking a peer that may be away for a moment.
import type { Clock, Unavailable } from '../ports.ts'

/** How often a command that may be repeated is sent. */
export const TRIES = 4
/** The pause before the second one, in milliseconds; it doubles. */
const PAUSE_MS = 200

/** The answer, or that it stayed away. Only for what may be done twice. */
export async function again<T extends { readonly kind: string }>(clock: Clock, ask: () => Promise<T | Unavailable>): Promise<T | Unavailable> {
  let answer = await ask()
  for (let tries = 1; tries < TRIES && answer.kind === 'actor_unavailable'; tries += 1) {
    await clock.sleep(PAUSE_MS * 2 ** (tries - 1))
    answer = await ask()
  }
  return answer
}
