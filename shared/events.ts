// What happens in a chat, as it crosses the wire and stands in the log. A closed union: changes only add members.
import type { ChatSettings, Mode, Outcome, Part, Phase, PhaseReason, Question, Timings, Usage, View } from './conversation.ts'

/** An event of a conversation's log. Times are server milliseconds. */
export type ConversationEvent =
  | { readonly type: 'message.accepted'; readonly message: Question }
  | {
      readonly type: 'turn.started'
      readonly turn: string
      readonly message: string
      readonly home: string
      readonly mode: Mode
      readonly model_asked: string | null
      readonly at: number
      /** The answer that it goes on from, whose parts are the beginning of its own. Absent: none. */
      readonly continues?: { readonly turn: string; readonly parts: readonly Part[] }
    }
  /** The model did not go on but began anew: what comes is the whole answer, and the parts of the other one go from its beginning. */
  | { readonly type: 'turn.anew'; readonly turn: string }
  | {
      readonly type: 'turn.phase'
      readonly turn: string
      readonly phase: Phase
      readonly reason: PhaseReason
      readonly percent: number | null
      readonly position: number | null
      readonly at: number
    }
  | { readonly type: 'reasoning'; readonly turn: string; readonly step: number; readonly part: number; readonly text: string }
  | { readonly type: 'text'; readonly turn: string; readonly step: number; readonly part: number; readonly text: string }
  /** A stretch of reasoning is over: milliseconds that all of the answer's took so far. */
  | { readonly type: 'turn.thought'; readonly turn: string; readonly ms: number }
  | { readonly type: 'turn.model'; readonly turn: string; readonly model: string }
  | { readonly type: 'turn.usage'; readonly turn: string; readonly usage: Usage }
  /** While it is written, from the server's own count. */
  | { readonly type: 'turn.speed'; readonly turn: string; readonly tokens_per_second: number }
  | { readonly type: 'context.trimmed'; readonly turn: string; readonly dropped: number; readonly context: number }
  | {
      readonly type: 'turn.ended'
      readonly turn: string
      readonly outcome: Outcome
      readonly timings: Timings
      readonly tokens_per_second: number | null
      readonly at: number
    }
  | { readonly type: 'conversation.renamed'; readonly title: string }
  | { readonly type: 'conversation.configured'; readonly settings: ChatSettings }
  /** Not in the log: takes the place of a tail that cannot be given. */
  | { readonly type: 'reset'; readonly view: View }

export type EventType = ConversationEvent['type']

/** A place in a log: `epoch.seq`, the id of an SSE frame. */
export interface Cursor {
  readonly epoch: string
  readonly seq: number
}

export const formatCursor = (cursor: Cursor): string => `${cursor.epoch}.${cursor.seq}`

/** The cursor in an id, or null where it is not one. */
export function parseCursor(id: string): Cursor | null {
  const match = /^([A-Za-z0-9_-]{1,32})\.(0|[1-9]\d{0,15})$/.exec(id)
  return match ? { epoch: match[1]!, seq: Number(match[2]) } : null
}
