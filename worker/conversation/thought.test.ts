// How long an answer was thought about: measured where it is read, told once it is over, and stored.
import { describe, expect, it } from 'vitest'
import { reasoningOf, textOf } from '../../shared/conversation.ts'
import { accepted, answerIn, ask, viewOf } from '../test/asking.ts'
import { createWorld, follow, framesOf, type World } from '../test/world.ts'

type Piece = readonly ['reasoning' | 'text', string] | number

const LAMP = 'The lamp in the porch is lit, and someone is at home.'

/** A model that says these; a number is a pause, in milliseconds. */
const saying = (world: World, ...pieces: readonly Piece[]): World['script'] =>
  async function* (_request, signal) {
    for (const piece of pieces) {
      if (typeof piece === 'number') await world.clock.sleep(piece, signal)
      else yield { type: piece[0], text: piece[1] }
      if (signal.aborted) return
    }
    yield { type: 'finish', reason: 'length' }
  }

async function answered(...pieces: readonly Piece[]): Promise<{ world: World; turn: string }> {
  const world = createWorld()
  world.script = saying(world, ...pieces)
  const { turn } = accepted(await world.conversation().accept(ask('m1')))
  return { world, turn }
}

async function continued(world: World, turn: string, ...pieces: readonly Piece[]): Promise<string> {
  world.script = saying(world, ...pieces)
  const next = accepted(await world.conversation().accept({ kind: 'continue', id: 'x1', turn, request_id: 'r' })).turn
  await world.pass(60_000)
  return next
}

describe('how long an answer was thought about', () => {
  it('is known as soon as the text begins, and when it is over', async () => {
    const { world, turn } = await answered(2_000, ['reasoning', 'Hm, '], 9_000, ['reasoning', 'so.'], 3_000, ['text', 'Four'], 5_000, ['text', '.'])
    await world.pass(13_000)
    expect(answerIn(world, turn)).toMatchObject({ thought: null, state: { status: 'running' } })
    await world.pass(2_000)
    expect(answerIn(world, turn)).toMatchObject({ thought: 12_000, state: { status: 'running' } })
    await world.pass(20_000)
    expect(answerIn(world, turn)).toMatchObject({ thought: 12_000, state: { status: 'done' } })
    world.restart()
    expect(answerIn(world, turn).thought).toBe(12_000)
  })

  it('is told before the text that follows, in the log that everybody reads', async () => {
    const { world, turn } = await answered(['reasoning', 'Hm.'], 4_000, ['text', 'Four.'])
    await world.pass(10_000)
    const opened = world.conversation().events({ kind: 'turn', turn }, { kind: 'turn', turn })
    if (opened.kind !== 'stream') throw new Error('refused')
    const reader = follow(opened.body)
    await world.pass(10)
    const told = framesOf(reader.text).flatMap(({ event }) =>
      event.type === 'reasoning' || event.type === 'text' || event.type === 'turn.thought' ? [event] : [],
    )
    expect(told).toMatchObject([{ type: 'reasoning' }, { type: 'turn.thought', turn, ms: 4_000 }, { type: 'text' }])
  })

  it('is all of its stretches together, without what is between them', async () => {
    const { world, turn } = await answered(['reasoning', 'a'], 2_000, ['text', 'b'], 30_000, ['reasoning', 'c'], 3_000, ['text', 'd'])
    await world.pass(60_000)
    expect(answerIn(world, turn).thought).toBe(5_000)
  })

  it('is not known of one that was not thought about', async () => {
    const { world, turn } = await answered(['text', 'Four.'], 2_000, ['text', ' Five.'])
    await world.pass(10_000)
    expect(answerIn(world, turn).thought).toBeNull()
  })

  it('is known where it was stopped while it thought', async () => {
    const { world, turn } = await answered(['reasoning', 'Hm.'], 60_000)
    await world.pass(7_000)
    world.conversation().stop(turn)
    await world.pass(100)
    expect(answerIn(world, turn)).toMatchObject({ thought: 7_000, state: { status: 'stopped' } })
  })

  it('outlives the process that read it, as far as it was told', async () => {
    const { world, turn } = await answered(['reasoning', 'Hm.'], 4_000, ['text', 'Fo'], 60_000, ['text', 'ur'])
    await world.pass(6_000)
    world.restart()
    await world.pass(15_000)
    expect(answerIn(world, turn)).toMatchObject({ thought: 4_000, state: { status: 'interrupted', reason: 'process_ended' } })
  })

  it('is that of both where one goes on, and its own where it begins anew', async () => {
    for (const [said, ms] of [
      [' It is late.', 6_000],
      [`${LAMP.slice(0, 30)} out.`, 2_000],
    ] as const) {
      const { world, turn } = await answered(['reasoning', 'First.'], 4_000, ['text', LAMP])
      await world.pass(10_000)
      const next = await continued(world, turn, ['reasoning', 'Then.'], 2_000, ['text', said], 1_000)
      expect(textOf(answerIn(world, next)).endsWith(said)).toBe(true)
      expect(reasoningOf(answerIn(world, next)).endsWith('Then.')).toBe(true)
      expect([answerIn(world, turn).thought, answerIn(world, next).thought]).toEqual([4_000, ms])
    }
  })

  it('is told too where all that was said after it was there already', async () => {
    const { world, turn } = await answered(['reasoning', 'First.'], 4_000, ['text', LAMP])
    await world.pass(10_000)
    const next = await continued(world, turn, ['reasoning', 'Then.'], 2_000, ['text', LAMP])
    expect(answerIn(world, next)).toMatchObject({ thought: 6_000, state: { status: 'done' } })
    expect(textOf(answerIn(world, next))).toBe(LAMP)
  })

  it('goes along where the one that goes on does not think', async () => {
    const { world, turn } = await answered(['reasoning', 'First.'], 4_000, ['text', LAMP])
    await world.pass(10_000)
    expect(answerIn(world, await continued(world, turn, ['text', ' It is late.'])).thought).toBe(4_000)
  })

  it('is not known of what earlier versions stored, which is read and goes on all the same', async () => {
    const { world, turn } = await answered(['reasoning', 'First.'], 4_000, ['text', LAMP])
    await world.pass(10_000)
    const sql = world.sql('conversation:c1')
    sql.all("update message set body = json_remove(body, '$.thought')")
    sql.all("delete from event where json_extract(data, '$.type') = 'turn.thought'")
    world.restart()
    expect(answerIn(world, turn).thought).toBeNull()
    expect(answerIn(world, await continued(world, turn, ['text', ' It is late.'])).thought).toBeNull()
    expect(viewOf(world).messages).toHaveLength(3)
  })
})
