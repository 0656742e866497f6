// `POST /agent/message`: a message, a retry or a continuation becomes a turn; the answer is its stream, or its end as JSON.
import { Hono } from 'hono'
import type { Context } from 'hono'
import { DEFAULTS_BY_NAME } from '../../shared/conversation.ts'
import { parseCursor } from '../../shared/events.ts'
import { JSON_STATUS_MS } from '../../shared/limits.ts'
import type { ProblemBody } from '../../shared/problem.ts'
import { TurnBody } from '../../shared/schema.ts'
import type { Deps } from '../deps.ts'
import { check } from '../middleware/check.ts'
import type { Env } from '../middleware/env.ts'
import { problemBody, refuse } from '../middleware/refuse.ts'
import type { Parent, TurnCommand } from '../ports.ts'
import { again } from './again.ts'
import { ACCOUNT } from './named.ts'
import { endingOf, type Reply, type TurnIds } from './reply.ts'
import { eventStream, lateJson } from './stream.ts'
import { slowBody, type Waited, waitUntil } from './waiting.ts'

type MessageDeps = Pick<Deps, 'clock' | 'peers' | 'random'>

export function message(deps: MessageDeps) {
  const { clock, peers, random } = deps
  const conversation = (ids: TurnIds) => peers.conversation(ACCOUNT, ids.session_id)
  return new Hono<Env>().post('/agent/message', check(deps, 'json', TurnBody), async (c) => {
    const body = c.req.valid('json')
    if ('mode' in body && body.mode !== 'chat') return refuse(c, deps, 'mode_unavailable')
    const session = body.session_id ?? random.id()
    const id = body.message_id ?? random.id()
    c.set('conversation', session)

    const named = 'message' in body && body.settings === DEFAULTS_BY_NAME
    const kept = named ? await again(clock, () => peers.account(ACCOUNT).defaults()) : null
    if (kept?.kind === 'actor_unavailable') return refuse(c, deps, 'actor_unavailable', { ids: { session_id: session, message_id: id } })

    const command: TurnCommand =
      'retry' in body
        ? { kind: 'retry', id, turn: body.retry, request_id: c.get('requestId') }
        : 'continue' in body
          ? { kind: 'continue', id, turn: body.continue, request_id: c.get('requestId') }
          : {
              kind: 'message',
              id,
              text: body.message,
              mode: body.mode,
              model: body.model ?? null,
              parent: parentOf(body.parent),
              settings: body.settings === DEFAULTS_BY_NAME ? null : (body.settings ?? null),
              defaults: kept?.settings ?? null,
              request_id: c.get('requestId'),
            }
    // May be repeated: the id joins it to the turn that the first one began.
    const accepted = await again(clock, () => peers.conversation(ACCOUNT, session).accept(command))
    if (accepted.kind === 'actor_unavailable') return refuse(c, deps, 'actor_unavailable', { ids: { session_id: session, message_id: id } })
    if (accepted.kind === 'refused') return refuse(c, deps, accepted.code, { ids: { session_id: session, message_id: id, turn_id: accepted.turn } })

    const ids: TurnIds = { session_id: session, turn_id: accepted.turn, message_id: accepted.message }
    c.header('x-porchlight-session', ids.session_id)
    c.header('x-porchlight-turn', ids.turn_id)
    c.header('x-porchlight-message', ids.message_id)
    return wantsStream(c) ? stream(c, ids) : json(c, ids)
  })

  /** From this turn's first event, or after the one that was seen; it closes with the turn. */
  async function stream(c: Context<Env>, ids: TurnIds) {
    const seen = c.req.header('last-event-id')
    const from = seen !== undefined && parseCursor(seen) ? ({ kind: 'after', id: seen } as const) : ({ kind: 'turn', turn: ids.turn_id } as const)
    const opened = await again(clock, () => conversation(ids).events(from, { kind: 'turn', turn: ids.turn_id }))
    if (opened.kind === 'stream') return eventStream(c, opened.body)
    return refuse(c, deps, opened.kind === 'refused' ? opened.code : 'actor_unavailable', { ids: { ...ids } })
  }

  /** Its end with its own status while that is near; then 200, white space to keep the connection, and the end. */
  async function json(c: Context<Env>, ids: TurnIds) {
    const ask = (waitMs: number) => again(clock, () => conversation(ids).outcome(ids.turn_id, waitMs))
    const waited = await waitUntil(clock, ask, JSON_STATUS_MS)
    if (waited.kind === 'ended') {
      const ending = endingOf(waited.result, ids, c.get('requestId'))
      return ending.kind === 'reply' ? c.json(ending.body, 200) : c.json(ending.body, ending.status)
    }
    if (waited.kind === 'running') {
      const late = slowBody(clock, ask, (end) => JSON.stringify(lateBody(c, ids, end)))
      return lateJson<Reply | ProblemBody>(c, late)
    }
    return refuse(c, deps, lost(waited), { ids: { ...ids } })
  }

  function lateBody(c: Context<Env>, ids: TurnIds, end: Waited) {
    return end.kind === 'ended' ? endingOf(end.result, ids, c.get('requestId')).body : problemBody(c, deps, lost(end), { ids: { ...ids } })
  }
}

/** Not given, null and a name are three things. */
const parentOf = (parent: string | null | undefined): Parent =>
  parent === undefined ? { kind: 'head' } : parent === null ? { kind: 'root' } : { kind: 'message', id: parent }

/** A turn that is not there any more went with its conversation. */
const lost = (end: Exclude<Waited, { readonly kind: 'ended' }>) => (end.kind === 'absent' ? 'gone' : 'actor_unavailable')

/** Only who names the type: a program that takes anything gets JSON. */
const wantsStream = (c: Context): boolean => (c.req.header('accept') ?? '').toLowerCase().includes('text/event-stream')
