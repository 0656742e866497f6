// How a chat is asked: what a message brings, what is chosen between messages, and what a turn is asked with.
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { type ChatSettings, emptyView, PLAIN_SETTINGS, textOf } from '../../shared/conversation.ts'
import { fold } from '../../shared/fold.ts'
import { createNodeSql } from '../hosts/node-sql.ts'
import { migrate } from '../storage/migrate.ts'
import { accepted, answerIn, ask, gated, viewOf } from '../test/asking.ts'
import { settle } from '../test/fakes.ts'
import { createWorld, follow, framesOf, textScript, type World } from '../test/world.ts'
import { askedOf, decide } from './accept.ts'
import { MIGRATIONS } from './migrations.ts'
import { begin, getSettings, setMeta } from './store.ts'

const BRIEF: ChatSettings = { model: null, system: 'Be brief.', temperature: 0.5 }
const NAMED: ChatSettings = { model: 'gemma', system: '', temperature: 0 }

const say = async (world: World, ...given: Parameters<typeof ask>): Promise<string> => {
  const { turn } = accepted(await world.conversation().accept(ask(...given)))
  await world.pass(100)
  return turn
}

async function eventsOf(world: World, turn: string) {
  const opened = world.conversation().events({ kind: 'turn', turn }, { kind: 'turn', turn })
  if (opened.kind !== 'stream') throw new Error('refused')
  const reader = follow(opened.body)
  await settle()
  return framesOf(reader.text).map(({ event }) => event)
}

describe('settings that come with a message', () => {
  it('hold from this turn on, and are told before the message', async () => {
    const world = createWorld()
    const turn = await say(world, 'm1', 'one', { settings: BRIEF })
    expect(world.requests.at(-1)).toEqual({
      model: 'test-model',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'one' },
      ],
      temperature: 0.5,
      goesOn: false,
    })
    const events = await eventsOf(world, turn)
    expect(events.slice(0, 3).map(({ type }) => type)).toEqual(['conversation.configured', 'message.accepted', 'turn.started'])
    expect(events[0]).toEqual({ type: 'conversation.configured', settings: BRIEF })
    expect(viewOf(world).settings).toEqual(BRIEF)
    expect(events.reduce(fold, emptyView('c1'))).toEqual(viewOf(world))

    await say(world, 'm2', 'two')
    expect(world.requests.at(-1)).toMatchObject({ temperature: 0.5, messages: [{ role: 'system' }, { content: 'one' }, { content: '4' }, { content: 'two' }] })
  })

  it('are those of new chats where a chat begins that brings none, whatever those are when it is said again', async () => {
    const world = createWorld()
    const turn = await say(world, 'm1', 'one', { defaults: BRIEF })
    expect([viewOf(world).settings, world.requests.at(-1)]).toMatchObject([BRIEF, { temperature: 0.5 }])
    expect((await eventsOf(world, turn))[0]).toEqual({ type: 'conversation.configured', settings: BRIEF })
    expect(await world.conversation().accept(ask('m1', 'one', { defaults: NAMED }))).toMatchObject({ kind: 'accepted', turn, joined: true })
    await say(world, 'm2', 'two', { defaults: NAMED })
    expect(viewOf(world).settings).toEqual(BRIEF)
  })

  it('are its own where a chat begins that brings some', async () => {
    const world = createWorld()
    await say(world, 'm1', 'one', { settings: NAMED, defaults: BRIEF })
    expect(viewOf(world).settings).toEqual(NAMED)
  })

  it.each<[string, ChatSettings | undefined, ChatSettings]>([
    ['those of a new chat', undefined, PLAIN_SETTINGS],
    ['those that it has', BRIEF, BRIEF],
  ])('make no event where they are %s', async (_name, before, settings) => {
    const world = createWorld()
    if (before) await say(world, 'm0', 'zero', { settings: before })
    const turn = await say(world, 'm1', 'one', { settings })
    expect((await eventsOf(world, turn)).some(({ type }) => type === 'conversation.configured')).toBe(false)
  })

  it('are not taken from a message that is refused', async () => {
    const world = createWorld()
    await say(world, 'm1', 'one')
    expect(await world.conversation().accept(ask('m2', 'two', { parent: { kind: 'message', id: 'nowhere' }, settings: BRIEF }))).toMatchObject({
      code: 'not_found',
    })
    expect(viewOf(world).settings).toEqual(PLAIN_SETTINGS)
  })

  it('are part of what makes the command the same', async () => {
    const world = createWorld()
    const turn = await say(world, 'm1', 'one', { settings: BRIEF })
    expect(await world.conversation().accept(ask('m1', 'one', { settings: { ...BRIEF } }))).toMatchObject({ kind: 'accepted', turn, joined: true })
    for (const settings of [undefined, NAMED, { ...BRIEF, temperature: 0.6 }, { ...BRIEF, system: '' }]) {
      expect(await world.conversation().accept(ask('m1', 'one', settings ? { settings } : {}))).toMatchObject({ code: 'id_reused' })
    }
  })

  it('do not undo what was chosen after them, when the message comes again after a failure', async () => {
    const world = createWorld()
    world.script = async function* () {
      yield { type: 'failed', problem: { code: 'model_not_found', retryable: false, retry_after_ms: null, detail: '' } }
    }
    await say(world, 'm1', 'one', { settings: NAMED })
    world.conversation().change({ title: null, settings: BRIEF })
    world.script = textScript('4')
    await say(world, 'm1', 'one', { settings: NAMED })
    expect(world.requests.at(-1)).toMatchObject({ model: 'test-model', temperature: 0.5 })
    expect(viewOf(world).settings).toEqual(BRIEF)
  })
})

