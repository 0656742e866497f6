// An answer that was cut goes on: as one text with what comes, or beside it where the model begins anew.
import { describe, expect, it } from 'vitest'
import { emptyView, reasoningOf, textOf } from '../../shared/conversation.ts'
import { fold } from '../../shared/fold.ts'
import { ANSWER_MAX } from '../../shared/limits.ts'
import type { TurnCommand, UpstreamEvent } from '../ports.ts'
import { accepted, answerIn, ask, gated, viewOf } from '../test/asking.ts'
import { settle } from '../test/fakes.ts'
import { createWorld, follow, framesOf, textScript, type World } from '../test/world.ts'

const WHOLE = 'The lamp in the porch is lit, and someone is at home tonight.'
const CUT = WHOLE.slice(0, 48)
const REST = WHOLE.slice(48)

const goOn = (turn: string, id = 'x1'): TurnCommand => ({ kind: 'continue', id, turn, request_id: 'r' })

const script = (...events: readonly UpstreamEvent[]): World['script'] =>
  async function* () {
    yield* events
  }
const says = (text: string, reason: 'stop' | 'length' | 'other' = 'stop') => script({ type: 'text', text }, { type: 'finish', reason })
const fails: World['script'] = script({ type: 'failed', problem: { code: 'no_model', retryable: false, retry_after_ms: null, detail: '' } })

/** A chat whose first answer ended like that. */
async function cut(how: World['script'] = says(CUT, 'length'), world = createWorld()): Promise<{ world: World; first: string }> {
  world.script = how
  const { turn } = accepted(await world.conversation().accept(ask('m1')))
  await world.pass(10_000)
  return { world, first: turn }
}

async function continued(world: World, turn: string, how: World['script'], id = 'x1'): Promise<string> {
  world.script = how
  const next = accepted(await world.conversation().accept(goOn(turn, id))).turn
  await world.pass(10_000)
  return next
}

function eventsOf(world: World, turn: string): ReturnType<typeof follow> {
  const opened = world.conversation().events({ kind: 'turn', turn }, { kind: 'turn', turn })
  if (opened.kind !== 'stream') throw new Error('refused')
  return follow(opened.body)
}

