import { describe, expect, it } from 'vitest'
import { emptyView } from '../../shared/conversation.ts'
import { EXAMPLES } from '../../shared/event.examples.ts'
import type { ConversationEvent } from '../../shared/events.ts'
import { fold } from '../../shared/fold.ts'
import { finishedAnswer, isLiveOnly, liveAnswer, newestOf } from './live.ts'

const upTo = (count: number) => EXAMPLES.slice(0, count).reduce(fold, emptyView('c1'))
/** Events up to the end of the first turn, that one included. */
const ENDED = EXAMPLES.findIndex(({ type }) => type === 'turn.ended') + 1
const phase = (at: number, percent: number, reason: 'prompt' | 'home_silent' = 'prompt'): ConversationEvent => ({
  type: 'turn.phase',
  turn: 't1',
  phase: 'reading',
  reason,
  percent,
  position: null,
  at,
})

describe('the answer that is being written', () => {
  it('is there from the start of its turn to its end', () => {
    expect(liveAnswer(upTo(1))).toBeNull()
    expect(liveAnswer(upTo(2))?.id).toBe('t1')
    expect(liveAnswer(upTo(ENDED - 1))?.id).toBe('t1')
    expect(liveAnswer(upTo(ENDED))).toBeNull()
  })
})

it('an event changes only that answer, or the thread', () => {
  const live = EXAMPLES.filter((event, index) => isLiveOnly(event, upTo(index + 1))).map(({ type }) => type)
  expect(new Set(live)).toEqual(new Set(['turn.phase', 'turn.thought', 'context.trimmed', 'turn.model', 'reasoning', 'text', 'turn.usage', 'turn.speed']))
  expect(isLiveOnly(phase(1, 1), upTo(ENDED + 2))).toBe(false)
})

it('an answer has finished when its turn does not run any more', () => {
  expect(finishedAnswer(upTo(ENDED - 1), upTo(ENDED))?.id).toBe('t1')
  expect(finishedAnswer(upTo(ENDED - 2), upTo(ENDED - 1))).toBeNull()
  expect(finishedAnswer(upTo(ENDED - 1), { ...upTo(ENDED), id: 'c2' })).toBeNull()
})

it('the newest thing of a view is its last end', () => {
  const started = EXAMPLES[1]
  expect(newestOf(upTo(ENDED))).toBe((started?.type === 'turn.started' ? started.at : 0) + 1_700)
  expect(newestOf(emptyView('c1'))).toBe(0)
})
