import { describe, expect, it } from 'vitest'
import { emptyView, textOf } from '../../shared/conversation.ts'
import { fold } from '../../shared/fold.ts'
import { accepted, answerIn, ask, gated, viewOf } from '../test/asking.ts'
import { settle } from '../test/fakes.ts'
import { createWorld, follow, framesOf } from '../test/world.ts'

describe('L3: resume', () => {
  it('at every id of a turn gives the same bytes as the first reader had', async () => {
    const world = createWorld()
    const model = gated()
    const pieces = Array.from({ length: 60 }, (_, n) => `piece ${n} \u{1F642} `)
    world.script = model.script(pieces)
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    const opened = world.conversation().events({ kind: 'turn', turn }, { kind: 'turn', turn })
    if (opened.kind !== 'stream') throw new Error('refused')
    const reader = follow(opened.body)
    for (let n = 0; n <= pieces.length; n += 1) {
      await model.go()
      await world.clock.advance(60)
    }
    await world.pass(100)
    expect(reader.ended).toBe(true)
    const frames = framesOf(reader.text)
    expect(frames.length).toBeGreaterThan(60)
    const whole = frames.reduce((at, frame) => fold(at, frame.event), emptyView('c1'))
    for (const [index, { id }] of frames.entries()) {
      const again = world.conversation().events({ kind: 'after', id }, { kind: 'turn', turn })
      if (again.kind !== 'stream') throw new Error('refused')
      const tail = follow(again.body)
      await settle()
      expect(tail.ended).toBe(true)
      expect(framesOf(tail.text).map((frame) => frame.id)).toEqual(frames.slice(index + 1).map((frame) => frame.id))
      const upTo = frames.slice(0, index + 1).reduce((at, frame) => fold(at, frame.event), emptyView('c1'))
      expect(framesOf(tail.text).reduce((at, frame) => fold(at, frame.event), upTo)).toEqual(whole)
    }
    expect(viewOf(world)).toEqual({ ...whole, id: 'c1' })
  })

  it('answers reset with a view when the log no longer reaches back, the epoch differs, or N is beyond the head', async () => {
    const world = createWorld()
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await world.pass(1_000)
    const read = world.conversation().read(null)
    if (read.kind !== 'view') throw new Error('absent')
    const [epoch] = read.cursor.split('.')
    await world.pass(11 * 60_000)
    for (const id of [`${epoch}.1`, 'other.1', `${epoch}.999999`, 'nonsense', '']) {
      const opened = world.conversation().events({ kind: 'after', id }, { kind: 'turn', turn })
      if (opened.kind !== 'stream') throw new Error('refused')
      const reader = follow(opened.body)
      await settle()
      const [first] = framesOf(reader.text)
      expect(first?.event).toMatchObject({ type: 'reset', view: { head: turn } })
      expect(reader.ended).toBe(true)
    }
  })
})

describe('L4 and L8: readers', () => {
  it('an idle reader gets a ping at least every 10 s, and leaves 30 s after the last turn ended', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script(['a'])
    accepted(await world.conversation().accept(ask('m1')))
    const opened = world.conversation().events({ kind: 'view' }, { kind: 'quiet' })
    if (opened.kind !== 'stream') throw new Error('refused')
    const reader = follow(opened.body)
    await world.pass(25_000)
    expect(reader.text.match(/: ping/g)?.length).toBeGreaterThanOrEqual(2)
    await model.go()
    await model.go()
    await world.pass(28_000)
    expect(reader.ended).toBe(false)
    await world.pass(4_000)
    expect(reader.ended).toBe(true)
  })

  it('one that takes nothing for 5 s is dropped, the others lose nothing', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script(['x'.repeat(100_000), 'y'.repeat(100_000)])
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    const lazy = world.conversation().events({ kind: 'turn', turn }, { kind: 'turn', turn })
    const keen = world.conversation().events({ kind: 'turn', turn }, { kind: 'turn', turn })
    if (lazy.kind !== 'stream' || keen.kind !== 'stream') throw new Error('refused')
    const reader = follow(keen.body)
    await model.go()
    await world.pass(3_000)
    expect(world.conversation().busy()).toBe(true)
    await world.pass(5_000)
    await model.go()
    await model.go()
    await world.pass(1_000)
    expect(reader.ended).toBe(true)
    const late = follow(lazy.body)
    await settle()
    expect(late.ended).toBe(true)
    expect(framesOf(late.text).at(-1)?.event.type).not.toBe('turn.ended')
  })

  it('one that leaves slows and stops nobody', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script(['a', 'b'])
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    const opened = world.conversation().events({ kind: 'turn', turn }, { kind: 'turn', turn })
    if (opened.kind !== 'stream') throw new Error('refused')
    const reader = follow(opened.body)
    await model.go()
    await reader.stop()
    await model.go()
    await model.go()
    await world.pass(100)
    expect(model.aborted).toBe(false)
    expect(textOf(answerIn(world, turn))).toBe('ab')
  })
})