describe('an answer that goes on', () => {
  it('after a killed process: the model is given the text as its own beginning, and the whole is one answer', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script([CUT, 'lost'])
    const first = accepted(await world.conversation().accept(ask('m1'))).turn
    await model.go()
    world.restart()
    await world.pass(15_000)
    expect(answerIn(world, first).state).toEqual({ status: 'interrupted', reason: 'process_ended' })

    const second = await continued(world, first, textScript(REST.slice(0, 4), REST.slice(4)))
    expect(world.requests.at(-1)).toMatchObject({
      goesOn: true,
      messages: [
        { role: 'user', content: 'What is 2+2?' },
        { role: 'assistant', content: CUT },
      ],
    })
    const answer = answerIn(world, second)
    expect([textOf(answer), answer.state, answer.continues]).toEqual([WHOLE, { status: 'done', finish_reason: 'stop' }, { turn: first, parts: 1 }])
    expect(answer).toMatchObject({ parent: 'm1', home: 'home' })
    expect(viewOf(world).head).toBe(second)
    expect(textOf(answerIn(world, first))).toBe(CUT)
  })

  it('what is said next follows the whole text, once', async () => {
    const { world, first } = await cut()
    await continued(world, first, says(REST))
    world.script = textScript('next')
    await world.conversation().accept(ask('m2', 'And then?'))
    await world.pass(100)
    expect(world.requests.at(-1)).not.toHaveProperty('goesOn')
    expect(world.requests.at(-1)?.messages.map(({ content }) => content)).toEqual(['What is 2+2?', WHOLE, 'And then?'])
  })

  it('L3: fold of a view and a tail is fold of all, at every N, and is the view of the rows', async () => {
    for (const how of [textScript(REST.slice(0, 4), REST.slice(4)), says(`${CUT.slice(0, 30)} out.`)]) {
      const { world, first } = await cut()
      const before = viewOf(world)
      world.script = how
      const second = accepted(await world.conversation().accept(goOn(first))).turn
      const reader = eventsOf(world, second)
      await world.pass(10_000)
      expect(reader.ended).toBe(true)
      const events = framesOf(reader.text).map(({ event }) => event)
      expect(events.reduce(fold, before)).toEqual(viewOf(world))
      for (const [index, { id }] of framesOf(reader.text).entries()) {
        const opened = world.conversation().events({ kind: 'after', id }, { kind: 'turn', turn: second })
        if (opened.kind !== 'stream') throw new Error('refused')
        const tail = follow(opened.body)
        await settle()
        const upTo = events.slice(0, index + 1).reduce(fold, before)
        expect(framesOf(tail.text).reduce((view, { event }) => fold(view, event), upTo)).toEqual(viewOf(world))
      }
      // Who reads from nothing has the answer all the same.
      expect(events.reduce(fold, emptyView('c1')).messages.at(-1)).toEqual(answerIn(world, second))
    }
  })

  it.each<[string, World['script']]>([
    ['reached its length', says(CUT, 'length')],
    ['was cut off', script({ type: 'text', text: CUT })],
    [
      'failed in the middle',
      script({ type: 'text', text: CUT }, { type: 'failed', problem: { code: 'model_crashed', retryable: false, retry_after_ms: null, detail: '' } }),
    ],
  ])('where it %s', async (_name, how) => {
    const { world, first } = await cut(how)
    expect(textOf(answerIn(world, await continued(world, first, says(REST))))).toBe(WHOLE)
  })

  it('where it was stopped', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script([CUT])
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await model.go()
    world.conversation().stop(turn)
    await world.pass(100)
    expect(textOf(answerIn(world, await continued(world, turn, says(REST))))).toBe(WHOLE)
  })

  it('the end of it, said once more, is cut', async () => {
    const { world, first } = await cut()
    const second = await continued(world, first, textScript(...(CUT.slice(-20) + REST).split('')))
    expect(textOf(answerIn(world, second))).toBe(WHOLE)
    const third = await continued(world, await continued(world, first, says('x', 'length'), 'x2'), says(`${`${CUT}x`.slice(-11)}y`), 'x3')
    expect(textOf(answerIn(world, third))).toBe(`${CUT}x${`${CUT}x`.slice(-11)}y`)
  })

  it('one that begins anew stands beside it, without its text', async () => {
    const { world, first } = await cut()
    const model = gated()
    const anew = `${CUT.slice(0, 30)} out.`
    world.script = model.script([anew.slice(0, 10), anew.slice(10)])
    const second = accepted(await world.conversation().accept(goOn(first))).turn
    await model.go()
    await world.clock.advance(100)
    // As long as nobody knows.
    expect(textOf(answerIn(world, second))).toBe(CUT)
    await model.go()
    await model.go()
    const answer = answerIn(world, second)
    expect([textOf(answer), answer.continues]).toEqual([anew, { turn: first, parts: 0 }])
    expect(textOf(answerIn(world, first))).toBe(CUT)
    world.script = textScript('next')
    await world.conversation().accept(ask('m2', 'And then?'))
    await world.pass(100)
    expect(world.requests.at(-1)?.messages.map(({ content }) => content)).toEqual(['What is 2+2?', anew, 'And then?'])
  })

  it('new reasoning is a part of its own, after the text that was there', async () => {
    const { world, first } = await cut(script({ type: 'reasoning', text: 'First.' }, { type: 'text', text: CUT }, { type: 'finish', reason: 'length' }))
    const second = await continued(world, first, script({ type: 'reasoning', text: 'Then.' }, { type: 'text', text: REST }, { type: 'finish', reason: 'stop' }))
    const answer = answerIn(world, second)
    expect(answer.parts.map(({ kind, part, text }) => [kind, part, text])).toEqual([
      ['reasoning', 0, 'First.'],
      ['text', 1, CUT],
      ['reasoning', 2, 'Then.'],
      ['text', 3, REST],
    ])
    expect([textOf(answer), reasoningOf(answer)]).toEqual([WHOLE, 'First.Then.'])
    expect(world.requests.at(-1)?.messages.at(-1)).toEqual({ role: 'assistant', content: CUT })
  })

  it('and its reasoning stays where it then begins anew', async () => {
    const { world, first } = await cut()
    const second = await continued(
      world,
      first,
      script({ type: 'reasoning', text: 'Again.' }, { type: 'text', text: CUT.slice(0, 30) }, { type: 'finish', reason: 'stop' }),
    )
    expect(answerIn(world, second).parts.map(({ text }) => text)).toEqual(['Again.', CUT.slice(0, 30)])
  })

  it('what is held back at the seam is there when it is stopped', async () => {
    const { world, first } = await cut()
    const model = gated()
    world.script = model.script([CUT.slice(0, 8)])
    const second = accepted(await world.conversation().accept(goOn(first))).turn
    await model.go()
    world.conversation().stop(second)
    await world.pass(100)
    expect([textOf(answerIn(world, second)), answerIn(world, second).state]).toEqual([CUT + CUT.slice(0, 8), { status: 'stopped' }])
  })

  it('is as long as one may be together with it', async () => {
    const { world, first } = await cut(says('x'.repeat(ANSWER_MAX - 5), 'length'))
    const second = await continued(world, first, says('y'.repeat(9)))
    expect([textOf(answerIn(world, second)).slice(-7), answerIn(world, second).state]).toEqual(['xxyyyyy', { status: 'done', finish_reason: 'length' }])
    expect(textOf(answerIn(world, second))).toHaveLength(ANSWER_MAX)
  })

  it('again and again, with all that there was', async () => {
    const { world, first } = await cut(says(WHOLE.slice(0, 20), 'length'))
    const second = await continued(world, first, says(WHOLE.slice(20, 48), 'length'), 'x1')
    const third = await continued(world, second, says(REST), 'x2')
    expect(textOf(answerIn(world, third))).toBe(WHOLE)
    expect([answerIn(world, second).continues, answerIn(world, third).continues]).toEqual([
      { turn: first, parts: 1 },
      { turn: second, parts: 2 },
    ])
  })
})

