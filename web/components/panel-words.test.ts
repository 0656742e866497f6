// What the panel says, state by state.
import { describe, expect, it } from 'vitest'
import { type Answer, emptyView, type Part } from '../../shared/conversation.ts'
import { fold } from '../../shared/fold.ts'
import { type Health, HOME_STATES, type HomeReport, type Model } from '../../shared/health.ts'
import { problem, PROBLEM_WORDS } from '../../shared/problem.ts'
import type { Origin } from '../stores/health.ts'
import { HEALTH } from '../test/fake-api.ts'
import { turnOf } from '../test/turns.ts'
import {
  actionWords,
  agentRows,
  agoWords,
  backendWords,
  clockOf,
  failureWords,
  heardWords,
  homeWords,
  modelChoices,
  nowRows,
  placeOf,
  type Row,
  sinceWords,
} from './panel-words.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const NOON = Date.UTC(2026, 10, 22, 12, 0, 0)
const at = (hours: number, minutes = 0): number => Date.UTC(2026, 10, 22, hours, minutes)

const clock = clockOf('en-GB', 'UTC')
const when = { now: NOON, skew: 0, clock }
const MODEL: Model = { id: 'mixtral', loaded: true, context: 8_192 }

const report = (change: Partial<HomeReport>): HomeReport => ({ ...HEALTH.home, ...change })
const health = (change: Partial<Health>, home: Partial<HomeReport> = {}): Health => ({ ...HEALTH, ...change, home: report(home) })

const [done] = turnOf(12)
  .reduce(fold, emptyView('c'))
  .messages.filter((message) => message.role === 'assistant')
if (!done) throw new Error('the turn has an answer')
const answer = (change: Partial<Answer>): Answer => ({ ...done, ...change })
/** It ended twelve seconds before noon. */
const ended = { at: NOON - 13_000, timings: { queued: null, first_byte: null, first_word: null, total: 1_000 } }
const valueOf = (rows: readonly Row[], name: string): string | undefined => rows.find((row) => row.name === name)?.value

describe('since when home is so', () => {
  const cases: readonly [string, Partial<HomeReport>, string][] = [
    ['never looked', { state: 'off', since: { last_before: null, first_seen: null } }, ''],
    ['nothing known', { state: 'unknown', since: { last_before: at(9), first_seen: at(10) } }, ''],
    ['so when first seen', { state: 'off', since: { last_before: null, first_seen: at(8, 12) } }, 'Since 08:12 at least.'],
    ['two looks within a minute', { state: 'online', since: { last_before: at(8, 12), first_seen: at(8, 12) + 59_000 } }, 'Since 08:12.'],
    ['off, between two looks', { state: 'off', since: { last_before: at(8, 12), first_seen: at(9, 30) } }, 'Went off between 08:12 and 09:30.'],
    ['away, between two looks', { state: 'unreachable', since: { last_before: at(8, 12), first_seen: at(9, 30) } }, 'Went away between 08:12 and 09:30.'],
    ['on again', { state: 'online', since: { last_before: at(8, 12), first_seen: at(9, 30) } }, 'Came on between 08:12 and 09:30.'],
    ['a state without a verb', { state: 'refused', since: { last_before: at(8, 12), first_seen: at(9, 30) } }, 'Began between 08:12 and 09:30.'],
    ['the day before', { state: 'off', since: { last_before: null, first_seen: at(8, 12) - 24 * HOUR } }, 'Since 21 Nov, 08:12 at least.'],
  ]
  it.each(cases)('%s', (_, change, words) => {
    expect(sinceWords(report(change), when)).toBe(words)
  })

  it('is said in the time of this device', () => {
    expect(sinceWords(report({ state: 'off', since: { last_before: null, first_seen: at(9, 12) } }), { ...when, skew: HOUR })).toBe('Since 08:12 at least.')
  })
})

