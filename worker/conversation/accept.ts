// What a command asks for, and whether it can be had. Reads rows, writes none.
import { isUnfinished } from '../../shared/continuing.ts'
import type { Answer, ChatSettings, Mode, Question } from '../../shared/conversation.ts'
import { type HomeState, isAbsent } from '../../shared/health.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Parent, Sql, TurnCommand } from '../ports.ts'
import { getMessage, getMeta, getSettings, getTurn } from './store.ts'

/** The name of the built-in home. */
const DEMO = 'demo'

export type Choice =
  | {
      readonly kind: 'turn'
      readonly question: Question
      readonly fresh: boolean
      readonly mode: Mode
      /** Asked for with the message itself; kept with the turn. */
      readonly model: string | null
      /** How the turn is asked, to its end. Its model is the one that was asked for in any way; null: none was. */
      readonly asked: ChatSettings
      /** What the chat is asked by from here on. */
      readonly settings: ChatSettings
      /** The answer whose text is the beginning of this one; null: it is asked from the beginning. */
      readonly goesOn: Answer | null
    }
  | { readonly kind: 'refused'; readonly code: ProblemCode }

/**
 * A command without its id and its request: the same again is the same text. Stored, and compared with what older versions stored: a message without
 * settings that follows the head or a message is written as it always was.
 */
export function askedOf(command: TurnCommand): string {
  if (command.kind !== 'message') return JSON.stringify([command.kind, command.turn])
  const { text, mode, model, settings } = command
  const asked = ['message', text, mode, model, writtenParent(command.parent)]
  return JSON.stringify(settings === null ? asked : [...asked, [settings.model, settings.system, settings.temperature]])
}

function writtenParent(parent: Parent): string | null | readonly ['root'] {
  switch (parent.kind) {
    case 'head':
      return null
    case 'root':
      return ['root']
    case 'message':
      return parent.id
  }
}

/**
 * Which home answers. The demo stands in only where nobody is at home and this chat never had a real answer.
 * `state` null: nothing is known, so home is asked.
 */
export function chooseHome(home: string, fallback: boolean, state: HomeState | null, hasRealAnswer: boolean): string {
  return fallback && !hasRealAnswer && state !== null && isAbsent(state) ? DEMO : home
}

/**
 * Home for a turn: what was begun at one is gone on with there, so that a demo never reaches the real model. `free`: the choice where nothing is.
 * null: that home is not here any more.
 */
export function homeOf(goesOn: Answer | null, free: string, { home, fallback }: { readonly home: string; readonly fallback: boolean }): string | null {
  if (goesOn === null) return free
  return goesOn.home === home || (goesOn.home === DEMO && fallback) ? goesOn.home : null
}

/** The question of the turn to begin: a new message, the same one again after a failure, or that of an earlier answer, which may be gone on with. */
export function decide(sql: Sql, command: TurnCommand): Choice {
  const stored = getSettings(sql)
  if (command.kind !== 'message') {
    const turn = getTurn(sql, command.turn)
    if (!turn) return { kind: 'refused', code: 'not_found' }
    const question = getMessage(sql, turn.message)
    if (question?.role !== 'user') return { kind: 'refused', code: 'not_retryable' }
    const answer = getMessage(sql, command.turn)
    const goesOn = command.kind === 'continue' && answer?.role === 'assistant' && isUnfinished(answer) ? answer : null
    if (command.kind === 'continue' && !goesOn) return { kind: 'refused', code: 'not_continuable' }
    const asked = { ...stored, model: stored.model ?? turn.model }
    return { kind: 'turn', question, fresh: false, mode: turn.mode, model: turn.model, asked, settings: stored, goesOn }
  }
  const { id, text, mode, model } = command
  const known = getMessage(sql, id)
  if (known && known.role !== 'user') return { kind: 'refused', code: 'id_reused' }
  const begins = getMeta(sql, 'head') === null
  // What the message brought was stored when it was new; what was chosen since then holds.
  const settings = known ? stored : (command.settings ?? (begins ? command.defaults : null) ?? stored)
  const asked = { ...settings, model: model ?? settings.model }
  if (known) return { kind: 'turn', question: known, fresh: false, mode, model, asked, settings, goesOn: null }
  const parent = parentOf(sql, command.parent)
  if (parent === undefined) return { kind: 'refused', code: 'not_found' }
  return { kind: 'turn', question: { role: 'user', id, parent, at: 0, text }, fresh: true, mode, model, asked, settings, goesOn: null }
}

/** undefined: there is no such message. */
function parentOf(sql: Sql, parent: Parent): string | null | undefined {
  if (parent.kind === 'root') return null
  if (parent.kind === 'message') return getMessage(sql, parent.id) ? parent.id : undefined
  const head = getMeta(sql, 'head')
  return head === null ? null : String(head)
}
