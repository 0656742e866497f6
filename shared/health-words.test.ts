// What is said of home in each state.
import { describe, expect, it } from 'vitest'
import { answersOf, CONNECT_STEPS, healthWords, isStale, statusOf } from './health-words.ts'
import { HOME_STATES, type Health, type HomeReport } from './health.ts'
import { PROBE_STALE_MS } from './limits.ts'

const NOW = 1_795_000_000_000
const S = 1_000
const MIN = 60 * S
const H = 60 * MIN
const report = (over: Partial<HomeReport> = {}): HomeReport => ({
  id: 'home',
  state: 'online',
  since: { last_before: null, first_seen: NOW - 5 * S },
  probed_at: NOW,
  round_trip: 84.4,
  server: 'lmstudio',
  models: [],
  asked: null,
  model: { id: 'mixtral', loaded: true, context: null },
  line: { held: 0, waiting: 0, places: 4 },
  loading: null,
  last_failure: null,
  ...over,
})
const since = (first: number, before: number | null = null): HomeReport['since'] => ({
  first_seen: NOW - first,
  last_before: before === null ? null : NOW - before,
})

describe('the sentence', () => {
  it.each<[string, Partial<HomeReport>, Health['answers'], string]>([
    ['on', {}, 'home', 'Home is on. LM Studio answers in 84 ms, mixtral is loaded.'],
    [
      'on, not loaded',
      { model: { id: 'm', loaded: false, context: null } },
      'home',
      'Home is on. LM Studio answers in 84 ms, m is not loaded yet: the first message loads it.',
    ],
    [
      'on, not told',
      { model: { id: 'm', loaded: null, context: null }, server: 'openai' },
      'home',
      'Home is on. The model server answers in 84 ms, m is there.',
    ],
    [
      'on, another model',
      { asked: 'gemma' },
      'home',
      'Home is on. LM Studio answers in 84 ms, mixtral is loaded. LLM_MODEL asks for gemma, which home does not have.',
    ],
    ['on, the right model', { asked: 'mixtral' }, 'home', 'Home is on. LM Studio answers in 84 ms, mixtral is loaded.'],
    [
      'on, one in line',
      { line: { held: 4, waiting: 1, places: 4 } },
      'home',
      'Home is on. LM Studio answers in 84 ms, mixtral is loaded. One message waits in line.',
    ],
    [
      'on, some in line',
      { line: { held: 4, waiting: 3, places: 4 } },
      'home',
      'Home is on. LM Studio answers in 84 ms, mixtral is loaded. 3 messages wait in line.',
    ],
    ['on for long', { since: since(3 * H) }, 'home', 'Home is on. LM Studio answers in 84 ms, mixtral is loaded.'],
    ['on, seen a while ago', { probed_at: NOW - 3 * MIN }, 'home', 'Home is on. LM Studio answers in 84 ms, mixtral is loaded. That was seen 3 min ago.'],
    ['no model', { state: 'no_model', model: null }, 'nobody', 'Home is on. LM Studio answers in 84 ms, but no model is there.'],
    ['busy', { state: 'busy', server: 'llamacpp' }, 'home', 'Home is on. llama.cpp says that it is busy.'],
    [
      'loading, asked for from here',
      { state: 'loading', loading: { model: 'mixtral', since: NOW - 40 * S }, since: since(40 * S, 40 * S), line: { held: 1, waiting: 1, places: 4 } },
      'home',
      'Home is on and loads mixtral. One message waits in line. So it has been for 40 s.',
    ],
    ['loading by itself', { state: 'loading' }, 'home', 'Home is on and loads a model.'],
    [
      'silent',
      { state: 'silent', since: since(2 * MIN) },
      'home',
      'Home takes the connection and does not answer: it may be loading a model or reading a long prompt. So it has been for at least 2 min.',
    ],
    ['off, just now', { state: 'off' }, 'nobody', 'Nobody is there: the machine at home or its tunnel answers, the model server does not.'],
    [
      'off, since somewhere between',
      { state: 'off', since: since(12 * MIN, 5 * H) },
      'nobody',
      'Nobody is there: the machine at home or its tunnel answers, the model server does not. It began between 5 h and 12 min ago.',
    ],
    [
      'off, well known since when',
      { state: 'off', since: since(12 * MIN, 12 * MIN + 5 * S) },
      'nobody',
      'Nobody is there: the machine at home or its tunnel answers, the model server does not. So it has been for 12 min.',
    ],
    [
      'gone, the demo answers',
      { state: 'unreachable', since: since(3 * 24 * H) },
      'demo',
      'Nobody is there: the machine at home is asleep or off, or the tunnel is down. So it has been for at least 3 days. The built-in demo answers new chats meanwhile.',
    ],
    ['refused', { state: 'refused' }, 'nobody', 'Home is there, but it does not let Porchlight in: the key or the sign-in of the tunnel is missing or wrong.'],
    ['misconfigured', { state: 'misconfigured' }, 'nobody', 'Something answers at LLM_BASE_URL, but it is not a model API at that path.'],
    [
      'not asked yet',
      { state: 'unknown', probed_at: null, since: { first_seen: null, last_before: null } },
      'home',
      'Nothing is known of home yet: the first look is under way.',
    ],
    ['the demo', { state: 'demo', server: 'demo' }, 'demo', 'The built-in demo answers. It is not a real model: no home is connected.'],
  ])('%s', (_name, over, answers, sentence) => {
    expect(healthWords(report(over), answers, NOW).sentence).toBe(sentence)
  })

  it('rounds spans to what people say', () => {
    const said = (ms: number): string => healthWords(report({ state: 'off', since: since(ms) }), 'nobody', NOW).sentence.split('at least ')[1] ?? ''
    expect([11 * S, 119 * S, 2 * MIN, 119 * MIN, 2 * H, 47 * H, 48 * H].map(said)).toEqual([
      '11 s.',
      '119 s.',
      '2 min.',
      '119 min.',
      '2 h.',
      '47 h.',
      '2 days.',
    ])
  })
})

