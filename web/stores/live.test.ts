import { describe, expect, it } from 'vitest'
import { emptyView } from '../../shared/conversation.ts'
import { EXAMPLES } from '../../shared/event.examples.ts'
import type { ConversationEvent } from '../../shared/events.ts'
import { fold } from '../../shared/fold.ts'
import { finishedAnswer, isLiveOnly, liveAnswer, newestOf } from './live.ts'

const upTo = (count: number) => EXAMPLES.slice(0, count).reduce(fold, emptyView('c1'))
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
    expect(liveAnswer(upTo(12))?.id).toBe('t1')
    expect(liveAnswer(upTo(13))).toBeNull()
  })
})

it('an event changes only that answer, or the thread', () => {
  const live = EXAMPLES.filter((event, index) => isLiveOnly(event, upTo(index + 1))).map(({ type }) => type)
  expect(new Set(live)).toEqual(new Set(['turn.phase', 'context.trimmed', 'turn.model', 'reasoning', 'text', 'turn.usage']))
  expect(isLiveOnly(phase(1, 1), upTo(15))).toBe(false)
})

it('an answer has finished when its turn does not run any more', () => {
  expect(finishedAnswer(upTo(12), upTo(13))?.id).toBe('t1')
  expect(finishedAnswer(upTo(11), upTo(12))).toBeNull()
  expect(finishedAnswer(upTo(12), { ...upTo(13), id: 'c2' })).toBeNull()
})

it('the newest thing of a view is its last end', () => {
  const started = EXAMPLES[1]
  expect(newestOf(upTo(13))).toBe((started?.type === 'turn.started' ? started.at : 0) + 1_700)
  expect(newestOf(emptyView('c1'))).toBe(0)
})
