import { describe, expect, it } from 'vitest'
import { textOf } from '../../shared/conversation.ts'
import { ANSWER_MAX, ANSWER_PARTS_MAX } from '../../shared/limits.ts'
import { accepted, answerIn, ask, gated, viewOf } from '../test/asking.ts'
import { settle } from '../test/fakes.ts'
import { createWorld, textScript } from '../test/world.ts'

describe('a turn', () => {
  it('is accepted, runs, and ends with its text as a message', async () => {
    const world = createWorld()
    world.script = textScript('2+2 ', 'is 4.')
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await world.pass(1_000)
    const answer = answerIn(world, turn)
    expect(textOf(answer)).toBe('2+2 is 4.')
    expect(answer.state).toEqual({ status: 'done', finish_reason: 'stop' })
    expect(answer.model).toBe('test-model')
    expect(viewOf(world)).toMatchObject({ title: 'What is 2+2?', head: turn, running: null })
  })

  it('says how fast it is written where the server counts meanwhile, and by its last count when it is over', async () => {
    const world = createWorld()
    const model = gated()
    const count = (completion_tokens: number) => ({ type: 'usage', usage: { prompt_tokens: 9, completion_tokens, reasoning_tokens: null } }) as const
    world.script = async function* (_request, signal) {
      for await (const event of model.script(['a', 'b', 'c'])(_request, signal)) {
        yield event
        if (event.type === 'text') yield count({ a: 1, b: 40, c: 60 }[event.text] ?? 0)
      }
    }
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await model.go()
    expect(answerIn(world, turn).tokens_per_second).toBeNull()
    await world.clock.advance(2_000)
    await model.go()
    expect(answerIn(world, turn)).toMatchObject({ tokens_per_second: 20, usage: { completion_tokens: 40 } })
    await world.clock.advance(500)
    await model.go()
    await model.go()
    expect(answerIn(world, turn)).toMatchObject({ state: { status: 'done' }, tokens_per_second: 24, usage: { completion_tokens: 60 } })
  })

  it('ends where it changes between reasoning and text more often than can be stored, and the chat goes on', async () => {
    const world = createWorld()
    world.script = async function* () {
      // The longest that a character is as JSON.
      for (let n = 0; n < 5_000; n += 1) yield { type: n % 2 === 0 ? 'reasoning' : 'text', text: '\u0001'.repeat(60) }
    }
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await world.pass(15_000)
    expect(answerIn(world, turn).state).toEqual({ status: 'done', finish_reason: 'length' })
    expect(answerIn(world, turn).parts).toHaveLength(ANSWER_PARTS_MAX)
    world.restart()
    expect((await world.conversation().accept(ask('m2'))).kind).toBe('accepted')
  })

  it.each([
    ['in long pieces', '{"a":"b"}'.repeat(100)],
    ['in empty ones', ''],
  ])('ends where the model calls tools without end that nobody offered, %s', async (_pieces, piece) => {
    const world = createWorld()
    world.script = async function* () {
      for (let n = 0; n < 2 * ANSWER_MAX; n += 1) yield { type: 'tool_call', index: 0, id: 'call_0', name: 'look', arguments: piece }
    }
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await world.pass(15_000)
    expect(answerIn(world, turn).state).toMatchObject({ status: 'failed', problem: { error: 'empty_answer' } })
    world.script = textScript('Here.')
    const { turn: next } = accepted(await world.conversation().accept(ask('m2')))
    await world.pass(1_000)
    expect(textOf(answerIn(world, next))).toBe('Here.')
  })

  it('is in the index with its state, by the outbox', async () => {
    const world = createWorld()
    await world.conversation().accept(ask('m1'))
    await settle()
    expect(world.account().list(null).conversations).toMatchObject([{ id: 'c1', title: 'What is 2+2?', state: 'done' }])
  })

  it('is as new in the index as in the chat itself, however long its last rows take: who has seen its end has seen all', async () => {
    const world = createWorld()
    const { now } = world.clock
    let late = 0
    world.clock.now = () => now() + late
    world.script = async function* (request, signal) {
      yield* textScript('Here.')(request, signal)
      late = 34
    }
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await settle()
    const { at, timings } = answerIn(world, turn)
    expect(world.account().list(null).conversations).toMatchObject([{ state: 'done', updated: at + (timings?.total ?? 0) }])
  })

  it('reaches the index later where the index was away', async () => {
    const world = createWorld()
    await world.conversation().accept(ask('m1'))
    await world.pass(1_000)
    world.account().record(1, { id: 'other', title: '', created: 1, updated: 1, state: 'done' })
    expect(world.account().list(null).rev).toBeGreaterThan(0)
  })

  it('gives the model the active branch, without reasoning and failed turns', async () => {
    const world = createWorld()
    world.script = async function* () {
      yield { type: 'reasoning', text: 'hm' }
      yield { type: 'text', text: 'one' }
      yield { type: 'finish', reason: 'stop' }
    }
    await world.conversation().accept(ask('m1', 'first'))
    await world.pass(100)
    world.script = async function* () {
      yield { type: 'failed', problem: { code: 'template_rejected', retryable: false, retry_after_ms: null, detail: '' } }
    }
    await world.conversation().accept(ask('m2', 'second'))
    await world.pass(100)
    world.script = textScript('three')
    await world.conversation().accept(ask('m3', 'third'))
    await world.pass(100)
    expect(world.requests.at(-1)?.messages).toEqual([
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'one' },
      { role: 'user', content: 'third' },
    ])
  })

  it('refuses a second message while it runs, and takes it afterwards', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script(['a'])
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    expect(await world.conversation().accept(ask('m2'))).toEqual({ kind: 'refused', code: 'turn_running', turn })
    await model.go()
    await model.go()
    expect((await world.conversation().accept(ask('m2'))).kind).toBe('accepted')
  })

  it('stops at once, keeps its text, and closes the call to home', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script(['partial ', 'never'])
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await model.go()
    expect(world.conversation().stop(null)).toEqual({ kind: 'stopped', turn })
    await settle()
    expect(model.aborted).toBe(true)
    expect(answerIn(world, turn).state).toEqual({ status: 'stopped' })
    expect(textOf(answerIn(world, turn))).toBe('partial ')
    expect(world.conversation().stop(null)).toEqual({ kind: 'nothing_running' })
  })

  it('is asked again before the first word, and not after it', async () => {
    const world = createWorld()
    let tries = 0
    world.script = async function* () {
      tries += 1
      if (tries < 3) yield { type: 'failed', problem: { code: 'home_off', retryable: true, retry_after_ms: null, detail: '' } }
      else {
        yield { type: 'text', text: 'at last' }
        yield { type: 'failed', problem: { code: 'model_crashed', retryable: true, retry_after_ms: null, detail: '' } }
      }
    }
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await world.pass(10_000)
    expect(tries).toBe(3)
    expect(textOf(answerIn(world, turn))).toBe('at last')
    expect(answerIn(world, turn).state).toMatchObject({ status: 'failed', problem: { error: 'model_crashed', request_id: 'r-m1' } })
  })

  it('retries LLM_MAX_RETRIES times, doubling the pause', async () => {
    const world = createWorld()
    world.script = async function* () {
      yield { type: 'failed', problem: { code: 'home_off', retryable: true, retry_after_ms: null, detail: '' } }
    }
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await world.clock.advance(2_999)
    expect(world.requests).toHaveLength(2)
    expect(answerIn(world, turn).state).toMatchObject({ status: 'running', phase: 'connecting', reason: 'asking_again' })
    await world.clock.advance(2)
    expect(world.requests).toHaveLength(3)
    expect(answerIn(world, turn).state).toMatchObject({ status: 'failed', problem: { error: 'home_off' } })
  })

  it('its end outlasts a loss of power, and so does that of one that nobody runs any more', async () => {
    const world = createWorld()
    world.script = textScript('fine')
    accepted(await world.conversation().accept(ask('m1')))
    await world.pass(100)
    expect(world.durable).toBe(1)
    const model = gated()
    world.script = model.script(['half', 'never'])
    const { turn } = accepted(await world.conversation().accept(ask('m2')))
    await model.go()
    const before = world.durable
    world.restart()
    await world.pass(15_000)
    expect(answerIn(world, turn).state).toEqual({ status: 'interrupted', reason: 'process_ended' })
    expect(world.durable - before).toBeGreaterThan(0)
  })

  it('cut in mid-text ends as interrupted, with its text', async () => {
    const world = createWorld()
    world.script = async function* () {
      yield { type: 'opened' }
      yield { type: 'text', text: 'half' }
    }
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await world.pass(10_000)
    expect(world.requests).toHaveLength(1)
    expect(answerIn(world, turn).state).toEqual({ status: 'interrupted', reason: 'stream_cut' })
    expect(textOf(answerIn(world, turn))).toBe('half')
  })

  it('that wrote nothing failed', async () => {
    const world = createWorld()
    world.script = async function* () {
      yield { type: 'opened' }
      yield { type: 'finish', reason: 'stop' }
    }
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await world.pass(100)
    expect(answerIn(world, turn).state).toMatchObject({ status: 'failed', problem: { error: 'empty_answer' } })
  })

  it('asks again with half of the chat where home calls it too long, and says so', async () => {
    const world = createWorld()
    world.report = { ...world.report, model: { id: 'test-model', loaded: true, context: null } }
    world.script = textScript('fine')
    for (const n of [1, 2, 3, 4]) {
      await world.conversation().accept(ask(`m${n}`, `question ${n}`))
      await world.pass(100)
    }
    world.script = async function* (request) {
      if (request.messages.length > 3) yield { type: 'failed', problem: { code: 'context_overflow', retryable: false, retry_after_ms: null, detail: '' } }
      else yield* textScript('short enough')(request, new AbortController().signal)
    }
    const { turn } = accepted(await world.conversation().accept(ask('m5', 'question 5')))
    await world.pass(100)
    expect(textOf(answerIn(world, turn))).toBe('short enough')
    expect(answerIn(world, turn).trimmed).toMatchObject({ dropped: 6 })
  })

  it('waits in line with its position, and stops there without a word to home', async () => {
    const world = createWorld()
    world.places = 0
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await settle()
    expect(answerIn(world, turn).state).toMatchObject({ status: 'running', phase: 'queued', position: 1 })
    world.conversation().stop(turn)
    await settle()
    expect(answerIn(world, turn).state).toEqual({ status: 'stopped' })
    expect(world.requests).toHaveLength(0)
  })

  it.each([
    ['silent', { state: 'silent' }, 'connecting', 'home_silent'],
    ['gone', { state: 'unreachable' }, 'connecting', 'home_gone'],
    ['without the model in memory', { model: { id: 'm', loaded: false, context: null } }, 'loading', 'model_loading'],
  ] as const)('says at once what is known of a home that is %s', async (_, report, phase, reason) => {
    const world = createWorld()
    world.report = { ...world.report, ...report }
    world.script = async function* (_request, signal) {
      await world.clock.sleep(60_000, signal)
      yield { type: 'opened' }
    }
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await settle()
    expect(answerIn(world, turn).state).toMatchObject({ status: 'running', phase, reason })
  })

  it('ends when home is gone for 30 s while the stream is silent', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script(['a', 'b'])
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await model.go()
    world.report = { ...world.report, state: 'unreachable' }
    await world.pass(29_000)
    expect(answerIn(world, turn).state).toMatchObject({ status: 'running' })
    await world.pass(10_000)
    expect(answerIn(world, turn).state).toEqual({ status: 'interrupted', reason: 'home_gone' })
    expect(textOf(answerIn(world, turn))).toBe('a')
  })

  it('lives through ten minutes of silence while home is alive', async () => {
    const world = createWorld()
    const model = gated()
    world.script = model.script(['after ten minutes'])
    const { turn } = accepted(await world.conversation().accept(ask('m1')))
    await world.pass(600_000)
    expect(answerIn(world, turn).state).toMatchObject({ status: 'running', phase: 'reading' })
    await model.go()
    await model.go()
    expect(answerIn(world, turn).state).toMatchObject({ status: 'done' })
  })
})

