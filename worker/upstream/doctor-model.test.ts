// The model server and its model: each cause by its name.
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../shared/doctor.ts'
import type { Model } from '../../shared/health.ts'
import { DOCTOR_BUFFERED_AFTER_MS, DOCTOR_BUFFERED_MS, DOCTOR_NAME_MAX } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { UpstreamProblem } from '../ports.ts'
import { judgeAnswer, judgeLoaded, judgeModels, judgeServer, judgeStream, type Spoken } from './doctor-model.ts'

const problem = (code: ProblemCode): UpstreamProblem => ({ code, retryable: false, retry_after_ms: null, detail: 'not to be told' })
const model = (id: string, loaded: boolean | null = true): Model => ({ id, loaded, context: null })
const spoken = (change: Partial<Spoken> = {}): Spoken => ({ pieces: [], finished: true, ms: 500, late: false, problem: null, ...change })
/** One every `ms`, the first after `first`. */
const pieces = (count: number, first: number, ms: number): number[] => Array.from({ length: count }, (_, at) => first + at * ms)
const ANY = { model: null, firm: false }

describe('each cause', () => {
  it.each<[name: string, finding: Finding, result: Finding['result'], says: RegExp]>([
    [
      'a server that is known',
      judgeServer({ kind: 'up', server: 'lmstudio', models: [], round_trip: 12.4, places: null }),
      'ok',
      /^LM Studio answers in 12 ms/,
    ],
    ['one that is not', judgeServer({ kind: 'up', server: 'openai', models: [], round_trip: 0.2, places: null }), 'ok', /OpenAI dialect answers in 1 ms/],
    ['a server that is busy', judgeServer({ kind: 'down', problem: problem('home_busy') }), 'failed', /busy/],
    ['no model', judgeModels([], null, ANY, []), 'failed', /lists no model/],
    ['models', judgeModels([model('a'), model('b')], model('a'), ANY, []), 'ok', /^2 models are listed; a is the one/],
    ['the preferred one, without its publisher', judgeModels([model('x/a')], model('x/a'), { model: 'A', firm: true }, []), 'ok', /^1 model is listed/],
    ['a preference that home does not have', judgeModels([model('a')], model('a'), { model: 'b', firm: false }, []), 'ok', /without b, .* a answers instead/],
    ['a name that home does not have', judgeModels([model('a')], model('a'), { model: 'b', firm: true }, []), 'failed', /b is not among them/],
    ['loaded', judgeLoaded(model('a'), true, []), 'ok', /a is loaded/],
    ['not told whether', judgeLoaded(model('a', null), true, []), 'not_visible', /^Not visible from here\. .* does not tell/],
    ['not loaded, on demand', judgeLoaded(model('a', false), true, []), 'failed', /first message loads it/],
    ['not loaded, and never by itself', judgeLoaded(model('a', false), false, []), 'failed', /nothing loads it by itself/],
    ['a token', judgeAnswer(spoken({ pieces: [820] })), 'ok', /in 820 ms/],
    ['a token that is not shown', judgeAnswer(spoken({ ms: 1_200 })), 'ok', /in 1\.2 s/],
    ['no model loaded after all', judgeAnswer(spoken({ problem: problem('no_model') })), 'failed', /no model is loaded/],
    ['a crash', judgeAnswer(spoken({ problem: problem('model_crashed') })), 'failed', /crashed/],
    ['no token in time', judgeAnswer(spoken({ late: true, finished: false, ms: 20_000 })), 'failed', /within 20\.0 s/],
    ['a cut', judgeAnswer(spoken({ finished: false })), 'failed', /broke off/],
    ['word by word', judgeStream(spoken({ pieces: pieces(20, 400, 30) })), 'ok', /20 pieces came one by one/],
    ['held back', judgeStream(spoken({ pieces: pieces(20, 2_000, 0.2) })), 'failed', /All 20 pieces came at once after 2\.0 s/],
    ['held back beyond its time', judgeStream(spoken({ late: true, finished: false })), 'failed', /though a single token did/],
    ['too few pieces', judgeStream(spoken({ pieces: pieces(3, 400, 0) })), 'not_visible', /3 pieces, too few/],
    ['one piece', judgeStream(spoken({ pieces: [400] })), 'not_visible', /one piece/],
    ['so fast that nothing was held back', judgeStream(spoken({ pieces: pieces(20, DOCTOR_BUFFERED_AFTER_MS - 1, 0) })), 'ok', /one by one/],
    ['no word', judgeStream(spoken()), 'failed', /without a word/],
    ['an error', judgeStream(spoken({ problem: problem('home_busy') })), 'failed', /busy/],
  ])('%s', (_, finding, result, says) => {
    expect([finding.result, finding.says]).toEqual([result, expect.stringMatching(says)])
    expect(finding.todo.length > 0).toBe(result === 'failed')
    expect(JSON.stringify(finding)).not.toContain('not to be told')
  })

  it('is held back up to that time, and not beyond', () => {
    const spread = (ms: number) => judgeStream(spoken({ pieces: [1_000, 1_000, 1_000, 1_000 + ms] })).result
    expect([spread(DOCTOR_BUFFERED_MS - 1), spread(DOCTOR_BUFFERED_MS)]).toEqual(['failed', 'ok'])
  })
})

describe('the name of a model comes from outside', () => {
  it.each([
    ['a secret', 'canary-key', 'a *** model'],
    ['a line break and an escape', 'a \u001B[31m\nmodel', 'a [31m model'],
  ])('%s is not in it', (_, inside, expected) => {
    const name = inside === 'canary-key' ? 'a canary-key model' : inside
    expect(judgeLoaded(model(name), true, ['canary-key']).says).toBe(`${expected} is loaded.`)
  })

  it('is bounded', () => {
    expect(judgeLoaded(model('x'.repeat(200)), true, []).says).toBe(`${'x'.repeat(DOCTOR_NAME_MAX - 1)}… is loaded.`)
  })
})
