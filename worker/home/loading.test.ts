import { describe, expect, it } from 'vitest'
import type { Model } from '../../shared/health.ts'
import type { Holder } from './line.ts'
import { firstUse, isReady, type Memory, nextStep } from './loading.ts'

const model = (id: string, loaded: boolean | null): Model => ({ id, loaded, context: null })
const holder = (turn: string, wish: string | null = null, first: number | null = null): Holder => ({ turn, model: wish, first })
const memory = (over: Partial<Memory> = {}): Memory => ({
  models: [model('warm', true), model('cold', false), model('frozen', false)],
  preferred: null,
  serverLoads: false,
  running: null,
  canLoad: true,
  ...over,
})

describe('who has a place may call', () => {
  it.each<[string, Holder, Partial<Memory>, boolean]>([
    ['a model in memory', holder('a', 'warm'), {}, true],
    ['a model that is not', holder('a', 'cold'), {}, false],
    ['a model of which it is not told', holder('a', 'x'), { models: [model('x', null)] }, true],
    ['no model that is listed: the one that home would take', holder('a', 'gone'), {}, true],
    ['what home prefers, which is not in memory', holder('a'), { preferred: 'cold' }, false],
    ['anything, where nothing is listed', holder('a', 'cold'), { models: [] }, true],
    ['a model that it is the first to use', holder('a', 'cold', 1), {}, true],
    ['while the server says that it loads', holder('a', 'warm'), { serverLoads: true }, false],
  ])('%s', (_, who, over, ready) => {
    expect(isReady(who, memory(over))).toBe(ready)
  })
})

describe('what is done next', () => {
  const two = [holder('a', 'cold'), holder('b', 'cold')]
  it('a model is asked for once, and another one after it', () => {
    expect(nextStep(two, memory())).toEqual({ kind: 'load', model: 'cold' })
    expect(nextStep(two, memory({ running: 'cold' }))).toBeNull()
    expect(nextStep([...two, holder('c', 'frozen')], memory({ running: 'cold' }))).toBeNull()
  })

  it('where it cannot be asked for, one of those who want it is its first user', () => {
    const jit = memory({ canLoad: false })
    expect(nextStep(two, jit)).toEqual({ kind: 'first', turn: 'a' })
    expect(nextStep([holder('a', 'cold', 1), holder('b', 'cold')], jit)).toBeNull()
    expect(nextStep([holder('a', 'cold', 1), holder('b', 'frozen')], jit)).toEqual({ kind: 'first', turn: 'b' })
    expect(firstUse([holder('a', 'cold', 7)], jit)).toEqual({ model: 'cold', since: 7 })
  })

  it.each<[string, readonly Holder[], Partial<Memory>]>([
    ['nobody is there', [], {}],
    ['all is in memory', [holder('a', 'warm')], {}],
    ['the server loads already', two, { serverLoads: true }],
  ])('nothing, where %s', (_, holders, over) => {
    expect(nextStep(holders, memory(over))).toBeNull()
    expect(nextStep(holders, memory({ ...over, canLoad: false }))).toBeNull()
  })
})
