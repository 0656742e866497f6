import { describe, expect, it } from 'vitest'
import { EXAMPLES } from '../../shared/event.examples.ts'
import { readEvent } from './event-frame.ts'

describe('the data of a frame', () => {
  it.each(EXAMPLES.map((event) => [event.type, event] as const))('is an event: %s', (_type, event) => {
    expect(readEvent(JSON.stringify(event))).toEqual(event)
  })

  it.each(EXAMPLES.map((event) => [event.type, event] as const))('is none where a field is missing or of another kind: %s', (_type, event) => {
    const fields: Record<string, unknown> = { ...event }
    const needed = Object.keys(fields).filter((name) => !['continues', 'percent', 'position', 'model_asked', 'tokens_per_second'].includes(name))
    for (const name of needed) {
      expect(readEvent(JSON.stringify({ ...fields, [name]: undefined }))).toBeNull()
      expect(readEvent(JSON.stringify({ ...fields, [name]: false }))).toBeNull()
    }
  })

  it('goes on from something whole, or from nothing', () => {
    const started = { type: 'turn.started', turn: 't2', message: 'q1', home: 'home', mode: 'chat', model_asked: null, at: 1 }
    expect(readEvent(JSON.stringify(started))).toEqual(started)
    for (const continues of [false, null, {}, { turn: 't1', parts: 1 }, { parts: [] }]) expect(readEvent(JSON.stringify({ ...started, continues }))).toBeNull()
  })

  it('may have fields that this page does not know', () => {
    expect(readEvent('{"type":"conversation.renamed","title":"x","more":1}')).toMatchObject({ title: 'x' })
  })

  it.each(['', '{', 'null', '[]', '1', '"text"', '{"type":"text"}', '{"type":"toString"}', '{"type":"plan.proposed","turn":"t"}'])('is none: %s', (data) => {
    expect(readEvent(data)).toBeNull()
  })
})
