// After which answers it may be asked why the model cannot be reached. Pure.
import type { Answer } from '../../shared/conversation.ts'
import type { ProblemCode } from '../../shared/problem-codes.ts'

/** What speaks of home, or of the way there; what a person asked for, or what broke here, does not. */
const OF_HOME: ReadonlySet<ProblemCode> = new Set([
  'home_off',
  'home_unreachable',
  'home_silent',
  'home_busy',
  'home_refused',
  'home_misconfigured',
  'tunnel_refused',
  'edge_cut',
  'no_model',
  'model_not_found',
  'model_load_failed',
  'model_crashed',
  'upstream_error',
  'answer_unreadable',
  'empty_answer',
])

/** Whether it ended because of home, where the demo is none. */
export function endedByHome({ state, home }: Pick<Answer, 'state' | 'home'>): boolean {
  if (home === 'demo') return false
  return state.status === 'failed' ? OF_HOME.has(state.problem.error) : state.status === 'interrupted' && state.reason !== 'process_ended'
}
