// What must hold after a kill, held against what a client folded, what is stored and what the model wrote. Pure: it gives sentences, none where all is well.
import { type Answer, type Part, type View, reasoningOf, textOf } from '../../../shared/conversation.ts'
import { tokensOf } from '../../sim/cases-text.ts'

/** What the model server put on the wire for one question. */
export interface Wrote {
  readonly text: string
  readonly reasoning: string
  readonly finished: boolean
}

/** A message that was sent, and what its sender was told. */
export interface Sent {
  readonly id: string
  readonly prompt: string
  /** Tokens a second that the model was asked for. */
  readonly rate: number
  /** Headers came: it is promised. */
  readonly acknowledged: boolean
}

/** The most that may be lost of an answer, in milliseconds of writing. */
export interface Bound {
  readonly lostMs: number
}

export interface Loss {
  readonly chars: number
  readonly ms: number
}

const NOTHING: Loss = { chars: 0, ms: 0 }

/** Whether these parts are where the others begin: each at its place, the last may be shorter. */
function isBeginning(parts: readonly Part[], whole: readonly Part[]): boolean {
  return parts.every((part, at) => {
    const other = whole[at]
    if (other?.kind !== part.kind || other.step !== part.step || other.part !== part.part) return false
    return at === parts.length - 1 ? other.text.startsWith(part.text) : other.text === part.text
  })
}

/** (a): every answer that was folded is there, and begins with what was folded of it. */
export function foldedHolds(folded: View, stored: View): string[] {
  return folded.messages.flatMap((message) => {
    const found = stored.messages.find(({ id }) => id === message.id)
    if (!found) return stored.earlier ? [] : [`(a) ${message.id} was shown and is not there`]
    if (message.role === 'user') return found.role === 'user' && found.text === message.text ? [] : [`(a) the question ${message.id} has other words`]
    if (found.role !== 'assistant' || !isBeginning(message.parts, found.parts)) return [`(a) ${message.id}: what was shown is not how the stored text begins`]
    const over = message.state.status !== 'running'
    return over && JSON.stringify(message) !== JSON.stringify(found) ? [`(a) ${message.id} had ended, and is another now`] : []
  })
}

/** (b) and (c): the stored answer is how the model's begins, and lacks only what was written last. `wrote` null: the model was never asked. */
export function writtenHolds(answer: Answer, wrote: Wrote | null, rate: number, { lostMs }: Bound): { readonly breaches: string[]; readonly loss: Loss } {
  const text = textOf(answer)
  const reasoning = reasoningOf(answer)
  if (wrote === null) return { breaches: text + reasoning === '' ? [] : [`(b) ${answer.id} has text, and the model was never asked`], loss: NOTHING }
  const breaches: string[] = []
  if (!wrote.text.startsWith(text)) breaches.push(`(b) ${answer.id}: its text is not how the model's begins`)
  if (!wrote.reasoning.startsWith(reasoning)) breaches.push(`(b) ${answer.id}: its reasoning is not how the model's begins`)
  if (answer.state.status === 'done' && (wrote.text !== text || wrote.reasoning !== reasoning || !wrote.finished))
    breaches.push(`(b) ${answer.id} is done, and is not all that the model wrote`)
  const lost = wrote.reasoning.slice(reasoning.length) + wrote.text.slice(text.length)
  const ms = (tokensOf(lost).length / rate) * 1000
  if (ms > lostMs) breaches.push(`(c) ${answer.id} lacks the last ${Math.round(ms)} ms of what the model wrote: ${lost.length} characters`)
  return { breaches, loss: { chars: lost.length, ms } }
}

/** (d): nothing of the chat runs. */
export const quietHolds = ({ id, running, messages }: View): string[] =>
  running === null && messages.every((message) => message.role === 'user' || message.state.status !== 'running') ? [] : [`(d) a turn of ${id} still runs`]

/** (e): what was acknowledged is one message with one turn; what was not is that, or nothing. */
export function onceHolds(view: View | null, { id, acknowledged, prompt }: Sent): string[] {
  const questions = view?.messages.filter((message) => message.id === id) ?? []
  const answers = view?.messages.filter((message) => message.role === 'assistant' && message.parent === id) ?? []
  if (questions.length === 0 && answers.length === 0) return acknowledged ? [`(e) ${id} was acknowledged and is not there`] : []
  const [question] = questions
  const breaches = question?.role === 'user' && question.text === prompt ? [] : [`(e) ${id} is not the message that was sent`]
  if (questions.length > 1) breaches.push(`(e) ${id} is there ${questions.length} times`)
  // One that failed without a word may have been asked once more.
  const live = answers.filter((answer) => answer.role === 'assistant' && !(answer.state.status === 'failed' && answer.parts.length === 0))
  if (live.length > 1 || answers.length === 0) breaches.push(`(e) ${id} has ${answers.length} turns, ${live.length} of them with words or without end`)
  return breaches
}
