// Signing in and out, as the routes need it: the rooms of auth put together over one request.
import type { Context } from 'hono'
import { endedCookie, sessionCookie, signSession } from '../auth/cookie.ts'
import { arrivalOf, transportOf } from '../auth/origin.ts'
import { samePassword } from '../auth/password.ts'
import type { Deps } from '../deps.ts'
import type { Env } from './env.ts'

/** Whether a password can be sent to us without anybody reading it on the way. */
export const isSafe = (c: Context): boolean => transportOf(arrivalOf(c.req.raw)) !== 'insecure'

/** Whether it is the password. Never with open access, where there is none. */
export const isPassword = (deps: Pick<Deps, 'access'>, given: string): Promise<boolean> =>
  deps.access.kind === 'password' ? samePassword(given, deps.access.password) : Promise.resolve(false)

/** Gives the browser a new session. Only where `isSafe`. */
export async function beginSession(c: Context<Env>, deps: Pick<Deps, 'access' | 'clock' | 'random'>): Promise<void> {
  const transport = transportOf(arrivalOf(c.req.raw))
  if (deps.access.kind !== 'password' || transport === 'insecure') return
  c.header('set-cookie', sessionCookie(await signSession(deps.access, deps.random.id(), deps.clock.now()), transport))
}

/** Takes the session out of the browser. Nothing is kept here, so a copy of the cookie lasts until its time or until the password changes. */
export function endSession(c: Context<Env>): void {
  const transport = transportOf(arrivalOf(c.req.raw))
  if (transport !== 'insecure') c.header('set-cookie', endedCookie(transport))
}