describe('home', () => {
  it.each(HOME_STATES)('%s has a headline', (state) => {
    expect(homeWords(health({ answers: 'nobody' }, { state }), false, when).headline).not.toBe('')
  })
  it('on: a good dot, and no headline twice', () => {
    const words = homeWords(health({}, { model: MODEL, probed_at: Date.parse(HEALTH.timestamp) }), false, when)
    expect(words).toMatchObject({ dot: 'good', headline: 'Home is on', sentence: 'LM Studio answers in 84 ms, mixtral is loaded.' })
  })
  it('off: a bad dot, and the steps', () => {
    const off = health({ status: 'unhealthy', answers: 'nobody', next: ['Switch it on.'] }, { state: 'off' })
    expect(homeWords(off, false, when)).toMatchObject({ dot: 'bad', steps: ['Switch it on.'] })
  })
  it('since when is said once, by the clock', () => {
    const now = Date.parse(HEALTH.timestamp)
    const words = homeWords(health({ answers: 'nobody' }, { state: 'off', probed_at: now, since: { last_before: null, first_seen: now - HOUR } }), false, {
      ...when,
      now,
    })
    expect([words.sentence, words.since]).toEqual([expect.not.stringContaining('for at least'), expect.stringMatching(/^Since .* at least\.$/)])
  })
  it('with this server gone nothing is called so any more', () => {
    expect(homeWords(HEALTH, true, when)).toEqual({ dot: 'old', headline: 'Last heard: Home is on', sentence: '', since: '', steps: [] })
    expect(homeWords(null, true, when)).toMatchObject({ dot: 'old', headline: 'Nothing is known of home' })
  })
  it('not asked yet: unsure', () => {
    expect(homeWords(null, false, when)).toMatchObject({ dot: 'unsure', headline: 'Looking for home', since: '' })
  })
})

describe('this server', () => {
  const offline: Origin = { kind: 'offline', failure: { kind: 'unreachable', why: 'no_network', at: 0 }, since: at(11, 58) }
  const here: Origin = { kind: 'here', since: at(8, 12) }
  it('answers, and since when at least', () =>
    expect(backendWords(here, when)).toMatchObject({ dot: 'good', headline: 'Porchlight answers', since: 'Since 08:12 at least.' }))
  it('has answered since the day before', () =>
    expect(backendWords({ ...here, since: at(8, 12) - 24 * HOUR }, when).since).toBe('Since 21 Nov, 08:12 at least.'))
  it('is not heard yet', () => expect(backendWords({ kind: 'unknown' }, when)).toMatchObject({ dot: 'unsure', headline: 'Porchlight was not heard yet' }))
  it('is gone, with the reason and since when', () => {
    const words = backendWords(offline, when)
    expect(words).toMatchObject({ dot: 'bad', headline: 'Offline', since: 'Since 11:58.' })
    expect([words.sentence, words.steps.length]).toEqual([expect.stringContaining('no network'), 1])
  })
  it('what was heard last is called old when it is gone', () => {
    expect([heardWords(here, at(11, 59), clock), heardWords(offline, at(11, 59), clock), heardWords(offline, null, clock)]).toEqual([
      'Updated 11:59:00',
      'Last known at 11:59:00',
      'Nothing heard yet',
    ])
  })
})