describe('a continuation that brings nothing', () => {
  it('fails with its reason and the text that was there, which is not lost for what comes next', async () => {
    const { world, first } = await cut()
    const second = await continued(world, first, fails)
    const answer = answerIn(world, second)
    expect([textOf(answer), answer.state]).toEqual([CUT, { status: 'failed', problem: expect.objectContaining({ error: 'no_model' }) }])
    world.script = textScript('next')
    await world.conversation().accept(ask('m2', 'And then?'))
    await world.pass(100)
    expect(world.requests.at(-1)?.messages.map(({ content }) => content)).toEqual(['What is 2+2?', CUT, 'And then?'])
  })

  it('can be tried again, from it or from the first', async () => {
    const { world, first } = await cut()
    const second = await continued(world, first, fails)
    const third = await continued(world, second, says(REST), 'x2')
    expect(textOf(answerIn(world, third))).toBe(WHOLE)
    const fourth = await continued(world, first, says(REST), 'x3')
    expect(textOf(answerIn(world, fourth))).toBe(WHOLE)
  })

  it('is an end where the model has no more to say', async () => {
    const { world, first } = await cut()
    const second = await continued(world, first, script({ type: 'opened' }, { type: 'finish', reason: 'stop' }))
    expect([textOf(answerIn(world, second)), answerIn(world, second).state]).toEqual([CUT, { status: 'done', finish_reason: 'stop' }])
  })

  it('is none where the model had no room for a word', async () => {
    const { world, first } = await cut()
    const second = await continued(world, first, script({ type: 'finish', reason: 'length' }))
    expect(answerIn(world, second).state).toMatchObject({ status: 'failed', problem: { error: 'empty_answer' } })
  })

  it('a process that is killed before the first word keeps the text', async () => {
    const { world, first } = await cut()
    const model = gated()
    world.script = model.script([REST])
    const second = accepted(await world.conversation().accept(goOn(first))).turn
    await settle()
    world.restart()
    await world.pass(15_000)
    expect([textOf(answerIn(world, second)), answerIn(world, second).state.status]).toEqual([CUT, 'interrupted'])
    expect(textOf(answerIn(world, await continued(world, second, says(REST), 'x2')))).toBe(WHOLE)
  })
})

