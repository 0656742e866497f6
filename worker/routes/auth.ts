// `/auth`: who one is here, signing in, signing out.
import { Hono } from 'hono'
import { SignInCommand } from '../../shared/schema.ts'
import type { Deps } from '../deps.ts'
import { check } from '../middleware/check.ts'
import type { Env } from '../middleware/env.ts'
import { refuse } from '../middleware/refuse.ts'
import { beginSession, endSession, isPassword, isSafe } from '../middleware/session.ts'
import { ACCOUNT } from './named.ts'

export function auth(deps: Pick<Deps, 'access' | 'address' | 'clock' | 'log' | 'peers' | 'random'>) {
  const account = () => deps.peers.account(ACCOUNT)
  return (
    new Hono<Env>()
      .get('/auth', (c) => {
        const identity = c.get('identity')
        return c.json({ signed_in: identity.kind === 'owner', via: identity.kind === 'owner' ? identity.via : identity.kind }, 200)
      })

      // Counted before it is compared: guesses that come at the same time are counted all the same. Where they cannot be counted, none is compared.
      .post('/auth/sign-in', check(deps, 'json', SignInCommand), async (c) => {
        if (deps.access.kind === 'open') return c.body(null, 204)
        if (!isSafe(c)) return refuse(c, deps, 'insecure_origin')
        const address = deps.address(c.req.raw)
        const counted = await account().guess(address)
        if (counted.kind === 'actor_unavailable') return refuse(c, deps, 'actor_unavailable')
        if (counted.kind === 'too_many') {
          deps.log('warn', 'auth.too_many_guesses', { request_id: c.get('requestId') })
          return refuse(c, deps, 'too_many_guesses', { headers: { 'retry-after': String(Math.ceil(counted.retry_after_ms / 1_000)) } })
        }
        if (!(await isPassword(deps, c.req.valid('json').password))) return refuse(c, deps, 'wrong_password')
        // Not cleared is no harm: old guesses run out by themselves.
        await account().guessed(address)
        await beginSession(c, deps)
        return c.body(null, 204)
      })

      .post('/auth/sign-out', (c) => {
        endSession(c)
        return c.body(null, 204)
      })
  )
}
