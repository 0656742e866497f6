import { describe, expect, it, vi } from 'vitest'
import type { Answer, Running } from '../../shared/conversation.ts'
import { PHASE_REASONS } from '../../shared/conversation.ts'
import { HOME_STATES } from '../../shared/health.ts'
import { problem } from '../../shared/problem.ts'
import { decide } from '../../worker/sim/demo-rules.ts'
import { unable } from '../../worker/sim/demo-texts.ts'
import type { Failure } from '../stores/failure.ts'
import type { Origin } from '../stores/health.ts'
import type { Unsent } from '../stores/unsent.ts'
import { answerOf } from '../test/answer.ts'
import { HEALTH, refusal, summary, UNREACHABLE } from '../test/fake-api.ts'
import { groupByDay } from './list-groups.ts'
import { strings } from './strings.ts'
import {
  elapsed,
  factsOf,
  isMeasured,
  HINT_AFTER_MS,
  hintOf,
  isAboutToWrite,
  isLong,
  isThinking,
  markOf,
  notesOf,
  phaseSince,
  phaseWords,
  QUIET_MS,
  reasoningWords,
  runningWords,
  statusWords,
  troubleOf,
  troubleText,
  unsentTrouble,
} from './words.ts'

const running = (change: Partial<Running>): Running => ({
  status: 'running',
  phase: 'connecting',
  reason: 'calling_home',
  percent: null,
  position: null,
  since: 0,
  ...change,
})

describe('a stretch of time', () => {
  it.each([
    [-5_000, '0 s'],
    [999, '0 s'],
    [12_400, '12 s'],
    [59_999, '59 s'],
    [60_000, '1 min 0 s'],
    [125_000, '2 min 5 s'],
    [3_780_000, '1 h 3 min'],
  ])('%i ms', (ms, words) => {
    expect(elapsed(ms)).toBe(words)
  })
  it('in the words of the catalogue', () => {
    expect([elapsed(12_400), elapsed(125_000), elapsed(3_780_000)]).toEqual([strings.seconds(12), strings.minutes(2, 5), strings.hours(1, 3)])
  })
})

describe('what happens', () => {
  const cases: [string, Partial<Running>, boolean, string][] = [
    ['in line', { phase: 'queued', reason: 'in_line', position: 3 }, false, 'Third in line'],
    ['next', { phase: 'queued', reason: 'in_line', position: 1 }, false, 'Next in line'],
    ['far back', { phase: 'queued', reason: 'in_line', position: 11 }, false, 'Number 11 in line'],
    ['in line, nobody knows where', { phase: 'queued', reason: 'in_line' }, false, 'In line'],
    ['reading, as far as it is told', { phase: 'reading', reason: 'prompt', percent: 64 }, false, 'Reading the prompt, 64 %'],
    ['reading', { phase: 'reading', reason: 'prompt' }, false, 'Reading the prompt'],
    ['silent', { reason: 'home_silent' }, false, 'Home does not answer yet'],
    ['writing', { phase: 'generating', reason: 'writing' }, false, 'Writing'],
    ['writing for itself', { phase: 'generating', reason: 'writing' }, true, 'Thinking'],
    ['waiting for a decision', { phase: 'waiting', reason: 'writing' }, false, 'Waiting for you'],
  ]
  it.each(cases)('%s', (_name, state, thinking, words) => {
    expect(phaseWords(running(state), thinking, true)).toBe(words)
  })

  it('is read out without numbers that tick', () => {
    expect(phaseWords(running({ phase: 'reading', reason: 'prompt', percent: 64 }), false, false)).toBe('Reading the prompt')
  })

  it('has words for each reason', () => {
    for (const reason of PHASE_REASONS) expect(phaseWords(running({ reason }), false, true)).toMatch(/^[A-Z]/)
  })

  it('is thinking as long as the last part is reasoning', () => {
    const reasoning = { kind: 'reasoning', step: 0, part: 0, text: 'x' } as const
    expect(isThinking(answerOf({ parts: [reasoning] }))).toBe(true)
    expect(isThinking(answerOf({ parts: [reasoning, { ...reasoning, kind: 'text' }] }))).toBe(false)
    expect(isThinking(answerOf({ parts: [] }))).toBe(false)
  })
})

