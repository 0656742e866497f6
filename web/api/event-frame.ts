// From the data of a frame to an event: a shallow check of each member's own fields, so that fold never meets a hole. No zod on the page.
import type { ConversationEvent, EventType } from '../../shared/events.ts'

type Kind = 'string' | 'number' | 'object'

/** The fields that fold reads. `object` may be null only where the event's type says so. */
const FIELDS: Record<EventType, Readonly<Record<string, Kind>>> = {
  'message.accepted': { message: 'object' },
  'turn.started': { turn: 'string', message: 'string', home: 'string', mode: 'string', at: 'number' },
  'turn.anew': { turn: 'string' },
  'turn.phase': { turn: 'string', phase: 'string', reason: 'string', at: 'number' },
  reasoning: { turn: 'string', step: 'number', part: 'number', text: 'string' },
  text: { turn: 'string', step: 'number', part: 'number', text: 'string' },
  'turn.thought': { turn: 'string', ms: 'number' },
  'turn.model': { turn: 'string', model: 'string' },
  'turn.usage': { turn: 'string', usage: 'object' },
  'turn.speed': { turn: 'string', tokens_per_second: 'number' },
  'context.trimmed': { turn: 'string', dropped: 'number', context: 'number' },
  'turn.ended': { turn: 'string', outcome: 'object', timings: 'object', at: 'number' },
  'conversation.renamed': { title: 'string' },
  'conversation.configured': { settings: 'object' },
  reset: { view: 'object' },
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isType = (type: unknown): type is EventType => typeof type === 'string' && Object.hasOwn(FIELDS, type)

function isEvent(value: unknown): value is ConversationEvent {
  if (!isRecord(value) || !isType(value['type'])) return false
  return (
    isBegun(value['continues']) &&
    Object.entries(FIELDS[value['type']]).every(([name, kind]) => (kind === 'object' ? isRecord(value[name]) : typeof value[name] === kind))
  )
}

/** What an answer goes on from is there only where there is such a thing. */
const isBegun = (continues: unknown): boolean =>
  continues === undefined || (isRecord(continues) && typeof continues['turn'] === 'string' && Array.isArray(continues['parts']))

/** The event in a frame's data; null where it is none that this page knows. */
export function readEvent(data: string): ConversationEvent | null {
  try {
    const value: unknown = JSON.parse(data)
    return isEvent(value) ? value : null
  } catch {
    return null
  }
}
