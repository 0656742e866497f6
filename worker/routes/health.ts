// `/health`: what is known of home, at once. It asks actors, never the machine at home, and waits for nobody.
import { HEALTH_LOOK_MS, HEALTH_WAIT_MS } from '../../shared/limits.ts'
import { Hono } from 'hono'
import { type Health, type HomeReport, mayAnswer, type PublicHealth } from '../../shared/health.ts'
import { answersOf, healthWords, statusOf } from '../../shared/health-words.ts'
import type { Deps } from '../deps.ts'
import type { Env } from '../middleware/env.ts'
import type { Clock, Unavailable } from '../ports.ts'
import { ACCOUNT } from './named.ts'

/** Nothing is known where the actor did not say. */
const unheard = (id: string): HomeReport => ({
  id,
  state: 'unknown',
  since: { last_before: null, first_seen: null },
  probed_at: null,
  round_trip: null,
  server: null,
  models: [],
  asked: null,
  model: null,
  line: { held: 0, waiting: 0, places: 0 },
  loading: null,
  last_failure: null,
})

type HealthDeps = Pick<Deps, 'clock' | 'fallback' | 'home' | 'peers' | 'version'>

export function health(deps: HealthDeps) {
  const { clock, peers } = deps
  const heard = (report: HomeReport | Unavailable): HomeReport => ('kind' in report ? unheard(deps.home) : report)

  return new Hono<Env>().get('/health', async (c) => {
    const timestamp = new Date(clock.now()).toISOString()
    if (c.get('identity').kind === 'stranger') {
      const report = heard(await within(clock, peers.home(deps.home).glance()))
      return c.json({ status: statusOf(report, clock.now()), timestamp } satisfies PublicHealth, 200)
    }
    const [looked, revision] = await Promise.all([within(clock, peers.home(deps.home).look(HEALTH_LOOK_MS)), within(clock, peers.account(ACCOUNT).rev())])
    const report = heard(looked)
    const now = clock.now()
    const ready = revision.kind === 'rev'
    const status = statusOf(report, now)
    const answers = answersOf(report.state, deps.fallback)
    const told: Health = {
      status: ready || status === 'unhealthy' ? status : 'degraded',
      timestamp,
      llm_available: report.state === 'online' || report.state === 'loading' || report.state === 'busy',
      model: report.model?.id ?? null,
      // What was in memory when home was last seen is not said of a home that is not seen.
      model_loaded: report.state !== 'unknown' && mayAnswer(report.state) && report.model?.loaded === true,
      orchestrator_ready: ready,
      browser_ready: false,
      version: deps.version,
      rev: ready ? revision.rev : 0,
      answers,
      home: report,
      ...healthWords(report, answers, now),
    }
    return c.json(told, 200)
  })
}

/** The answer of an actor, or that it did not come in time. A late one changes nothing. */
async function within<T>(clock: Clock, answer: Promise<T | Unavailable>): Promise<T | Unavailable> {
  const done = new AbortController()
  const late = clock.sleep(HEALTH_WAIT_MS, done.signal).then((): Unavailable => ({ kind: 'actor_unavailable' }))
  try {
    return await Promise.race([answer, late])
  } finally {
    done.abort()
  }
}