describe('L6: one command, one turn', () => {
  it('twenty parallel posts of one message are one turn and one request', async () => {
    const world = createWorld()
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.conversation().accept(ask('m1'))))
    await world.pass(1_000)
    expect(new Set(answers.map((answer) => accepted(answer).turn)).size).toBe(1)
    expect(answers.filter((answer) => !accepted(answer).joined)).toHaveLength(1)
    expect(world.requests).toHaveLength(1)
    expect(viewOf(world).messages).toHaveLength(2)
  })

  it('the same id with another body is refused', async () => {
    const world = createWorld()
    await world.conversation().accept(ask('m1'))
    expect(await world.conversation().accept(ask('m1', 'another'))).toMatchObject({ kind: 'refused', code: 'id_reused' })
  })

  it('the same message after a failure without output is a new turn of it', async () => {
    const world = createWorld()
    world.script = async function* () {
      yield { type: 'failed', problem: { code: 'no_model', retryable: false, retry_after_ms: null, detail: '' } }
    }
    const first = accepted(await world.conversation().accept(ask('m1')))
    await world.pass(100)
    world.script = textScript('now')
    const second = accepted(await world.conversation().accept(ask('m1')))
    await world.pass(100)
    expect(second.turn).not.toBe(first.turn)
    expect(viewOf(world).messages.filter(({ role }) => role === 'user')).toHaveLength(1)
    expect(textOf(answerIn(world, second.turn))).toBe('now')
  })

  it('a retry makes a sibling answer of the same question', async () => {
    const world = createWorld()
    const first = accepted(await world.conversation().accept(ask('m1')))
    await world.pass(100)
    const second = accepted(await world.conversation().accept({ kind: 'retry', id: 'x1', turn: first.turn, request_id: 'r' }))
    await world.pass(100)
    expect(answerIn(world, second.turn).parent).toBe('m1')
    expect(viewOf(world).messages).toHaveLength(3)
    expect(accepted(await world.conversation().accept({ kind: 'retry', id: 'x1', turn: first.turn, request_id: 'r' })).turn).toBe(second.turn)
  })
})