describe('the rows', () => {
  const rows: readonly [string, Partial<HomeReport>, string, string][] = [
    ['a model', { model: MODEL }, 'Model', 'mixtral'],
    ['no model', { state: 'no_model', model: null }, 'Model', 'none'],
    ['no model, so it is not loaded', { state: 'no_model', model: null }, 'Loaded', 'no'],
    ['nobody there to tell the model', { state: 'off', model: null }, 'Model', 'not told'],
    ['nobody there to tell whether it is loaded', { state: 'off', model: null }, 'Loaded', 'not told'],
    ['away: which model it would be is known', { state: 'unreachable', model: MODEL }, 'Model', 'mixtral'],
    ['away: what it has in memory is not', { state: 'unreachable', model: MODEL }, 'Loaded', 'not told'],
    ['away: nor what that can read', { state: 'unreachable', model: MODEL }, 'Context', 'not told'],
    ['silent: what it has in memory is not seen', { state: 'silent', model: MODEL }, 'Loaded', 'not told'],
    ['busy: nor what that can read', { state: 'busy', model: MODEL }, 'Context', 'not told'],
    ['no line is known', { state: 'unknown', line: { held: 0, waiting: 0, places: 0 } }, 'In line', 'not told'],
    ['loaded', { model: MODEL }, 'Loaded', 'yes'],
    ['not loaded', { model: { ...MODEL, loaded: false } }, 'Loaded', 'no'],
    ['nobody says whether', { model: { ...MODEL, loaded: null } }, 'Loaded', 'not told'],
    ['context', { model: MODEL }, 'Context', '8,192'],
    ['no context told', { model: { ...MODEL, context: null } }, 'Context', 'not told'],
    ['nobody waits', { line: { held: 1, waiting: 0, places: 4 } }, 'In line', '1 of 4 busy'],
    ['some wait', { line: { held: 4, waiting: 2, places: 4 } }, 'In line', '4 of 4 busy, 2 waiting'],
    ['the way home', { round_trip: 84.4 }, 'Round trip home', '84 ms'],
    ['the way home, not measured', { round_trip: null }, 'Round trip home', 'not told'],
    ['the kind of server', { server: 'llamacpp' }, 'Server', 'llama.cpp'],
    ['the kind of server, not told', { server: null }, 'Server', 'not told'],
  ]
  it.each(rows)('%s', (_, home, name, value) => {
    expect(valueOf(nowRows(health({}, home), 12, null, null), name)).toBe(value)
  })
  it.each([
    [31.4, '31 tok/s'],
    [null, 'not told'],
  ])('the last speed %s', (speed, words) => {
    expect(valueOf(nowRows(HEALTH, 12, speed, null), 'Last speed')).toBe(words)
  })
  it.each([
    [null, '4 of 4 busy, 3 waiting'],
    [2, '4 of 4 busy, 3 waiting, this chat: second in line'],
  ])('the place of this chat in line: %s', (place, words) => {
    expect(valueOf(nowRows(health({}, { line: { held: 4, places: 4, waiting: 3 } }), 12, null, place), 'In line')).toBe(words)
  })
  it('nothing heard of home: only the way to here', () => {
    expect(nowRows(null, 12.6, null, null)).toEqual([{ name: 'Round trip to here', value: '13 ms' }])
  })
})

describe('the place of an answer in line', () => {
  const running = (change: object): Answer =>
    answer({ state: { status: 'running', phase: 'queued', reason: 'in_line', percent: null, position: 3, since: 0, ...change } as Answer['state'] })
  it.each<[string, Answer | null, number | null]>([
    ['nothing runs', null, null],
    ['it stands there', running({}), 3],
    ['it is written', running({ phase: 'generating', reason: 'writing', position: null }), null],
    ['it is over', answer({}), null],
  ])('%s', (_, live, place) => expect(placeOf(live)).toBe(place))
})

describe('the last failure', () => {
  it('is said in words, with how long ago by the clock of the server', () => {
    const home = report({ last_failure: { code: 'home_off', at: NOON - 5 * MINUTE } })
    expect(failureWords(home, { now: NOON - HOUR, skew: HOUR })).toBe(`Last failure, 5 min ago: ${PROBLEM_WORDS.home_off.message}`)
  })
  it('is not said beside a home that is away: how it is says so', () => {
    expect(failureWords(report({ state: 'off', last_failure: { code: 'home_off', at: NOON } }), when)).toBe('')
  })
  it('is not said where it is what home is like since then', () => {
    const since = { last_before: NOON - 2 * MINUTE, first_seen: NOON - MINUTE }
    const words = (state: HomeReport['state'], at: number): string => failureWords(report({ state, since, last_failure: { code: 'home_silent', at } }), when)
    expect([words('silent', NOON - MINUTE), words('busy', NOON)]).toEqual(['', ''])
    expect(words('silent', NOON - 5 * MINUTE)).toMatch(/^Last failure, 5 min ago/)
    expect(words('online', NOON)).toMatch(/^Last failure/)
  })
  it('there was none', () => {
    expect([failureWords(report({ last_failure: null }), when), failureWords(null, when)]).toEqual(['', ''])
  })
})