describe('settings that are chosen between messages', () => {
  it('are stored, told to who follows, and are nothing that the list must learn', async () => {
    const world = createWorld()
    await say(world, 'm1')
    const rev = world.account().rev()
    const opened = world.conversation().events({ kind: 'view' }, { kind: 'quiet' })
    if (opened.kind !== 'stream') throw new Error('refused')
    const reader = follow(opened.body)
    expect(world.conversation().change({ title: null, settings: BRIEF })).toEqual({ kind: 'changed', title: 'What is 2+2?', settings: BRIEF })
    await world.pass(10_000)
    expect(framesOf(reader.text).at(-1)?.event).toEqual({ type: 'conversation.configured', settings: BRIEF })
    expect(world.account().rev()).toEqual(rev)
    world.restart()
    expect(viewOf(world).settings).toEqual(BRIEF)
  })

  it('go with a title, which the list learns', async () => {
    const world = createWorld()
    await say(world, 'm1')
    expect(world.conversation().change({ title: 'Sums', settings: NAMED })).toEqual({ kind: 'changed', title: 'Sums', settings: NAMED })
    await world.pass(1_000)
    expect(world.account().list(null).conversations).toMatchObject([{ title: 'Sums' }])
  })

  it('that are the same make no event', async () => {
    const world = createWorld()
    await say(world, 'm1', 'one', { settings: BRIEF })
    const before = world.conversation().read(null)
    expect(world.conversation().change({ title: null, settings: { ...BRIEF } })).toMatchObject({ settings: BRIEF })
    expect(world.conversation().read(null)).toEqual(before)
  })

  it('leave a turn that runs as it was asked, also when it is asked again', async () => {
    const world = createWorld()
    let tries = 0
    world.script = async function* (request, signal) {
      tries += 1
      if (tries === 1) yield { type: 'failed', problem: { code: 'home_off', retryable: true, retry_after_ms: null, detail: '' } }
      else yield* textScript('4')(request, signal)
    }
    accepted(await world.conversation().accept(ask('m1', 'one', { settings: BRIEF })))
    await settle()
    world.conversation().change({ title: null, settings: NAMED })
    await world.pass(5_000)
    expect(world.requests).toHaveLength(2)
    expect(world.requests[1]).toEqual(world.requests[0])
    await say(world, 'm2', 'two')
    expect(world.requests.at(-1)).toMatchObject({ model: 'gemma', temperature: 0 })
  })
})

