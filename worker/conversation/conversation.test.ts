import { describe, expect, it } from 'vitest'
import { emptyView, textOf, type View } from '../../shared/conversation.ts'
import { fold } from '../../shared/fold.ts'
import { createWorld, follow, framesOf, textScript, type World } from '../test/world.ts'
import { settle } from '../test/fakes.ts'
import type { Accepted, TurnCommand } from '../ports.ts'

const ask = (id: string, text = 'What is 2+2?', parent: string | null = null): TurnCommand => ({
  kind: 'message',
  id,
  text,
  mode: 'chat',
  model: null,
  parent,
  request_id: `r-${id}`,
})

function accepted(answer: Accepted): Extract<Accepted, { kind: 'accepted' }> {
  if (answer.kind !== 'accepted') throw new Error(`refused: ${answer.code}`)
  return answer
}

function view(world: World, id = 'c1'): View {
  const read = world.conversation(id).read(null)
  if (read.kind !== 'view') throw new Error('absent')
  return read.view
}

const answerIn = (world: World, turn: string) => {
  const message = view(world).messages.find(({ id }) => id === turn)
  if (message?.role !== 'assistant') throw new Error('no such answer')
  return message
}

/** A model that hands over pieces when it is told to. */
function gated() {
  const queue: (() => void)[] = []
  let aborted = false
  const next = (): Promise<void> => new Promise((resolve) => queue.push(resolve))
  const script = (pieces: readonly string[]): World['script'] =>
    async function* (_, signal) {
      signal.addEventListener('abort', () => {
        aborted = true
        for (const go of queue.splice(0)) go()
      })
      yield { type: 'opened' }
      for (const text of pieces) {
        await next()
        if (signal.aborted) return
        yield { type: 'text', text }
      }
      await next()
      if (signal.aborted) return
      yield { type: 'finish', reason: 'stop' }
    }
  return {
    script,
    go: async () => {
      await settle()
      queue.shift()?.()
      await settle()
    },
    get aborted() {
      return aborted
    },
  }
}

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
    expect(view(world)).toMatchObject({ title: 'What is 2+2?', head: turn, running: null })
  })

  it('is in the index with its state, by the outbox', async () => {
    const world = createWorld()
    await world.conversation().accept(ask('m1'))
    await settle()
    expect(world.account().list(null).conversations).toMatchObject([{ id: 'c1', title: 'What is 2+2?', state: 'done' }])
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
    expect(view(world).messages).toHaveLength(2)
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
    expect(view(world).messages.filter(({ role }) => role === 'user')).toHaveLength(1)
    expect(textOf(answerIn(world, second.turn))).toBe('now')
  })

  it('a retry makes a sibling answer of the same question', async () => {
    const world = createWorld()
    const first = accepted(await world.conversation().accept(ask('m1')))
    await world.pass(100)
    const second = accepted(await world.conversation().accept({ kind: 'retry', id: 'x1', turn: first.turn, request_id: 'r' }))
    await world.pass(100)
    expect(answerIn(world, second.turn).parent).toBe('m1')
    expect(view(world).messages).toHaveLength(3)
    expect(accepted(await world.conversation().accept({ kind: 'retry', id: 'x1', turn: first.turn, request_id: 'r' })).turn).toBe(second.turn)
  })
})

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
    expect(view(world)).toEqual({ ...whole, id: 'c1' })
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
    expect(world.conversation().rename('x')).toEqual({ kind: 'absent' })
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
