// What a command asks for, and whether it can be had. Reads rows, writes none.
import type { Mode, Question } from '../../shared/conversation.ts'
import { type HomeState, isAbsent } from '../../shared/health.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Sql, TurnCommand } from '../ports.ts'
import { getMessage, getMeta, getTurn } from './store.ts'

/** The name of the built-in home. */
const DEMO = 'demo'

export type Choice =
  | { readonly kind: 'turn'; readonly question: Question; readonly fresh: boolean; readonly mode: Mode; readonly model: string | null }
  | { readonly kind: 'refused'; readonly code: ProblemCode }

/** A command without its id and its request: the same again is the same text. */
export function askedOf(command: TurnCommand): string {
  return command.kind === 'message'
    ? JSON.stringify(['message', command.text, command.mode, command.model, command.parent])
    : JSON.stringify(['retry', command.turn])
}

/**
 * Which home answers. The demo stands in only where nobody is at home and this chat never had a real answer.
 * `state` null: nothing is known, so home is asked.
 */
export function chooseHome(home: string, fallback: boolean, state: HomeState | null, hasRealAnswer: boolean): string {
  return fallback && !hasRealAnswer && state !== null && isAbsent(state) ? DEMO : home
}

/** The question of the turn to begin: a new message, the same one again after a failure, or that of an earlier answer. */
export function decide(sql: Sql, command: TurnCommand): Choice {
  if (command.kind === 'retry') {
    const turn = getTurn(sql, command.turn)
    if (!turn) return { kind: 'refused', code: 'not_found' }
    const question = getMessage(sql, turn.message)
    if (question?.role !== 'user') return { kind: 'refused', code: 'not_retryable' }
    return { kind: 'turn', question, fresh: false, mode: turn.mode, model: turn.model }
  }
  const { id, text, mode, model } = command
  const stored = getMessage(sql, id)
  if (stored) return stored.role === 'user' ? { kind: 'turn', question: stored, fresh: false, mode, model } : { kind: 'refused', code: 'id_reused' }
  const head = getMeta(sql, 'head')
  const parent = command.parent ?? (head === null ? null : String(head))
  if (command.parent !== null && !getMessage(sql, command.parent)) return { kind: 'refused', code: 'not_found' }
  return { kind: 'turn', question: { role: 'user', id, parent, at: 0, text }, fresh: true, mode, model }
}