describe('what is heard of an answer that is being written', () => {
  const one = answerOf({ state: running({ phase: 'generating', reason: 'writing' }) })
  it('does not change with its speed, its text or how far it is read', () => {
    const same: readonly (readonly Answer[])[] = [
      [one, { ...one, tokens_per_second: 31 }, { ...one, tokens_per_second: 29, parts: [] }],
      [10, 90].map((percent) => ({ ...one, state: running({ phase: 'reading', reason: 'prompt', percent }) })),
    ]
    for (const answers of same) expect(new Set(answers.map((answer) => runningWords(answer, null, false))).size).toBe(1)
  })
  it('is that it stops, and nothing where none is written', () => {
    expect([runningWords(one, one.id, false), runningWords(answerOf(), null, false), runningWords(null, null, false)]).toEqual(['Stopping', null, null])
  })
})

describe('how an answer ended', () => {
  it('is said where it is not simply done', () => {
    expect(markOf(answerOf())).toBeNull()
    expect(markOf(answerOf({ state: running({}) }))).toBeNull()
    expect(markOf(answerOf({ state: { status: 'stopped' } }))?.sentence).toBe('Stopped.')
    expect(markOf(answerOf({ state: { status: 'interrupted', reason: 'process_ended' } }))?.sentence).toMatch(/^Interrupted: Porchlight was stopped/)
  })

  it('with the steps, the time and the name of the request where it failed', () => {
    const failed = problem('home_off', 0, 'r1')
    expect(markOf(answerOf({ state: { status: 'failed', problem: failed } }))).toEqual({
      sentence: failed.message,
      steps: failed.troubleshooting,
      time: '1970-01-01T00:00:00.000Z',
      name: { of: 'Request', id: 'r1' },
    })
  })

  it('with its end and the name of the turn where it was interrupted', () => {
    const timings = { queued: 1, first_byte: 2, first_word: 3, total: 5_000 }
    const state = { status: 'interrupted', reason: 'stream_cut' } as const
    expect(markOf(answerOf({ at: 60_000, timings, state }))).toEqual({
      sentence: 'Interrupted: the connection to home broke off.',
      steps: [],
      time: '1970-01-01T00:01:05.000Z',
      name: { of: 'Turn', id: 't1' },
    })
    expect(markOf(answerOf({ timings: null, state }))?.time).toBeNull()
  })
})

describe('what a reader must know', () => {
  const cases: [string, Partial<Answer>, RegExp[]][] = [
    ['nothing', {}, []],
    ['nothing where no model was asked for', { model_asked: null }, []],
    ['another model', { model: 'other' }, [/^other answered: home does not have gemma/]],
    ['the demo', { home: 'demo', model: 'demo' }, [/built-in demo/]],
    ['nothing of a demo that wrote nothing', { home: 'demo', model: 'demo', parts: [], state: { status: 'stopped' } }, []],
    ['one message left out', { trimmed: { dropped: 1, context: 4_096 } }, [/^1 older message was left out: the model reads 4,096 tokens/]],
    ['messages left out', { trimmed: { dropped: 1_200, context: 4_096 } }, [/^1,200 older messages were/]],
    ['an end after thoughts alone', { parts: [{ kind: 'reasoning', step: 0, part: 0, text: 'Hm.' }] }, [/without writing/]],
    ['an end after white space', { parts: [{ kind: 'text', step: 0, part: 0, text: ' \n' }] }, [/without writing/]],
    ['a stop before the first word', { parts: [], state: { status: 'stopped' } }, []],
    ['an end for want of length', { state: { status: 'done', finish_reason: 'length' } }, [/length/]],
  ]
  it.each(cases)('%s', (_name, change, notes) => {
    const said = notesOf(answerOf(change))
    expect(said).toHaveLength(notes.length)
    for (const [index, note] of notes.entries()) expect(said[index]).toMatch(note)
  })

  it('facts are only those that were measured', () => {
    expect(factsOf(answerOf({ model: null }))).toEqual([])
    const timings = { queued: 1, first_byte: 2, first_word: 1_930, total: 9_000 }
    const usage = { prompt_tokens: 9, completion_tokens: 1_412, reasoning_tokens: null }
    expect(factsOf(answerOf({ tokens_per_second: 31.4, timings, usage }))).toEqual(['31 tok/s', 'first word 1.9 s', '1,412 tokens', 'google/gemma'])
    for (const change of [{ tokens_per_second: 31.4 }, { timings }, { timings: { ...timings, first_word: null } }, { usage }, { home: 'demo' as const }, {}])
      for (const model of [null, 'google/gemma']) {
        const answer = answerOf({ model, ...change })
        expect(isMeasured(answer)).toBe(factsOf(answer).length > 0)
      }
  })
})

