// The conversation that a path names, and what is said where it is not there.
import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { ID_PATTERN } from '../../shared/limits.ts'
import type { Deps } from '../deps.ts'
import type { Env } from '../middleware/env.ts'
import { refuse } from '../middleware/refuse.ts'
import { again } from './again.ts'

/** The account of every conversation, until there are several people. */
export const ACCOUNT = 'owner'

/** A name that no conversation can have is not found, and reaches no actor. */
export const named = (deps: Pick<Deps, 'clock'>) =>
  createMiddleware<Env, '/:id'>(async function named(c, next) {
    const id = c.req.param('id')
    if (!ID_PATTERN.test(id)) return refuse(c, deps, 'not_found')
    c.set('conversation', id)
    return next()
  })

/** Why a conversation is not there: it was deleted, or it never was. */
export async function missing(c: Context<Env>, deps: Pick<Deps, 'clock' | 'peers'>, id: string) {
  const opened = await again(deps.clock, () => deps.peers.account(ACCOUNT).open(id))
  if (opened.kind === 'actor_unavailable') return refuse(c, deps, 'actor_unavailable')
  return refuse(c, deps, opened.kind === 'gone' ? 'gone' : 'not_found', { ids: { session_id: id } })
}
