// `/settings`: how the person wants new chats to be asked. Kept here; a chat's first message brings them along, or says that they hold.
import { Hono } from 'hono'
import type { Context } from 'hono'
import { SettingsCommand } from '../../shared/schema.ts'
import type { Deps } from '../deps.ts'
import { check } from '../middleware/check.ts'
import type { Env } from '../middleware/env.ts'
import { refuse } from '../middleware/refuse.ts'
import type { Defaults, Unavailable } from '../ports.ts'
import { again } from './again.ts'
import { ACCOUNT } from './named.ts'

export function settings(deps: Pick<Deps, 'clock' | 'peers'>) {
  const { clock, peers } = deps
  const account = () => peers.account(ACCOUNT)
  const told = (c: Context<Env>, kept: Defaults | Unavailable) =>
    kept.kind === 'actor_unavailable' ? refuse(c, deps, 'actor_unavailable') : c.json(kept.settings, 200)

  return (
    new Hono<Env>()
      .get('/settings', async (c) => told(c, await again(clock, () => account().defaults())))

      // All of it each time, so that it may be sent twice.
      .put('/settings', check(deps, 'json', SettingsCommand), async (c) => {
        const wanted = c.req.valid('json')
        return told(c, await again(clock, () => account().setDefaults(wanted)))
      })
  )
}
