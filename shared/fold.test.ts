import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { branch, emptyView, type Message, reasoningOf, textOf, titleOf } from './conversation.ts'
import { EXAMPLES } from './event.examples.ts'
import { type ConversationEvent, formatCursor, parseCursor } from './events.ts'
import { fold } from './fold.ts'
import { EventSchema } from './schema.ts'

const foldAll = (events: readonly ConversationEvent[], from = emptyView('c1')) => events.reduce(fold, from)
const log = EXAMPLES.filter(({ type }) => type !== 'reset')

describe('fold', () => {
  it('makes the examples into the chat that they tell of', () => {
    const view = foldAll(log)
    expect(view).toMatchObject({
      title: 'Sums',
      head: 't3',
      running: null,
      created: 1_795_000_000_000,
      settings: { model: 'google/gemma-4-e4b', system: 'Answer in one sentence.', temperature: 0.2 },
    })
    expect(view.messages.map(({ id }) => id)).toEqual(['q1', 't1', 'q2', 't2', 't3'])
    const answer = view.messages[1]
    if (answer?.role !== 'assistant') throw new Error('no answer')
    expect(textOf(answer)).toBe('2+2 is 4 \u{1F44D}.')
    expect(reasoningOf(answer)).toBe('A small sum.')
    expect(answer).toMatchObject({
      model: 'google/gemma-4-e4b',
      thought: 240,
      trimmed: { dropped: 4, context: 4096 },
      tokens_per_second: 31.2,
      state: { status: 'done', finish_reason: 'stop' },
    })
    expect(view.messages[3]).toMatchObject({ state: { status: 'failed', problem: { error: 'home_off' } } })
    expect(view.messages[4]).toMatchObject({ continues: { turn: 't1', parts: 0 }, parts: [{ text: 'Four.' }] })
  })

  it('L3: of a view and a tail is fold of all, at every N', () => {
    for (let n = 0; n <= log.length; n += 1) expect(foldAll(log.slice(n), foldAll(log.slice(0, n)))).toEqual(foldAll(log))
  })

  it('L3: holds for any turn, wherever it is cut', () => {
    const delta = fc.record({
      type: fc.constantFrom('text' as const, 'reasoning' as const),
      turn: fc.constant('t1'),
      step: fc.constant(0),
      part: fc.integer({ min: 0, max: 3 }),
      text: fc.string({ unit: 'grapheme' }),
    })
    fc.assert(
      fc.property(fc.array(delta, { maxLength: 60 }), fc.nat(), (deltas, cut) => {
        const events: ConversationEvent[] = [...EXAMPLES.slice(0, 2), ...deltas, ...EXAMPLES.filter(({ type }) => type === 'turn.usage')]
        const n = cut % (events.length + 1)
        expect(foldAll(events.slice(n), foldAll(events.slice(0, n)))).toEqual(foldAll(events))
        const answer = foldAll(events).messages[1]
        if (answer?.role !== 'assistant') throw new Error('no answer')
        expect(textOf(answer)).toBe(
          deltas
            .filter(({ type }) => type === 'text')
            .map(({ text }) => text)
            .join(''),
        )
      }),
    )
  })

  it('an answer that goes on has the parts of the other one first, until it begins anew', () => {
    const at = log.findIndex(({ type }) => type === 'turn.anew')
    const reasoning: ConversationEvent = { type: 'reasoning', turn: 't3', step: 0, part: 2, text: 'Shorter.' }
    const before = foldAll([...log.slice(0, at), reasoning])
    expect(before.messages[4]).toMatchObject({
      continues: { turn: 't1', parts: 1 },
      parts: [{ text: '2+2 is 4 \u{1F44D}.' }, { kind: 'reasoning', text: 'Shorter.' }],
    })
    const anew = fold(before, { type: 'turn.anew', turn: 't3' })
    expect(anew.messages[4]).toMatchObject({ continues: { turn: 't1', parts: 0 }, parts: [{ kind: 'reasoning', text: 'Shorter.' }] })
    expect(fold(anew, { type: 'turn.anew', turn: 't3' })).toEqual(anew)
    // One that began by itself has nothing to lose.
    expect(fold(before, { type: 'turn.anew', turn: 't1' })).toEqual(before)
  })

  it('the time of its reasoning is the one that was told last, and that of the other one goes with its parts', () => {
    const thought = (ms: number): ConversationEvent => ({ type: 'turn.thought', turn: 't3', ms })
    const at = log.findIndex(({ type }) => type === 'turn.anew')
    const before = foldAll([...log.slice(0, at), thought(1_000), thought(3_000)])
    expect(before.messages[4]).toMatchObject({ thought: 3_000 })
    const anew = fold(before, { type: 'turn.anew', turn: 't3' })
    expect(anew.messages[4]).toMatchObject({ thought: null })
    expect(fold(anew, thought(2_000)).messages[4]).toMatchObject({ thought: 2_000 })
  })

  it('a new percentage or place in line does not begin the waiting anew', () => {
    const phase = (at: number, percent: number): ConversationEvent => ({
      type: 'turn.phase',
      turn: 't1',
      phase: 'reading',
      reason: 'prompt',
      percent,
      position: null,
      at,
    })
    const view = foldAll([...EXAMPLES.slice(0, 2), phase(100, 10), phase(200, 20)])
    expect(view.messages[1]).toMatchObject({ state: { percent: 20, since: 100 } })
    expect(
      fold(view, { type: 'turn.phase', turn: 't1', phase: 'generating', reason: 'writing', percent: null, position: null, at: 300 }).messages[1],
    ).toMatchObject({ state: { since: 300 } })
  })

  it('changes nothing for an event that it does not know, or of a turn that it does not have', () => {
    const view = foldAll(log)
    const later = { type: 'turn.sang', turn: 't1', song: 'a' } as unknown as ConversationEvent
    expect(fold(view, later)).toBe(view)
    expect(fold(view, { type: 'text', turn: 'nowhere', step: 0, part: 0, text: 'x' })).toBe(view)
  })

  it('settings that come before the first message stay, and are no message', () => {
    const settings = { model: null, system: 'Be brief.', temperature: null }
    const view = foldAll([{ type: 'conversation.configured', settings }, ...EXAMPLES.slice(0, 2)])
    expect(view).toMatchObject({ settings, title: 'What is 2+2?', head: 't1' })
    expect(view.messages).toHaveLength(2)
  })

  it('never changes the view it was given', () => {
    const view = Object.freeze(foldAll(log.slice(0, 3)))
    Object.freeze(view.messages)
    for (const message of view.messages) Object.freeze(message)
    expect(() => foldAll(log.slice(3), view)).not.toThrow()
  })
})

