// Which answers can be gone on with, and which do. Pure.
import { type Answer, textOf } from './conversation.ts'
import { ANSWER_MAX } from './limits.ts'

/** Whether an answer has text that did not come to an end of its own, and room for more. */
export function isUnfinished(answer: Answer): boolean {
  const { state, parts } = answer
  const wasCut = state.status === 'interrupted' || state.status === 'stopped' || state.status === 'failed'
  if (!wasCut && !(state.status === 'done' && state.finish_reason === 'length')) return false
  return textOf(answer).trim() !== '' && parts.reduce((sum, { text }) => sum + text.length, 0) < ANSWER_MAX
}

/** Whether it begins with the text of another answer. */
export const goesOn = ({ continues }: Answer): boolean => continues !== null && continues.parts > 0