describe('L7: orphans', () => {
  it('a killed process leaves interrupted, with its text, by alarm alone', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script(['kept ', 'lost'])
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await model.go()
    world.restart()
    await world.pass(15_000)
    expect(world.sql('conversation:c1').all('select ended from turn')[0]?.['ended']).not.toBeNull()
    expect(answerIn(world, turn).state).toEqual({ status: 'interrupted', reason: 'process_ended' })
    expect(textOf(answerIn(world, turn))).toBe('kept ')
    expect(world.account().list(null).conversations[0]?.state).toBe('interrupted')
  })

  it('gives its place at home to who is next, and does not hold it until it expires', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script(['a'])
    world.places = 1
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await model.go()
    expect(world.holders).toEqual([turn])
    world.restart()
    expect(answerIn(world, turn).state.status).toBe('interrupted')
    await settle()
    expect(world.holders).toEqual([])
  })

  it('has a new epoch, so that readers begin again with a view', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script(['a'])
    await world.conversation().accept(ask('m1'))
    const before = world.conversation().read(null)
    await model.go()
    world.restart()
    const after = world.conversation().read(null)
    if (before.kind !== 'view' || after.kind !== 'view') throw new Error('absent')
    expect(after.cursor.split('.')[0]).not.toBe(before.cursor.split('.')[0])
  })

  it('a process that ends in order ends its turns as interrupted', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script(['a', 'b'])
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await model.go()
    await world.conversation().end()
    expect(answerIn(world, turn).state).toEqual({ status: 'interrupted', reason: 'process_ended' })
  })
})

describe('reads never create, and L9: deleting', () => {
  it('an unknown conversation is absent and leaves no table', () => {
    const world = createWorld()
    expect(world.conversation().read(null)).toEqual({ kind: 'absent' })
    expect(world.conversation().change({ title: 'x', settings: null })).toEqual({ kind: 'absent' })
    expect(world.conversation().stop(null)).toEqual({ kind: 'absent' })
    expect(world.conversation().events({ kind: 'view' }, { kind: 'quiet' })).toEqual({ kind: 'refused', code: 'not_found' })
    expect(world.sql('conversation:c1').all('select name from sqlite_master')).toEqual([])
  })

  it('stops the running turn, removes everything, and the name is gone', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script(['a', 'b'])
    await world.conversation().accept(ask('m1'))
    await model.go()
    expect(await world.account().remove('c1')).toEqual({ kind: 'removed' })
    await settle()
    expect(model.aborted).toBe(true)
    expect(world.conversation().read(null)).toEqual({ kind: 'absent' })
    expect(world.account().list(null).conversations).toEqual([])
    expect(await world.conversation().accept(ask('m2'))).toMatchObject({ kind: 'refused', code: 'gone' })
    expect(await world.account().remove('c1')).toEqual({ kind: 'removed' })
    expect(await world.account().remove('never')).toEqual({ kind: 'absent' })
    expect(world.log.lines.filter(({ level }) => level === 'error')).toEqual([])
  })
})