describe('the model that is asked', () => {
  it.each<[string, string | undefined, string | null, string, string | null]>([
    ['that of the message, before all', 'mine', 'gemma', 'mine', 'mine'],
    ['that of the chat', undefined, 'gemma', 'gemma', 'gemma'],
    ['what home takes for the one that is configured', undefined, null, 'test-model', 'mixtral'],
  ])('is %s', async (_name, model, settings, asked, told) => {
    const world = createWorld({ model: 'mixtral' })
    const turn = await say(world, 'm1', 'one', { settings: { ...BRIEF, model: settings }, ...(model === undefined ? {} : { model }) })
    expect(world.requests.at(-1)?.model).toBe(asked)
    expect(answerIn(world, turn).model_asked).toBe(told)
  })

  it.each<[string, string | null, string]>([
    ['what the chat has now', 'gemma', 'gemma'],
    ['what its turn had, where the chat has none', null, 'mine'],
  ])('for a retry is %s', async (_name, model, asked) => {
    const world = createWorld()
    const turn = await say(world, 'm1', 'one', { model: 'mine' })
    world.conversation().change({ title: null, settings: { ...BRIEF, model } })
    accepted(await world.conversation().accept({ kind: 'retry', id: 'x1', turn, request_id: 'r' }))
    await world.pass(100)
    expect(world.requests.at(-1)).toMatchObject({ model: asked, temperature: 0.5, messages: [{ role: 'system' }, { content: 'one' }] })
  })

  it('for a retry is a preference where the chat has it, whatever was named with the message', async () => {
    const world = createWorld()
    world.report = { ...world.report, models: [{ id: 'small', loaded: true, context: null }] }
    const turn = await say(world, 'm1', 'one', { model: 'mine' })
    world.conversation().change({ title: null, settings: { ...BRIEF, model: 'gone' } })
    accepted(await world.conversation().accept({ kind: 'retry', id: 'x1', turn, request_id: 'r' }))
    await world.pass(100)
    expect(world.requests.at(-1)?.model).toBe('test-model')
  })

  it('for a retry is not the one that the chat had before', async () => {
    const world = createWorld()
    const turn = await say(world, 'm1', 'one', { settings: NAMED })
    world.conversation().change({ title: null, settings: PLAIN_SETTINGS })
    accepted(await world.conversation().accept({ kind: 'retry', id: 'x1', turn, request_id: 'r' }))
    await world.pass(100)
    expect(world.requests.at(-1)?.model).toBe('test-model')
  })

  it.each<[string, string | undefined, string | null, string]>([
    ['for the chat, is a preference: what home would take answers, and that is said', undefined, 'gone', 'test-model'],
    ['for the chat, is asked where home lists it', undefined, 'small', 'small'],
    ['with the message, is asked as it is', 'gone', null, 'gone'],
  ])('that was chosen %s', async (_name, model, settings, asked) => {
    const world = createWorld()
    world.report = { ...world.report, models: [{ id: 'small', loaded: true, context: null }] }
    const turn = await say(world, 'm1', 'one', { settings: { ...BRIEF, model: settings }, ...(model === undefined ? {} : { model }) })
    expect(world.requests.at(-1)?.model).toBe(asked)
    expect(answerIn(world, turn).model_asked).toBe(model ?? settings)
  })

  it('says how much is sent and whether it loads, where home lists it', async () => {
    const world = createWorld()
    const small = { id: 'small', loaded: true, context: 512 }
    world.report = { ...world.report, models: [small, { id: 'cold', loaded: false, context: null }] }
    for (const n of [1, 2, 3]) await say(world, `m${n}`, 'x'.repeat(1_500))
    const turn = await say(world, 'm4', 'last', { settings: { ...PLAIN_SETTINGS, model: 'small' } })
    expect(answerIn(world, turn).trimmed).toMatchObject({ context: 512 })

    const model = gated()
    world.script = model.script(['4'])
    const cold = accepted(await world.conversation().accept(ask('m5', 'now', { settings: { ...PLAIN_SETTINGS, model: 'cold' } })))
    await settle()
    expect(answerIn(world, cold.turn).state).toMatchObject({ status: 'running', phase: 'loading', reason: 'model_loading' })
  })
})