describe('the examples', () => {
  it.each(EXAMPLES.map((event, at) => [`${at} ${event.type}`, event] as const))('%s fits its schema and survives the wire', (_, event) => {
    expect(EventSchema.safeParse(event).error).toBeUndefined()
    expect(JSON.parse(JSON.stringify(event))).toEqual(event)
  })

  it('has one of each type', () => {
    const types = new Set(EXAMPLES.map(({ type }) => type))
    expect(types.size).toBe(EventSchema._zod.def.options.length)
  })
})

describe('a cursor', () => {
  it.each([
    ['abc.0', { epoch: 'abc', seq: 0 }],
    ['a-B_9.42', { epoch: 'a-B_9', seq: 42 }],
    ['abc.01', null],
    ['abc.-1', null],
    ['abc', null],
    ['.1', null],
    ['abc.1.2', null],
    ['abc.99999999999999999999', null],
    ['', null],
  ])('%s', (id, cursor) => {
    expect(parseCursor(id)).toEqual(cursor)
    if (cursor) expect(formatCursor(cursor)).toBe(id)
  })
})

describe('a title', () => {
  it.each([
    ['What is 2+2?', 'What is 2+2?'],
    ['  first line \n second', 'first line'],
    ['tabs\tand   spaces', 'tabs and spaces'],
    [`${'word '.repeat(30)}`, `${'word '.repeat(12).trim()}…`],
    ['x'.repeat(100), `${'x'.repeat(60)}…`],
    ['\u{1F642}'.repeat(40), `${'\u{1F642}'.repeat(30)}…`],
    [`${'x'.repeat(59)}\u{1F642}\u{1F642}`, `${'x'.repeat(59)}…`],
  ])('of %j', (text, title) => {
    expect(titleOf(text)).toBe(title)
  })
})

describe('the active branch', () => {
  const question = (id: string, parent: string | null): Message => ({ role: 'user', id, parent, at: 1, text: id })
  it('is the path from the root to the head, as far as it is there', () => {
    const messages = [question('a', null), question('b', 'a'), question('c', 'a'), question('d', 'c')]
    expect(branch(messages, 'd').map(({ id }) => id)).toEqual(['a', 'c', 'd'])
    expect(branch(messages.slice(2), 'd').map(({ id }) => id)).toEqual(['c', 'd'])
    expect(branch(messages, null)).toEqual([])
    expect(branch(messages, 'nowhere')).toEqual([])
  })
})
