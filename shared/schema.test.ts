// The schemas held against the examples and against the lists that the types are made from.
import { describe, expect, it } from 'vitest'
import { MODES, PHASE_REASONS, PHASES } from './conversation.ts'
import { EXAMPLES } from './event.examples.ts'
import { EventSchema } from './schema.ts'

const phase = (over: Record<string, unknown>): unknown => ({
  type: 'turn.phase',
  turn: 't1',
  phase: 'reading',
  reason: 'prompt',
  percent: null,
  position: null,
  at: 1,
  ...over,
})

describe('EventSchema', () => {
  it.each(EXAMPLES.map((event, n) => [`${n} ${event.type}`, event] as const))('takes the example %s as it is', (_name, event) => {
    expect(EventSchema.parse(event)).toEqual(event)
  })

  it('takes every phase, reason and mode', () => {
    for (const each of PHASES) expect(EventSchema.safeParse(phase({ phase: each })).success).toBe(true)
    for (const each of PHASE_REASONS) expect(EventSchema.safeParse(phase({ reason: each })).success).toBe(true)
    for (const mode of MODES) {
      expect(EventSchema.safeParse({ type: 'turn.started', turn: 't1', message: 'q1', home: 'home', mode, model_asked: null, at: 1 }).success).toBe(true)
    }
  })

  it.each<[string, unknown]>([
    ['an event that is not known', { type: 'execute', code: '1' }],
    ['a field that is not known', phase({ code: '1' })],
    ['a field that is missing', { type: 'text', turn: 't1', step: 0, part: 0 }],
    ['a phase that is none', phase({ phase: 'thinking' })],
    ['settings of which something is missing', { type: 'conversation.configured', settings: { model: null, system: '' } }],
  ])('refuses %s', (_name, event) => {
    expect(EventSchema.safeParse(event).success).toBe(false)
  })
})