describe('a system text that does not fit', () => {
  it('is not left out: the turn fails with what home says', async () => {
    const world = createWorld()
    world.script = async function* () {
      yield { type: 'failed', problem: { code: 'context_overflow', retryable: false, retry_after_ms: null, detail: '' } }
    }
    await say(world, 'm0', 'zero')
    const turn = await say(world, 'm1', 'one', { settings: { ...BRIEF, system: 's'.repeat(8_000) } })
    expect(world.requests.at(-1)?.messages.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(answerIn(world, turn).state).toMatchObject({ status: 'failed', problem: { error: 'context_overflow' } })
  })
})

describe('where a message goes', () => {
  it('the first question edited begins a root of its own, and the model is given that branch alone', async () => {
    const world = createWorld()
    await say(world, 'm1', 'one')
    await say(world, 'm2', 'two')
    const turn = await say(world, 'm3', 'one, better', { parent: { kind: 'root' } })
    expect(world.requests.at(-1)?.messages).toEqual([{ role: 'user', content: 'one, better' }])
    expect(viewOf(world)).toMatchObject({ head: turn, title: 'one' })
    expect(viewOf(world).messages.flatMap((one) => (one.role === 'user' ? [[one.id, one.parent === null]] : []))).toEqual([
      ['m1', true],
      ['m2', false],
      ['m3', true],
    ])
    await say(world, 'm4', 'and then')
    expect(world.requests.at(-1)?.messages.map(({ content }) => content)).toEqual(['one, better', '4', 'and then'])
  })

  it('a later question edited goes beside it', async () => {
    const world = createWorld()
    const first = await say(world, 'm1', 'one')
    await say(world, 'm2', 'two')
    const turn = await say(world, 'm3', 'two, better', { parent: { kind: 'message', id: first } })
    expect(world.requests.at(-1)?.messages.map(({ content }) => content)).toEqual(['one', '4', 'two, better'])
    expect(textOf(answerIn(world, turn))).toBe('4')
  })

  it('is part of what makes the command the same', async () => {
    const world = createWorld()
    await say(world, 'm1', 'one', { parent: { kind: 'root' } })
    expect(await world.conversation().accept(ask('m1', 'one', { parent: { kind: 'root' } }))).toMatchObject({ joined: true })
    expect(await world.conversation().accept(ask('m1', 'one'))).toMatchObject({ code: 'id_reused' })
  })
})

describe('what older versions stored', () => {
  it.each([
    ['a message', ask('m1', 'one'), '["message","one","chat",null,null]'],
    ['a message after another', ask('m1', 'one', { parent: { kind: 'message', id: 't1' }, model: 'gemma' }), '["message","one","chat","gemma","t1"]'],
    ['a retry', { kind: 'retry' as const, id: 'x', turn: 't1', request_id: 'r' }, '["retry","t1"]'],
    ['a continuation', { kind: 'continue' as const, id: 'x', turn: 't1', request_id: 'r' }, '["continue","t1"]'],
  ])('%s is the same command that it was', (_name, command, asked) => {
    expect(askedOf(command)).toBe(asked)
  })

  it('a message that is named like a root is none', () => {
    expect(askedOf(ask('m1', 'one', { parent: { kind: 'message', id: 'root' } }))).not.toBe(askedOf(ask('m1', 'one', { parent: { kind: 'root' } })))
  })

  it('a chat without settings is asked plainly, and takes new ones', async () => {
    const world = createWorld()
    await say(world, 'm1', 'one', { settings: BRIEF })
    world.restart()
    world.sql('conversation:c1').all("delete from meta where key = 'settings'")
    expect(viewOf(world).settings).toEqual(PLAIN_SETTINGS)
    await say(world, 'm2', 'two')
    expect(world.requests.at(-1)).toMatchObject({ temperature: null, messages: [{ role: 'user' }, { role: 'assistant' }, { role: 'user' }] })
    expect(world.conversation().change({ title: null, settings: NAMED })).toMatchObject({ settings: NAMED })
  })

  it('deciding writes nothing', () => {
    const sql = createNodeSql(new DatabaseSync(':memory:'))
    migrate(sql, MIGRATIONS)
    begin(sql, 'c1', 'epoch')
    setMeta(sql, 'created', 1)
    expect(decide(sql, ask('m1', 'one', { settings: BRIEF }))).toMatchObject({ kind: 'turn', asked: BRIEF, settings: BRIEF })
    expect(getSettings(sql)).toEqual(PLAIN_SETTINGS)
  })
})
