// A process that dies at its n-th statement, for every n of accepting, flushing, ending, going on and deleting.
import { describe, expect, it } from 'vitest'
import { emptyView, PLAIN_SETTINGS, textOf } from '../../shared/conversation.ts'
import { fold } from '../../shared/fold.ts'
import type { TurnCommand } from '../ports.ts'
import { createWorld, follow, framesOf, PowerCut, type World } from '../test/world.ts'

const PIECES = ['The lamp ', 'is lit ', '\u{1F642} and ', 'someone ', 'is home.']
/** What comes when that goes on: first a piece of its end once more, which is not part of the whole. */
const MORE = ['someone is ', 'home.', ' And then ', 'another.']
const [BEGUN, WHOLE] = [PIECES.join(''), `${PIECES.join('')} And then another.`]

/** The second message changes how the chat is asked, in the same step. */
const SETTINGS = { model: null, system: 'Be brief.', temperature: 0.5 }
const ask = (id: string): TurnCommand => ({
  kind: 'message',
  id,
  text: `question ${id}`,
  mode: 'chat',
  model: null,
  parent: { kind: 'head' },
  settings: id === 'm2' ? SETTINGS : null,
  defaults: null,
  request_id: 'r',
})

const GO_ON = (turn: string): TurnCommand => ({ kind: 'continue', id: 'x1', turn, request_id: 'r' })

/** A model that takes its time, so that each piece is a flush of its own. It never comes to an end by itself before it is asked to go on. */
const slow = (world: World): World['script'] =>
  async function* ({ goesOn }, signal) {
    yield { type: 'opened' }
    for (const text of goesOn ? MORE : PIECES) {
      await world.clock.sleep(100, signal)
      if (signal.aborted) return
      yield { type: 'text', text }
    }
    yield { type: 'finish', reason: goesOn ? 'stop' : 'length' }
  }

interface Run {
  readonly turns: string[]
  /** The turns of each message. */
  readonly acknowledged: Map<string, string[]>
  deleted: 'no' | 'asked' | 'acknowledged'
  readonly shown: Map<string, { text: string }>
}

/** Two turns, of which the second goes on, then the deletion, as far as the process lives. */
async function live(world: World, cutAfter: number | null): Promise<Run> {
  const run: Run = { turns: [], acknowledged: new Map(), deleted: 'no', shown: new Map() }
  world.cutAfter = cutAfter
  try {
    const last = (): string => run.acknowledged.get('m2')?.[0] ?? ''
    for (const command of [() => ask('m1'), () => ask('m2'), () => GO_ON(last())]) {
      const answer = await world.conversation().accept(command())
      if (answer.kind !== 'accepted') throw new PowerCut('not reached')
      run.acknowledged.set(answer.message, [...(run.acknowledged.get(answer.message) ?? []), answer.turn])
      const opened = world.conversation().events({ kind: 'turn', turn: answer.turn }, { kind: 'turn', turn: answer.turn })
      if (opened.kind === 'stream') run.shown.set(answer.turn, follow(opened.body))
      await world.pass(1_000)
      if (world.dead) throw new PowerCut('dead')
    }
    run.deleted = 'asked'
    await world.account().remove('c1')
    run.deleted = 'acknowledged'
    await world.pass(5_000)
  } catch (error) {
    if (!world.dead) throw error
  }
  return run
}

function textShown(shown: string, turn: string): string {
  const view = framesOf(shown).reduce((at, { event }) => fold(at, event), emptyView('c1'))
  const answer = view.messages.find(({ id }) => id === turn)
  return answer?.role === 'assistant' ? textOf(answer) : ''
}

async function howMany(): Promise<number> {
  for (let n = 1; ; n += 1) {
    const world = createWorld()
    const run = await live(Object.assign(world, { script: slow(world) }), n)
    if (!world.dead && run.deleted === 'acknowledged') return n
    if (n > 5_000) throw new Error('the scenario has no end')
  }
}

describe('the power cut', () => {
  it('at every statement: what was shown is stored in its place, what is stored was written, nothing runs 15 s later, each acknowledged id has one message and one turn', async () => {
    const statements = await howMany()
    expect(statements).toBeGreaterThan(50)
    for (let n = 0; n < statements; n += 1) {
      const world = createWorld()
      world.script = slow(world)
      const run = await live(world, n)
      expect(world.dead, `cut at ${n}`).toBe(true)
      world.restart()
      await world.pass(15_000)

      const tables = world.sql('conversation:c1').all("select name from sqlite_master where name = 'turn'").length
      const running = tables === 0 ? 0 : world.sql('conversation:c1').all('select 1 from turn where ended is null').length
      expect(running, `something runs after a cut at ${n}`).toBe(0)

      const read = world.conversation().read(null)
      if (run.deleted === 'acknowledged') expect(read.kind, `deleted, cut at ${n}`).toBe('absent')
      if (read.kind === 'absent') {
        if (run.deleted === 'no') expect([...run.acknowledged.keys()], `lost, cut at ${n}`).toEqual([])
        continue
      }
      for (const [message, turns] of run.acknowledged) {
        expect(
          read.view.messages.filter(({ id }) => id === message),
          `message ${message}, cut at ${n}`,
        ).toHaveLength(1)
        const answers = read.view.messages.filter((one) => one.role === 'assistant' && one.parent === message)
        const ids = answers.map(({ id }) => id)
        expect(ids.slice(0, turns.length), `turns of ${message}, cut at ${n}`).toEqual(turns)
        // A continuation may have begun without a word that it did.
        expect(ids.length - turns.length, `turns of ${message}, cut at ${n}`).toBeLessThanOrEqual(message === 'm2' && turns.length === 1 ? 1 : 0)
      }
      // Whole or not at all: the settings are there if and only if their message is.
      const second = read.view.messages.some(({ id }) => id === 'm2')
      expect(read.view.settings, `cut at ${n}`).toEqual(second ? SETTINGS : PLAIN_SETTINGS)
      for (const answer of read.view.messages) {
        if (answer.role !== 'assistant') continue
        expect(answer.state.status, `cut at ${n}`).toMatch(/^(done|interrupted)$/)
        const stored = textOf(answer)
        const shown = textShown(run.shown.get(answer.id)?.text ?? '', answer.id)
        expect(WHOLE.startsWith(stored), `stored "${stored}", cut at ${n}`).toBe(true)
        // From its first moment on it has what it goes on from.
        expect(stored.startsWith(answer.continues ? BEGUN : ''), `stored "${stored}", cut at ${n}`).toBe(true)
        expect(stored.startsWith(shown), `shown "${shown}", stored "${stored}", cut at ${n}`).toBe(true)
      }
      // The index agrees, by itself.
      expect(
        world
          .account()
          .list(null)
          .conversations.map(({ id, state }) => `${id} ${state}`)
          .join(),
        `cut at ${n}`,
      ).toMatch(/^(c1 (done|interrupted))?$/)
    }
  }, 60_000)
})