describe('what cannot go on', () => {
  it.each<[string, World['script']]>([
    ['is done', says(WHOLE)],
    ['was ended by something else', says(CUT, 'other')],
    ['has no text', script({ type: 'reasoning', text: 'Hm.' })],
    ['failed without a word', fails],
    ['is as long as one may be', says('x'.repeat(ANSWER_MAX), 'length')],
  ])('an answer that %s', async (_name, how) => {
    const { world, first } = await cut(how)
    const { messages } = viewOf(world)
    expect(await world.conversation().accept(goOn(first))).toEqual({ kind: 'refused', code: 'not_continuable', turn: null })
    expect(viewOf(world).messages).toEqual(messages)
  })

  it('what is not there, a question, and an answer that runs', async () => {
    const world = createWorld()
    expect(await world.conversation().accept(goOn('t1'))).toMatchObject({ code: 'not_found' })
    const model = gated()
    world.script = model.script(['a'])
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    expect(await world.conversation().accept(goOn(turn))).toMatchObject({ code: 'turn_running', turn })
    world.conversation().stop(null)
    await world.pass(100)
    for (const id of ['m1', 'nowhere']) expect(await world.conversation().accept(goOn(id))).toMatchObject({ code: 'not_found' })
  })

  it('what another home began; the demo goes on with its own', async () => {
    const { world, first } = await cut()
    for (const home of ['elsewhere', 'demo']) {
      world.sql('conversation:c1').all("update message set body = json_set(body, '$.home', ?) where role = 'assistant'", home)
      expect(await world.conversation().accept(goOn(first))).toMatchObject({ code: 'not_continuable' })
    }
    const second = createWorld({ fallback: true })
    const begun = await cut(says(CUT, 'length'), Object.assign(second, { report: { ...second.report, state: 'off' } }))
    expect(answerIn(second, begun.first).home).toBe('demo')
    second.report = { ...second.report, state: 'online' }
    expect(answerIn(second, await continued(second, begun.first, says(REST))).home).toBe('demo')
  })
})

describe('L6: one command, one continuation', () => {
  it('twenty at a time are one turn; the same id for another answer, or as a retry, is refused', async () => {
    const { world, first } = await cut()
    const asked = world.requests.length
    world.script = says(REST)
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.conversation().accept(goOn(first))))
    await world.pass(100)
    expect(new Set(answers.map((answer) => accepted(answer).turn)).size).toBe(1)
    expect([answers.filter((answer) => !accepted(answer).joined).length, world.requests.length - asked]).toEqual([1, 1])
    expect(await world.conversation().accept(goOn('other'))).toMatchObject({ code: 'id_reused' })
    expect(await world.conversation().accept({ ...goOn(first), kind: 'retry' } as TurnCommand)).toMatchObject({ code: 'id_reused' })
  })

  it('the same one after a failure is a new turn of it', async () => {
    const { world, first } = await cut()
    const second = await continued(world, first, fails)
    const third = await continued(world, first, says(REST))
    expect(third).not.toBe(second)
    expect(textOf(answerIn(world, third))).toBe(WHOLE)
  })
})

describe('what older versions stored', () => {
  it('an answer that knows of no continuation has none, and can go on', async () => {
    const { world, first } = await cut()
    world.restart()
    world.sql('conversation:c1').all("update message set body = json_remove(body, '$.continues')")
    expect(answerIn(world, first).continues).toBeNull()
    expect(textOf(answerIn(world, await continued(world, first, says(REST))))).toBe(WHOLE)
  })
})
