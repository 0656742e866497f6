// The one place of identity: who sends this request. Nothing else in the program reads a credential.
import { readSession, sessionTokens } from './cookie.ts'
import { arrivalOf, isFromHere, isLoopbackRequest } from './origin.ts'

export type Identity = { readonly kind: 'owner'; readonly via: 'open' | 'cookie' } | { readonly kind: 'stranger' }

/** As it was decided at launch. */
export type Lock =
  | { readonly kind: 'open' }
  | { readonly kind: 'password'; readonly password: string; readonly secret: string }
  | { readonly kind: 'unset' }
  | { readonly kind: 'misconfigured' }

const STRANGER: Identity = { kind: 'stranger' }

/** Open access counts on this machine only, whatever the flag says. `now` in server milliseconds. */
export async function identify(request: Request, lock: Lock, now: number): Promise<Identity> {
  const arrival = arrivalOf(request)
  if (lock.kind === 'open') return isFromHere(arrival) ? { kind: 'owner', via: 'open' } : STRANGER
  if (lock.kind !== 'password') return STRANGER
  for (const token of sessionTokens(request.headers.get('cookie'), isLoopbackRequest(arrival))) {
    if (await readSession(lock, token, now)) return { kind: 'owner', via: 'cookie' }
  }
  return STRANGER
}

/** Whether a cookie of ours came along, right or wrong. */
export function carriesCookie(request: Request): boolean {
  return sessionTokens(request.headers.get('cookie'), true).length > 0
}
