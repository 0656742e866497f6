// Turns as the log of a conversation has them, made to measure.
import { emptyView, type Usage, type View } from '../../shared/conversation.ts'
import type { ConversationEvent } from '../../shared/events.ts'
import { fold } from '../../shared/fold.ts'
import type { Frame } from './fake-api.ts'

const AT = 1_795_000_000_000
const USAGE: Usage = { prompt_tokens: 17, completion_tokens: 12, reasoning_tokens: null }
/** Text that is easily broken: two units a character, joined characters, marks, breaks, what looks like a frame. */
const PIECES = ['Word ', 'two\n\n', '\u{1F44D}\u{1F3FD}', 'e\u0301', '```js\n', 'data: x\n', '  ', '"\\', '\u2028']

/** One question and its answer in `count` events (at least 6). */
export function turnOf(count: number, name = '1', parent: string | null = null): ConversationEvent[] {
  const turn = `t${name}`
  const message = `q${name}`
  const at = AT + Number.parseInt(name, 10) * 60_000
  const events: ConversationEvent[] = [
    { type: 'message.accepted', message: { role: 'user', id: message, parent, at, text: `Question ${name}` } },
    { type: 'turn.started', turn, message, home: 'home', mode: 'chat', model_asked: 'm', at: at + 1 },
    { type: 'turn.phase', turn, phase: 'generating', reason: 'writing', percent: null, position: null, at: at + 2 },
  ]
  for (let index = 0; events.length < count - 2; index += 1) {
    const type = index % 7 < 2 && index < count / 3 ? 'reasoning' : 'text'
    events.push({ type, turn, step: 0, part: type === 'text' ? 1 : 0, text: `${index}${PIECES[index % PIECES.length]}` })
  }
  events.push(
    { type: 'turn.usage', turn, usage: USAGE },
    {
      type: 'turn.ended',
      turn,
      outcome: { status: 'done', finish_reason: 'stop' },
      timings: { queued: 1, first_byte: 2, first_word: 2, total: 1_000 },
      tokens_per_second: 12,
      at: at + 1_001,
    },
  )
  return events
}

/** The same events, with the question under the name that the page gave it. */
export const answering = (message: string, events: readonly ConversationEvent[]): ConversationEvent[] =>
  events.map((event) => {
    if (event.type === 'message.accepted') return { ...event, message: { ...event.message, id: message } }
    return event.type === 'turn.started' ? { ...event, message } : event
  })

/** The view that a log gives. */
export const all = (frames: readonly Frame[], id: string): View => frames.reduce((view, { event }) => fold(view, event), emptyView(id))
