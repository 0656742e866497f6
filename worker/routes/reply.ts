// The end of a turn as JSON: the reply, or the problem.
import { PROBLEM_STATUS, type Problem, type ProblemStatus } from '../../shared/problem.ts'
import type { Mode, Outcome, Usage } from '../../shared/conversation.ts'
import type { TurnResult } from '../ports.ts'

/** The answer of `POST /agent/message` without a stream. */
export interface Reply {
  readonly session_id: string
  readonly reply: string
  readonly mode: Mode
  readonly status: Outcome['status']
  readonly metadata: {
    readonly turn_id: string
    readonly message_id: string
    readonly home: string
    /** The model that really answered. */
    readonly model: string | null
    readonly model_asked: string | null
    readonly finish_reason: 'stop' | 'length' | 'other' | null
    readonly usage: Usage | null
    readonly timings_ms: TurnResult['timings']
    readonly tokens_per_second: number | null
    readonly steps: number
    readonly request_id: string
  }
}

/** What a turn is called outside. */
export interface TurnIds {
  readonly session_id: string
  readonly turn_id: string
  readonly message_id: string
}

type Failure = { readonly detail: Problem & TurnIds }
type Ending = { readonly kind: 'reply'; readonly body: Reply } | { readonly kind: 'failed'; readonly status: ProblemStatus; readonly body: Failure }

/** A chat has one step; the agent will count its own. */
const CHAT_STEPS = 1

export function endingOf(result: TurnResult, ids: TurnIds, requestId: string): Ending {
  const { outcome } = result
  if (outcome.status === 'failed') return { kind: 'failed', status: PROBLEM_STATUS[outcome.problem.error], body: { detail: { ...outcome.problem, ...ids } } }
  return {
    kind: 'reply',
    body: {
      session_id: ids.session_id,
      reply: result.reply,
      mode: result.mode,
      status: outcome.status,
      metadata: {
        turn_id: result.turn,
        message_id: result.message,
        home: result.home,
        model: result.model,
        model_asked: result.model_asked,
        finish_reason: outcome.status === 'done' ? outcome.finish_reason : null,
        usage: result.usage,
        timings_ms: result.timings,
        tokens_per_second: result.tokens_per_second,
        steps: CHAT_STEPS,
        request_id: requestId,
      },
    },
  }
}
