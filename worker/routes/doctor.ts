// `/doctor`: why the model cannot be reached, as far as this host can see. Starts a look, or tells how far one is.
import { Hono } from 'hono'
import { DOCTOR_WAIT_MS } from '../../shared/limits.ts'
import { DoctorCommand } from '../../shared/schema.ts'
import type { Deps } from '../deps.ts'
import { check } from '../middleware/check.ts'
import type { Env } from '../middleware/env.ts'
import { refuse } from '../middleware/refuse.ts'
import { again } from './again.ts'

export function doctor(deps: Pick<Deps, 'clock' | 'home' | 'peers'>) {
  const { clock, peers, home } = deps
  return new Hono<Env>().post('/doctor', check(deps, 'json', DoctorCommand), async (c) => {
    const { following = null } = c.req.valid('json')
    // A run that is joined twice is still one.
    const told = await again(clock, async () => {
      const answer = await peers.home(home).examine(following, following === null ? 0 : DOCTOR_WAIT_MS)
      return 'kind' in answer ? answer : { kind: 'told' as const, examination: answer }
    })
    return told.kind === 'actor_unavailable' ? refuse(c, deps, 'actor_unavailable') : c.json(told.examination, 200)
  })
}
