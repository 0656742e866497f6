import { describe, expect, it } from 'vitest'
import { type Answer, type Part, type View, emptyView } from '../../../shared/conversation.ts'
import { foldedHolds, onceHolds, quietHolds, writtenHolds } from './holds.ts'

const INTERRUPTED = { status: 'interrupted', reason: 'process_ended' } as const
const RUNNING = { status: 'running', phase: 'generating', reason: 'writing', percent: null, position: null, since: 1 } as const

const text = (words: string, part = 0): Part => ({ kind: 'text', step: 0, part, text: words })
const answer = (id: string, parts: readonly Part[], state: Answer['state'] = INTERRUPTED): Answer => ({
  role: 'assistant',
  id,
  parent: 'm1',
  at: 1,
  home: 'home',
  mode: 'chat',
  model_asked: null,
  model: null,
  parts,
  thought: null,
  usage: null,
  trimmed: null,
  continues: null,
  timings: null,
  tokens_per_second: null,
  state,
})
const question = { role: 'user', id: 'm1', parent: null, at: 1, text: 'Say it' } as const
const view = (...messages: View['messages']): View => ({ ...emptyView('c1'), messages })
const sent = { id: 'm1', prompt: 'Say it', rate: 50, acknowledged: true }
const LOST = { lostMs: 1_000 }

describe('what must hold after a kill', () => {
  it('(a) the stored text begins with the folded one', () => {
    const folded = view(question, answer('t1', [text('One two')], RUNNING))
    expect(foldedHolds(folded, view(question, answer('t1', [text('One two three')])))).toEqual([])
    expect(foldedHolds(folded, view(question, answer('t1', [text('One')])))).toHaveLength(1)
    expect(foldedHolds(folded, view(question, answer('t1', [text('Two one two')])))).toHaveLength(1)
    expect(foldedHolds(folded, view(question))).toHaveLength(1)
  })

  it('(a) at its place: only the last part may go on', () => {
    const folded = view(question, answer('t1', [text('One'), text('two', 1)], RUNNING))
    expect(foldedHolds(folded, view(question, answer('t1', [text('One'), text('two three', 1)])))).toEqual([])
    expect(foldedHolds(folded, view(question, answer('t1', [text('One more'), text('two', 1)])))).toHaveLength(1)
    expect(foldedHolds(folded, view(question, answer('t1', [{ ...text('One'), kind: 'reasoning' }, text('two', 1)])))).toHaveLength(1)
  })

  it('(a) an answer that had ended is the same', () => {
    const folded = view(question, answer('t1', [text('One')]))
    expect(foldedHolds(folded, folded)).toEqual([])
    expect(foldedHolds(folded, view(question, answer('t1', [text('One two')])))).toHaveLength(1)
  })

  it('(b) it is how the model began, and (c) lacks only the last', () => {
    const wrote = { text: 'One two three', reasoning: '', finished: false }
    expect(writtenHolds(answer('t1', [text('One two')]), wrote, 50, LOST)).toEqual({ breaches: [], loss: { chars: 6, ms: 20 } })
    expect(writtenHolds(answer('t1', [text('One tow')]), wrote, 50, LOST).breaches).toHaveLength(1)
    expect(writtenHolds(answer('t1', [text('One')]), wrote, 1, LOST).breaches).toHaveLength(1)
    expect(writtenHolds(answer('t1', [text('One')]), null, 50, LOST).breaches).toHaveLength(1)
    expect(writtenHolds(answer('t1', []), null, 50, LOST).breaches).toEqual([])
  })

  it('(b) one that is done is all of it', () => {
    const done = answer('t1', [text('One two')], { status: 'done', finish_reason: 'stop' })
    expect(writtenHolds(done, { text: 'One two', reasoning: '', finished: true }, 50, LOST).breaches).toEqual([])
    expect(writtenHolds(done, { text: 'One two three', reasoning: '', finished: true }, 50, LOST).breaches).toHaveLength(1)
  })

  it('(d) nothing runs', () => {
    expect(quietHolds(view(question, answer('t1', [])))).toEqual([])
    expect(quietHolds(view(question, answer('t1', [], RUNNING)))).toHaveLength(1)
    expect(quietHolds({ ...view(question), running: 't1' })).toHaveLength(1)
  })

  it('(e) what was acknowledged is one message with one turn', () => {
    const one = view(question, answer('t1', []))
    expect(onceHolds(one, sent)).toEqual([])
    expect(onceHolds(null, sent)).toHaveLength(1)
    expect(onceHolds(null, { ...sent, acknowledged: false })).toEqual([])
    expect(onceHolds(view(question), sent)).toHaveLength(1)
    expect(onceHolds(view(question, question, answer('t1', [])), sent)).toHaveLength(1)
    expect(onceHolds(view(question, answer('t1', []), answer('t2', [])), sent)).toHaveLength(1)
    expect(onceHolds(view({ ...question, text: 'Else' }, answer('t1', [])), sent)).toHaveLength(1)
  })
})