describe('what the person can do meanwhile', () => {
  const off = { ...HEALTH, home: { ...HEALTH.home, state: 'off' as const }, next: ['Start the server at home.'] }
  const cases: [string, Partial<Running>, number, typeof HEALTH | null, string | null][] = [
    ['nothing at first', {}, HINT_AFTER_MS - 1, HEALTH, null],
    ['go, after a while', {}, HINT_AFTER_MS, HEALTH, strings.mayClose],
    ['the first step, at once, where home is gone', { reason: 'home_gone' }, 0, off, 'Start the server at home.'],
    ['the first step where home is silent', { reason: 'home_silent' }, 0, off, 'Start the server at home.'],
    ['nothing where home is gone and nobody knows a step', { reason: 'home_gone' }, 0, null, null],
    ['no step where it is being written', { reason: 'writing' }, 0, off, null],
  ]
  it.each(cases)('%s', (_name, state, ms, health, hint) => {
    expect(hintOf(running(state), ms, 0, health)).toBe(hint)
  })

  it('see that nothing comes any more, where it was being written', () => {
    const quiet = (state: Partial<Running>, ms: number): string | null => hintOf(running(state), HINT_AFTER_MS, ms, HEALTH)
    expect(quiet({ reason: 'writing' }, QUIET_MS - 1)).toBe(strings.mayClose)
    expect(quiet({ reason: 'writing' }, QUIET_MS + 2_000)).toBe('Nothing more came for 12 s.')
    expect(quiet({ reason: 'prompt' }, QUIET_MS)).toBe(strings.mayClose)
  })
})

describe('an answer that is being written', () => {
  const writes = running({ phase: 'generating', reason: 'writing', since: 5_000 })
  const part = (kind: 'text' | 'reasoning') => ({ kind, step: 0, part: 0, text: 'x' })

  it('is not called written before its first piece, which tells whether the model thinks', () => {
    expect(isAboutToWrite(answerOf({ state: writes, parts: [] }))).toBe(true)
    expect(isAboutToWrite(answerOf({ state: writes, parts: [part('reasoning')] }))).toBe(false)
    expect(isAboutToWrite(answerOf({ state: running({}), parts: [] }))).toBe(false)
    const goesOn = { turn: 't0', parts: 1 }
    expect(isAboutToWrite(answerOf({ state: writes, continues: goesOn, parts: [part('text')] }))).toBe(true)
    expect(isAboutToWrite(answerOf({ state: writes, continues: goesOn, parts: [part('text'), part('text')] }))).toBe(false)
  })

  it('is written since its thinking was over', () => {
    expect(phaseSince(writes, answerOf({ thought: 7_000 }))).toBe(12_000)
    expect(phaseSince(writes, answerOf({ thought: null }))).toBe(5_000)
    expect(phaseSince(writes, answerOf({ thought: 7_000, continues: { turn: 't0', parts: 1 } }))).toBe(5_000)
    expect(phaseSince(running({ since: 5_000 }), answerOf({ thought: 7_000 }))).toBe(5_000)
  })
})