describe('the agent', () => {
  const parts: readonly Part[] = [
    { kind: 'reasoning', step: 0, part: 0, text: 'hm' },
    { kind: 'text', step: 0, part: 1, text: 'so' },
  ]
  it('before the first turn', () => {
    expect(agentRows(health({ browser_ready: false }), null).map(({ value }) => value)).toEqual(['chat', 'ready', 'not here', '0'])
  })
  it.each([
    ['chat', 'chat'],
    ['controlled', 'controlled, asks before it acts'],
    ['autonomous', 'autonomous, asks before what is risky'],
  ] as const)('the mode %s in words', (mode, words) => {
    expect(valueOf(agentRows(HEALTH, answer({ mode })), 'Mode')).toBe(words)
  })
  it('a chat takes one step, whatever it is made of', () => {
    expect(valueOf(agentRows(health({ orchestrator_ready: false, browser_ready: true }), answer({ parts })), 'Steps taken')).toBe('1')
  })
  it('an answer without a word took none', () => {
    expect(valueOf(agentRows(HEALTH, answer({ parts: [] })), 'Steps taken')).toBe('0')
  })

  const actions: readonly [string, Answer | null, string][] = [
    ['no turn', null, 'none yet'],
    ['done', answer({ ...ended, state: { status: 'done', finish_reason: 'stop' } }), 'answered 12 s ago'],
    ['stopped', answer({ ...ended, state: { status: 'stopped' } }), 'stopped 12 s ago'],
    ['interrupted', answer({ ...ended, state: { status: 'interrupted', reason: 'stream_cut' } }), 'interrupted 12 s ago'],
    ['failed', answer({ ...ended, state: { status: 'failed', problem: problem('home_off', 0, 'r') } }), 'failed 12 s ago'],
    ['waits for the person', answer({ state: { status: 'waiting' } }), 'waits for you'],
    [
      'writes',
      answer({ parts: [], state: { status: 'running', phase: 'generating', reason: 'writing', percent: null, position: null, since: NOON } }),
      'writing',
    ],
    [
      'in line',
      answer({ parts: [], state: { status: 'running', phase: 'queued', reason: 'in_line', percent: null, position: 3, since: NOON } }),
      'third in line',
    ],
  ]
  it.each(actions)('%s', (_, last, words) => {
    expect(actionWords(last, when)).toBe(words)
  })
  it('another clock of the server counts', () => {
    expect(actionWords(answer({ ...ended, state: { status: 'stopped' } }), { now: NOON, skew: -5_000 })).toBe('stopped 7 s ago')
  })
})

it.each([
  [-5_000, 'just now'],
  [999, 'just now'],
  [1_000, '1 s ago'],
  [59_999, '59 s ago'],
  [60_000, '1 min ago'],
  [HOUR - 1, '59 min ago'],
  [HOUR, '1 h ago'],
  [24 * HOUR, '1 day ago'],
  [50 * HOUR, '2 days ago'],
])('%i ms are said as %s', (ms, words) => {
  expect(agoWords(ms)).toBe(words)
})

describe('the models to choose from', () => {
  const home = report({ models: [MODEL, { id: 'phi', loaded: false, context: null }, { id: 'bare', loaded: null, context: null }] })
  const all = [
    { id: 'mixtral', facts: 'loaded, reads 8,192 tokens' },
    { id: 'phi', facts: 'not loaded' },
    { id: 'bare', facts: '' },
  ]
  it('what home has, with what is known of it', () => expect(modelChoices(home, null)).toEqual(all))
  it('one of them is chosen: nothing is missing', () => expect(modelChoices(home, 'phi')).toEqual(all))
  it('one that home does not have stays to be seen', () =>
    expect(modelChoices(home, 'gone')).toEqual([{ id: 'gone', facts: 'home does not have it now' }, ...all]))
  it('home is not known', () => expect(modelChoices(null, null)).toEqual([]))
})
