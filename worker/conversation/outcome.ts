// How a turn ended, as programs are told it. Reads rows, writes none.
import { textOf } from '../../shared/conversation.ts'
import type { Sql, TurnState } from '../ports.ts'
import { getMessage, getTurn } from './store.ts'

export function turnState(sql: Sql, id: string): TurnState {
  const turn = getTurn(sql, id)
  if (!turn) return { kind: 'absent' }
  if (turn.ended === null) return { kind: 'running' }
  const answer = getMessage(sql, id)
  if (answer?.role !== 'assistant' || answer.state.status === 'running' || !answer.timings) return { kind: 'absent' }
  const { home, mode, model, model_asked, usage, timings, tokens_per_second, state } = answer
  return {
    kind: 'ended',
    result: { turn: id, message: turn.message, mode, home, model, model_asked, reply: textOf(answer), usage, timings, tokens_per_second, outcome: state },
  }
}
