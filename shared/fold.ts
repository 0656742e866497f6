// The one reducer: (view, event) => view. The server makes views with it, the page shows them with it.
import { type Answer, type Message, type Part, type Running, type View, titleOf } from './conversation.ts'
import type { ConversationEvent } from './events.ts'

/** The view after an event. Pure; an event that it does not know, or that speaks of a turn it does not have, changes nothing. */
export function fold(view: View, event: ConversationEvent): View {
  switch (event.type) {
    case 'message.accepted': {
      const { message } = event
      const first = view.created === 0
      return {
        ...view,
        title: first ? titleOf(message.text) : view.title,
        created: first ? message.at : view.created,
        head: message.id,
        messages: [...view.messages, message],
      }
    }
    case 'turn.started': {
      const { turn, message, home, mode, model_asked, at, continues } = event
      const state: Running = { status: 'running', phase: 'accepted', reason: 'accepted', percent: null, position: null, since: at }
      const answer: Answer = {
        role: 'assistant',
        id: turn,
        parent: message,
        at,
        home,
        mode,
        model_asked,
        model: null,
        continues: continues ? { turn: continues.turn, parts: continues.parts.length } : null,
        parts: continues?.parts ?? [],
        thought: null,
        usage: null,
        trimmed: null,
        timings: null,
        tokens_per_second: null,
        state,
      }
      return { ...view, head: turn, running: turn, messages: [...view.messages, answer] }
    }
    case 'turn.anew':
      return answerOf(view, event.turn, ({ continues, parts }) =>
        continues ? { continues: { turn: continues.turn, parts: 0 }, parts: parts.slice(continues.parts), thought: null } : {},
      )
    case 'turn.phase': {
      const { phase, reason, percent, position, at } = event
      return answerOf(view, event.turn, ({ state }) => {
        // A new percentage or place in line is the same waiting, that goes on.
        const same = state.status === 'running' && state.phase === phase && state.reason === reason
        return { state: { status: 'running', phase, reason, percent, position, since: same ? state.since : at } }
      })
    }
    case 'text':
    case 'reasoning':
      return answerOf(view, event.turn, (answer) => ({ parts: append(answer.parts, event) }))
    case 'turn.thought':
      return answerOf(view, event.turn, () => ({ thought: event.ms }))
    case 'turn.model':
      return answerOf(view, event.turn, () => ({ model: event.model }))
    case 'turn.usage':
      return answerOf(view, event.turn, () => ({ usage: event.usage }))
    case 'turn.speed':
      return answerOf(view, event.turn, () => ({ tokens_per_second: event.tokens_per_second }))
    case 'context.trimmed':
      return answerOf(view, event.turn, () => ({ trimmed: { dropped: event.dropped, context: event.context } }))
    case 'turn.ended': {
      const { outcome, timings, tokens_per_second } = event
      const next = answerOf(view, event.turn, () => ({ state: outcome, timings, tokens_per_second }))
      return next.running === event.turn ? { ...next, running: null } : next
    }
    case 'conversation.renamed':
      return { ...view, title: event.title }
    case 'conversation.configured':
      return { ...view, settings: event.settings }
    case 'reset':
      return event.view
    default:
      return view
  }
}

/** The turn's answer is nearly always the last message, so it is looked for from the end. */
function answerOf(view: View, turn: string, change: (answer: Answer) => Partial<Answer>): View {
  const at = view.messages.findLastIndex((message) => message.id === turn)
  const answer = view.messages[at]
  if (answer?.role !== 'assistant') return view
  const messages: Message[] = view.messages.slice()
  messages[at] = { ...answer, ...change(answer) }
  return { ...view, messages }
}

function append(parts: readonly Part[], event: { type: Part['kind']; step: number; part: number; text: string }): Part[] {
  const last = parts.at(-1)
  if (last && last.kind === event.type && last.step === event.step && last.part === event.part)
    return [...parts.slice(0, -1), { ...last, text: last.text + event.text }]
  return [...parts, { kind: event.type, step: event.step, part: event.part, text: event.text }]
}
