// Asking a peer that may be away for a moment.
import { PEER_PAUSE_MS, PEER_TRIES } from '../../shared/limits.ts'
import type { Clock, Unavailable } from '../ports.ts'

/** The answer, or that it stayed away. Only for what may be done twice. */
export async function again<T extends { readonly kind: string }>(clock: Clock, ask: () => Promise<T | Unavailable>): Promise<T | Unavailable> {
  let answer = await ask()
  for (let tries = 1; tries < PEER_TRIES && answer.kind === 'actor_unavailable'; tries += 1) {
    await clock.sleep(PEER_PAUSE_MS * 2 ** (tries - 1))
    answer = await ask()
  }
  return answer
}