describe('over the reasoning', () => {
  const thought = { kind: 'reasoning', step: 0, part: 0, text: 'Hm.' } as const
  const text = { kind: 'text', step: 0, part: 1, text: 'Four.' } as const
  const state = running({ phase: 'generating', reason: 'writing', since: 1_000 })
  const cases: [string, number, Partial<Answer>, string][] = [
    ['while it is written', 13_400, { state }, 'Thinking, 12 s'],
    ['just begun', 1_400, { state }, 'Thinking'],
    ['as soon as the text begins', 99_000, { state, thought: 12_000, parts: [thought, text] }, 'Thought for 12 s'],
    ['when it is there', 99_000, { thought: 91_000 }, 'Thought for 1 min 31 s'],
    ['stopped while it was written', 99_000, { thought: 7_000, state: { status: 'stopped' } }, 'Thought for 7 s'],
    ['too short to tell', 99_000, { thought: 900 }, 'Reasoning'],
    ['when nobody measured it', 99_000, { thought: null }, 'Reasoning'],
    ['thinking again: since when is not told', 99_000, { state, thought: 12_000, parts: [thought, text, { ...thought, part: 2 }] }, 'Thinking'],
    [
      'thinking where it goes on',
      4_000,
      { state, thought: 12_000, continues: { turn: 't0', parts: 2 }, parts: [thought, text, { ...thought, part: 2 }] },
      'Thinking, 3 s',
    ],
  ]
  it.each(cases)('%s', (_name, now, change, words) => {
    expect(reasoningWords(answerOf({ parts: [thought], ...change }), () => now)).toBe(words)
  })

  it('does not ask for the time where it is over', () => {
    const now = vi.fn(() => 0)
    reasoningWords(answerOf({ parts: [thought], thought: 91_000 }), now)
    expect(now).not.toHaveBeenCalled()
  })
})

describe('a trouble as text', () => {
  it('has all that is on the page', () => {
    expect(troubleText({ sentence: 'It broke.', steps: ['Mend it.', 'Try again.'], time: '1970-01-01T00:00:00.000Z', name: { of: 'Request', id: 'r1' } })).toBe(
      'It broke.\n1. Mend it.\n2. Try again.\nTime: 1970-01-01T00:00:00.000Z\nRequest: r1',
    )
  })

  it('has the time of this device where the server was not heard', () => {
    expect(troubleText(troubleOf({ kind: 'unreachable', why: 'no_network', at: 7_000 }))).toMatch(/\nTime: 1970-01-01T00:00:07\.000Z$/)
  })

  it('leaves out what is not known', () => {
    expect(troubleText({ sentence: 'It broke.', steps: [], time: null, name: null })).toBe('It broke.')
  })
})

describe('what was not sent', () => {
  const unsent = (command: Unsent['command'], failure: Failure): Unsent => ({ command, head: null, state: { kind: 'failed', failure } })
  const message: Unsent['command'] = { kind: 'message', id: 'q1', text: 'Hi', place: { kind: 'head' }, settings: null }
  const cases: [string, Unsent['command'], Failure, RegExp][] = [
    ['waits where the server was not heard', message, UNREACHABLE, /^Waits to be sent\. Porchlight does not answer\. It goes by itself/],
    ['waits for another answer', message, refusal('turn_running'), /^Waits to be sent\. .* It goes by itself when that answer has ended\.$/],
    ['was refused', message, refusal('conversation_full'), /^Not sent\. This chat has reached/],
    ['was not asked again', { kind: 'retry', id: 'c1', turn: 't1' }, UNREACHABLE, /^Not asked again\. Porchlight does not answer\.$/],
    ['was not continued', { kind: 'continue', id: 'c1', turn: 't1' }, UNREACHABLE, /^Not continued\. Porchlight does not answer\.$/],
  ]
  it.each(cases)('%s', (_name, command, failure, sentence) => {
    expect(unsentTrouble(unsent(command, failure), failure).sentence).toMatch(sentence)
  })

  it('says what to do only where it does not go by itself', () => {
    expect(unsentTrouble(unsent(message, UNREACHABLE), UNREACHABLE).steps).toEqual([])
    expect(unsentTrouble(unsent(message, refusal('conversation_full')), refusal('conversation_full')).steps.length).toBeGreaterThan(0)
  })
})

