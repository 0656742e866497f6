// What the page shows of a view that changes many times a second. Pure.
import type { Answer, Summary, View } from '../../shared/conversation.ts'
import type { ConversationEvent } from '../../shared/events.ts'

/** The answer that is being written. */
export function liveAnswer(view: View): Answer | null {
  if (view.running === null) return null
  const answer = view.messages.findLast((message) => message.id === view.running)
  return answer?.role === 'assistant' ? answer : null
}

/** Whether an event changes nothing but the answer that is being written. */
export function isLiveOnly(event: ConversationEvent, view: View): boolean {
  switch (event.type) {
    case 'text':
    case 'reasoning':
    case 'turn.phase':
    case 'turn.thought':
    case 'turn.model':
    case 'turn.usage':
    case 'turn.speed':
    case 'context.trimmed':
      return event.turn === view.running
    default:
      return false
  }
}

/** The turn that ran before and does not any more. */
export function finishedAnswer(before: View, next: View): Answer | null {
  if (before.id !== next.id || before.running === null || before.running === next.running) return null
  const answer = next.messages.findLast((message) => message.id === before.running)
  return answer?.role === 'assistant' ? answer : null
}

/** Server milliseconds of the newest thing in a view. */
export function newestOf(view: View): number {
  let newest = view.created
  for (const message of view.messages) {
    newest = Math.max(newest, message.at)
    if (message.role === 'assistant') newest = Math.max(newest, message.at + (message.timings?.total ?? 0))
  }
  return newest
}

/** Whether the list tells of something that this view does not have. `told`: the newest change that was told of. null: it is not in the list. */
export const tellsMore = (summary: Summary | null, view: View, told: number): boolean =>
  summary === null || summary.updated > Math.max(told, newestOf(view)) || summary.title !== view.title || (summary.state === 'running' && view.running === null)