describe('the next steps', () => {
  it.each(HOME_STATES)('of %s are none where all is well, and never speak of a message that nobody sent', (state) => {
    const { next } = healthWords(report({ state }), 'nobody', NOW)
    expect(next.length > 0).toBe(state !== 'online' && state !== 'unknown' && state !== 'demo')
    expect(next.join(' ')).not.toMatch(/press Retry|message again/)
  })

  it.each(['demo', 'off', 'unreachable'] as const)('of %s connect a model while the demo answers', (state) => {
    const { next } = healthWords(report({ state }), 'demo', NOW)
    expect([next, next.length]).toEqual([CONNECT_STEPS, 3])
  })

  it.each(['no_model', 'refused', 'misconfigured'] as const)('of %s speak of what is there, also while the demo answers', (state) => {
    expect(healthWords(report({ state }), 'demo', NOW).next).toEqual(healthWords(report({ state }), 'nobody', NOW).next)
  })
})

describe('the status', () => {
  it.each<[string, Partial<HomeReport>, string]>([
    ['a model', {}, 'healthy'],
    ['a model that is not loaded', { model: { id: 'm', loaded: false, context: null } }, 'healthy'],
    ['no model', { model: null }, 'degraded'],
    ['just in time', { probed_at: NOW - PROBE_STALE_MS }, 'healthy'],
    ['old news', { probed_at: NOW - PROBE_STALE_MS - 1 }, 'degraded'],
    ['old bad news', { state: 'off', probed_at: NOW - H }, 'unhealthy'],
    ['busy', { state: 'busy' }, 'degraded'],
    ['silent', { state: 'silent' }, 'degraded'],
    ['loading', { state: 'loading' }, 'degraded'],
    ['the demo', { state: 'demo' }, 'degraded'],
  ])('with %s', (_name, over, status) => {
    expect(statusOf(report(over), NOW)).toBe(status)
  })

  it('knows no age where nothing was asked', () => {
    expect(isStale(report({ probed_at: null }), NOW)).toBe(false)
  })
})

describe('who answers', () => {
  it('is known in every state', () => {
    const table = HOME_STATES.map((state) => [state, answersOf(state, false), answersOf(state, true)])
    expect(table).toEqual([
      ['unknown', 'home', 'home'],
      ['online', 'home', 'home'],
      ['loading', 'home', 'home'],
      ['no_model', 'nobody', 'demo'],
      ['busy', 'home', 'home'],
      ['silent', 'home', 'home'],
      ['off', 'nobody', 'demo'],
      ['unreachable', 'nobody', 'demo'],
      ['refused', 'nobody', 'demo'],
      ['misconfigured', 'nobody', 'demo'],
      ['demo', 'demo', 'demo'],
    ])
  })
})
