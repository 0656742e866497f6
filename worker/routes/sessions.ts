// `/agent/sessions`: list, read, change, delete, follow and stop conversations.
import { Hono } from 'hono'
import type { Context } from 'hono'
import { parseCursor } from '../../shared/events.ts'
import { ChangeCommand, EventsCommand, ListQuery, ReadQuery, StopCommand } from '../../shared/schema.ts'
import type { Deps } from '../deps.ts'
import { check } from '../middleware/check.ts'
import type { Env } from '../middleware/env.ts'
import { refuse } from '../middleware/refuse.ts'
import { again } from './again.ts'
import { ACCOUNT, missing, named } from './named.ts'
import { eventStream } from './stream.ts'

export function sessions(deps: Pick<Deps, 'clock' | 'peers'>) {
  const { clock, peers } = deps
  // Asked for anew each time: a reference to an actor belongs to the request that made it, and is no good after the actor broke.
  const account = () => peers.account(ACCOUNT)
  const conversation = (id: string) => peers.conversation(ACCOUNT, id)

  /** After an event that was seen, else with a view: an id that is none is no reason to show nothing. */
  async function follow(c: Context<Env>, id: string, after: string | undefined) {
    const from = after !== undefined && parseCursor(after) ? ({ kind: 'after', id: after } as const) : ({ kind: 'view' } as const)
    const opened = await again(clock, () => conversation(id).events(from, { kind: 'quiet' }))
    if (opened.kind === 'stream') return eventStream(c, opened.body)
    if (opened.kind === 'actor_unavailable') return refuse(c, deps, 'actor_unavailable')
    return opened.code === 'not_found' ? missing(c, deps, id) : refuse(c, deps, opened.code, { ids: { session_id: id } })
  }

  return (
    new Hono<Env>()
      .get('/agent/sessions', check(deps, 'query', ListQuery), async (c) => {
        const listed = await again(clock, () => account().list(c.req.valid('query').before ?? null))
        if (listed.kind === 'actor_unavailable') return refuse(c, deps, 'actor_unavailable')
        return c.json({ sessions: listed.conversations, more: listed.more, rev: listed.rev }, 200)
      })

      // What was deleted is gone at once, also while its rows are still there.
      .get('/agent/sessions/:id', named(deps), check(deps, 'query', ReadQuery), async (c) => {
        const id = c.req.param('id')
        const before = c.req.valid('query').before ?? null
        const [read, opened] = await Promise.all([again(clock, () => conversation(id).read(before)), again(clock, () => account().open(id))])
        if (read.kind === 'actor_unavailable' || opened.kind === 'actor_unavailable') return refuse(c, deps, 'actor_unavailable')
        if (opened.kind === 'gone') return refuse(c, deps, 'gone', { ids: { session_id: id } })
        if (read.kind === 'absent') return refuse(c, deps, 'not_found', { ids: { session_id: id } })
        return c.json({ view: read.view, cursor: read.cursor }, 200)
      })

      .patch('/agent/sessions/:id', named(deps), check(deps, 'json', ChangeCommand), async (c) => {
        const id = c.req.param('id')
        const { title, settings } = c.req.valid('json')
        const changed = await again(clock, () => conversation(id).change({ title: title?.trim() ?? null, settings: settings ?? null }))
        if (changed.kind === 'actor_unavailable') return refuse(c, deps, 'actor_unavailable')
        return changed.kind === 'absent' ? missing(c, deps, id) : c.json({ title: changed.title, settings: changed.settings }, 200)
      })

      // Deleting twice is deleting: 204. What never was is 404.
      .delete('/agent/sessions/:id', named(deps), async (c) => {
        const id = c.req.param('id')
        const removed = await again(clock, () => account().remove(id))
        if (removed.kind === 'actor_unavailable') return refuse(c, deps, 'actor_unavailable')
        return removed.kind === 'absent' ? refuse(c, deps, 'not_found', { ids: { session_id: id } }) : c.body(null, 204)
      })

      .post('/agent/sessions/:id/events', named(deps), check(deps, 'json', EventsCommand), async (c) => follow(c, c.req.param('id'), c.req.valid('json').after))

      // A HEAD would open a reader that nobody reads.
      .get('/agent/sessions/:id/events', named(deps), async (c) =>
        c.req.method === 'HEAD' ? refuse(c, deps, 'method_not_allowed') : follow(c, c.req.param('id'), c.req.header('last-event-id')),
      )

      .post('/agent/sessions/:id/stop', named(deps), check(deps, 'json', StopCommand), async (c) => {
        const id = c.req.param('id')
        const turn = c.req.valid('json').turn ?? null
        const stopped = await again(clock, () => conversation(id).stop(turn))
        if (stopped.kind === 'actor_unavailable') return refuse(c, deps, 'actor_unavailable')
        if (stopped.kind === 'absent') return missing(c, deps, id)
        if (stopped.kind === 'nothing_running') return refuse(c, deps, 'nothing_running', { ids: { session_id: id, turn_id: turn } })
        return c.json({ stopped: stopped.turn }, 200)
      })
  )
}