describe('a question', () => {
  const cases: [string, string, boolean][] = [
    ['short', 'Hi', false],
    ['as many lines as are shown, and two', 'a\n'.repeat(13) + 'a', false],
    ['more lines', 'a\n'.repeat(14) + 'a', true],
    ['one line that fills many', 'word '.repeat(200), true],
  ]
  it.each(cases)('%s', (_name, text, long) => {
    expect(isLong(text)).toBe(long)
  })
})

describe('the status', () => {
  const here: Origin = { kind: 'here', since: 0 }
  const home = (state: (typeof HOME_STATES)[number]) => ({ ...HEALTH.home, state })
  const cases: [string, Origin, typeof HEALTH | null, object][] = [
    ['before anything is known', { kind: 'unknown' }, null, { lamp: 'dim', headline: 'Looking for home', sentence: '' }],
    [
      'home is on',
      here,
      { ...HEALTH, sentence: 'Home is on. LM Studio answers in 84 ms.' },
      { lamp: 'on', headline: 'Home is on', sentence: 'LM Studio answers in 84 ms.' },
    ],
    ['home was on, and nobody has looked since', here, { ...HEALTH, status: 'degraded' }, { lamp: 'dim', headline: 'Home is on' }],
    ['home is busy', here, { ...HEALTH, home: home('busy') }, { lamp: 'dim', headline: 'Home is busy' }],
    ['home is off', here, { ...HEALTH, home: home('off'), answers: 'nobody' }, { lamp: 'out', headline: 'Home is off' }],
    ['the demo stands in', here, { ...HEALTH, home: home('off'), answers: 'demo' }, { lamp: 'out', headline: 'Home is off, the demo answers' }],
    ['there is only the demo', here, { ...HEALTH, home: home('demo'), answers: 'demo' }, { lamp: 'dim', headline: 'The built-in demo answers' }],
    [
      'no way to the server',
      { kind: 'offline', failure: { kind: 'unreachable', why: 'no_network', at: 0 }, since: 0 },
      HEALTH,
      { lamp: 'out', headline: 'Offline', sentence: 'This device has no network. The page goes on trying.' },
    ],
    ['the server is broken', { kind: 'offline', failure: refusal('misconfigured'), since: 0 }, HEALTH, { lamp: 'out', headline: 'Offline' }],
  ]
  it.each(cases)('%s', (_name, origin, health, words) => {
    expect(statusWords(origin, health)).toMatchObject(words)
  })

  it('has words and a lamp for each state of home', () => {
    for (const state of HOME_STATES) expect(statusWords(here, { ...HEALTH, home: home(state) }).headline).toMatch(/^[A-Z]/)
  })

  it('names what to do where the server is not reached', () => {
    for (const why of ['no_network', 'no_answer', 'timeout', 'cut', 'foreign'] as const)
      expect(troubleOf({ kind: 'unreachable', why, at: 0 }).steps.length).toBeGreaterThan(0)
  })
})

it('what is offered to try is something that the demo can answer', () => {
  for (const text of strings.triesDemo) expect(decide(text)).not.toMatchObject({ text: unable(text) })
})

describe('the list by day', () => {
  const midnight = 1_795_000_000_000
  const hour = 3_600_000
  it('has each chat once, in the group of its day', () => {
    const at = (hours: number) => summary(`h${hours}`, { updated: midnight + hours * hour })
    const groups = groupByDay([at(2), at(0), at(-1), at(-24), at(-25), at(-24 * 7), at(-24 * 7 - 1)], midnight)
    expect(groups.map(({ name, lines }) => [name, lines.map(({ id }) => id)])).toEqual([
      ['Today', ['h2', 'h0']],
      ['Yesterday', ['h-1', 'h-24']],
      ['Last seven days', ['h-25', 'h-168']],
      ['Earlier', ['h-169']],
    ])
  })

  it('leaves out what is empty', () => {
    expect(groupByDay([], midnight)).toEqual([])
  })
})
