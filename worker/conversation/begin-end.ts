// The two steps of a turn that are whole or not at all: its beginning and its end, as rows and events inside one commit.
import { type Answer, type Question, sameSettings, titleOf } from '../../shared/conversation.ts'
import type { Sql, TurnCommand } from '../ports.ts'
import { askedOf, type Choice } from './accept.ts'
import type { Append } from './log.ts'
import { endTurn, getMeta, getSettings, insertMessage, insertTurn, liveAnswer, putCommand, setMeta, setSettings, updateMessage } from './store.ts'
import type { Ended } from './turn.ts'

export interface Beginning {
  readonly turn: string
  readonly command: TurnCommand
  readonly choice: Extract<Choice, { kind: 'turn' }>
  readonly home: string
  /** The model that was asked for with the message or for the chat, else the one that home is set to; null: none. */
  readonly modelAsked: string | null
  readonly at: number
  /** The number that the first event will have. */
  readonly firstSeq: number
}

export function writeBeginning(sql: Sql, append: Append, { turn, command, choice, home, modelAsked, at, firstSeq }: Beginning): void {
  const { fresh, mode, model, settings, goesOn } = choice
  const question: Question = fresh ? { ...choice.question, at } : choice.question
  if (!sameSettings(settings, getSettings(sql))) {
    setSettings(sql, settings)
    append({ type: 'conversation.configured', settings }, null)
  }
  if (fresh) {
    if (getMeta(sql, 'created') === null) {
      setMeta(sql, 'created', at)
      setMeta(sql, 'title', titleOf(question.text))
    }
    insertMessage(sql, question)
    append({ type: 'message.accepted', message: question }, turn)
  }
  const answer: Answer = {
    role: 'assistant',
    id: turn,
    parent: question.id,
    at,
    home,
    mode,
    model_asked: modelAsked,
    model: null,
    continues: goesOn && { turn: goesOn.id, parts: goesOn.parts.length },
    parts: goesOn?.parts ?? [],
    thought: goesOn && goesOn.thought,
    usage: null,
    trimmed: null,
    timings: null,
    tokens_per_second: null,
    state: { status: 'running', phase: 'accepted', reason: 'accepted', percent: null, position: null, since: at },
  }
  insertMessage(sql, answer)
  insertTurn(sql, { id: turn, message: question.id, home, mode, model, request_id: command.request_id, at, first_seq: firstSeq })
  putCommand(sql, command.id, { asked: askedOf(command), message: question.id, turn })
  setMeta(sql, 'head', turn)
  const begun = goesOn ? { continues: { turn: goesOn.id, parts: goesOn.parts } } : {}
  append({ type: 'turn.started', turn, message: question.id, home, mode, model_asked: modelAsked, at, ...begun }, turn)
  if (goesOn && goesOn.thought !== null) append({ type: 'turn.thought', turn, ms: goesOn.thought }, turn)
}

/** Returns the number of the turn's last event. */
export function writeEnd(sql: Sql, append: Append, turn: string, ended: Ended, at: number): number {
  const { outcome, timings, tokensPerSecond, words } = ended
  const answer = liveAnswer(sql, turn)
  if (answer) updateMessage(sql, { ...answer, state: outcome, timings, tokens_per_second: tokensPerSecond })
  const last = append({ type: 'turn.ended', turn, outcome, timings, tokens_per_second: tokensPerSecond, at }, turn)
  endTurn(sql, turn, at, last, words)
  return last
}
