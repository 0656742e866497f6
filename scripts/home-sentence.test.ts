import { describe, expect, it } from 'vitest'
import { CONNECT_STEPS } from '../shared/health-words.ts'
import { HOME_STATES } from '../shared/health.ts'
import { type Seen, type Told, homeSentence, notice } from './home-sentence.ts'

const URL = 'http://localhost:1234/v1'
type Health = Extract<Seen, { kind: 'health' }>

const model = (id: string): Health['home']['model'] => ({ id, loaded: true, context: null })
const seen = (home: Partial<Health['home']>, answers: Health['answers'] = 'home', next: readonly string[] = []): Health => ({
  kind: 'health',
  home: { state: 'online', asked: 'm', model: null, ...home },
  answers,
  next,
})

const CASES: readonly (readonly [string, Seen, Told['kind'], RegExp])[] = [
  ['there with the model', seen({ model: model('m') }), 'with_model', /there at .*1234\/v1: m answers\.$/],
  ['there with any model', seen({ asked: null, model: model('x') }), 'with_model', /: x answers\.$/],
  ['busy with the model', seen({ state: 'busy', model: model('m') }), 'with_model', /when it is done/],
  ['there with another one', seen({ model: model('x') }), 'without_model', /without m: x answers instead/],
  ['there with none loaded', seen({ state: 'no_model' }, 'demo'), 'without_model', /no model is loaded/],
  ['there with none at all', seen({}), 'without_model', /without a model/],
  ['a wrong path', seen({ state: 'misconfigured' }, 'demo'), 'wrong_path', /not a model API at that path/],
  ['refused', seen({ state: 'refused' }, 'demo'), 'refused', /refuses/],
  ['nobody there', seen({ state: 'unreachable' }, 'demo'), 'nobody', /Nobody is there/],
  ['the server is off', seen({ state: 'off' }, 'demo'), 'nobody', /Nobody is there/],
  ['silent', seen({ state: 'silent' }), 'silent', /has not answered yet/],
  ['not known in time', seen({ state: 'unknown' }), 'silent', /has not said anything yet/],
  ['the demo by choice', seen({ state: 'demo' }, 'demo'), 'demo', /as LLM_BASE_URL says/],
  ['a stranger', { kind: 'stranger' }, 'unseen', /after signing in/],
  ['no password for other machines', { kind: 'not_set_up' }, 'unseen', /no OWNER_PASSWORD is set/],
  ['a wrong value', { kind: 'misconfigured' }, 'unseen', /names it/],
  ['no answer', { kind: 'nothing' }, 'unseen', /Nothing is known/],
]

describe('the sentence about home', () => {
  it.each(CASES)('%s', (_, what, kind, sentence) => {
    const told = homeSentence(what, URL)
    expect(told.kind).toBe(kind)
    expect(told.sentence).toMatch(sentence)
  })

  it('is another one for each of the five, and one sentence for every state', () => {
    const states = HOME_STATES.map((state) => homeSentence(seen({ state, model: model('m') }), URL).sentence)
    expect(states.every((sentence) => sentence.endsWith('.'))).toBe(true)
    const five = CASES.filter(([, , kind]) => kind !== 'silent' && kind !== 'unseen' && kind !== 'demo').map(([, , kind]) => kind)
    expect(new Set(five).size).toBe(5)
  })
})

describe('what happens meanwhile', () => {
  it('says that the demo answers, and gives the three steps, where nobody is there', () => {
    const { meanwhile, steps } = homeSentence(seen({ state: 'unreachable' }, 'demo', CONNECT_STEPS), URL)
    expect(meanwhile).toContain('demo model answers')
    expect(steps).toHaveLength(3)
  })

  it('has the three steps also where the worker gave none', () => {
    expect(homeSentence(seen({ state: 'off' }, 'demo'), URL).steps).toEqual(CONNECT_STEPS)
  })

  it('says that nobody answers where the demo is switched off', () => {
    expect(homeSentence(seen({ state: 'refused' }, 'nobody', ['a']), URL)).toMatchObject({ meanwhile: expect.stringContaining('Nobody answers'), steps: ['a'] })
  })

  it('says nothing where home answers', () => {
    expect(homeSentence(seen({ model: model('m') }), URL)).toMatchObject({ meanwhile: null, steps: [] })
  })
})

describe('the notice', () => {
  const told: Told = { kind: 'nobody', sentence: 'S.', meanwhile: 'M.', steps: ['a', 'b'] }

  it('has the address, the sentence, what happens meanwhile and the steps', () => {
    expect(notice('http://127.0.0.1:8787', told)).toEqual([
      '',
      '  Porchlight is on: http://127.0.0.1:8787',
      '  S.',
      '  M.',
      '    1. a',
      '    2. b',
      '  Ctrl-C stops it.',
      '',
    ])
  })

  it('does not number a single step', () => {
    expect(notice('x', { ...told, steps: ['a'] })).toContain('    a')
  })
})
