// `/telemetry`: what was seen of home, minute by minute. Asks the actor, never the machine at home, and makes nobody look.
import { Hono } from 'hono'
import type { Telemetry } from '../../shared/history.ts'
import { TelemetryQuery } from '../../shared/schema.ts'
import type { Deps } from '../deps.ts'
import { check } from '../middleware/check.ts'
import type { Env } from '../middleware/env.ts'
import { refuse } from '../middleware/refuse.ts'
import { again } from './again.ts'

export function telemetry(deps: Pick<Deps, 'clock' | 'home' | 'peers'>) {
  const { clock, home, peers } = deps
  return new Hono<Env>().get('/telemetry', check(deps, 'query', TelemetryQuery), async (c) => {
    const { minutes } = c.req.valid('query')
    const seen = await again(clock, () => peers.home(home).history(minutes))
    if (seen.kind === 'actor_unavailable') return refuse(c, deps, 'actor_unavailable')
    const told: Telemetry = { home, until: seen.until, minutes, samples: seen.samples }
    return c.json(told, 200)
  })
}
