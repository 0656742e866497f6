// Which model answers, and how the state changes.
import { describe, expect, it } from 'vitest'
import { choose, createWorld, languageModel, SIM_CONTEXT, SIM_MODEL, withLoaded, withoutLoaded, type World } from './cases-world.ts'

const qwen = languageModel('qwen/qwen3-8b')
const one = createWorld()
const two: World = { ...one, downloaded: [...one.downloaded, qwen] }
const bothLoaded = withLoaded(two, qwen.key)
const nothing = { ...two, loaded: [] }

describe('choose', () => {
  it.each<[string, World, string, unknown]>([
    ['the loaded one by name', one, SIM_MODEL, { kind: 'loaded', model: one.loaded[0] }],
    ['the only loaded one for a wrong name', one, 'gpt-4', { kind: 'loaded', model: one.loaded[0] }],
    ['the only loaded one for no name', two, '', { kind: 'loaded', model: one.loaded[0] }],
    ['one that is downloaded, by loading it', two, qwen.key, { kind: 'load', model: qwen }],
    ['the loaded one instead, where nothing loads on demand', { ...two, jit: false }, qwen.key, { kind: 'loaded', model: one.loaded[0] }],
    ['none for a wrong name with several loaded', bothLoaded, 'o4-mini', { kind: 'unknown', known: [SIM_MODEL, qwen.key] }],
    ['none for a wrong name with nothing loaded', nothing, 'o4-mini', { kind: 'unknown', known: [SIM_MODEL, qwen.key] }],
    ['none where nothing is loaded nor loads on demand', { ...nothing, jit: false }, qwen.key, { kind: 'none_loaded' }],
    ['none where nothing is there', { ...nothing, downloaded: [] }, SIM_MODEL, { kind: 'none_loaded' }],
    ['no embedding model', { ...one, loaded: [] }, 'text-embedding-nomic-embed-text-v1.5', { kind: 'unknown', known: [SIM_MODEL] }],
  ])('%s', (_name, world, asked, expected) => {
    expect(choose(world, asked)).toEqual(expected)
  })
})

describe('loading and unloading', () => {
  it('numbers a second instance', () => {
    const twice = withLoaded(one, SIM_MODEL, 8_192)
    expect(twice.loaded.map(({ id, context }) => [id, context])).toEqual([
      [SIM_MODEL, SIM_CONTEXT],
      [`${SIM_MODEL}:2`, 8_192],
    ])
    expect(withoutLoaded(twice, `${SIM_MODEL}:2`).loaded).toEqual(one.loaded)
    expect(withoutLoaded(twice, SIM_MODEL).loaded).toEqual([])
  })

  it('downloads what it does not have, and keeps to what the model can', () => {
    const world = withLoaded(one, 'new-3b', 1_000_000)
    expect(world.downloaded.map(({ key }) => key)).toContain('new-3b')
    expect(world.loaded.at(-1)).toEqual({ id: 'new-3b', key: 'new-3b', context: 32_768 })
  })

  it('describes a model by its name', () => {
    expect(languageModel('google/gemma-4-12b-qat')).toMatchObject({ publisher: 'google', architecture: 'gemma', params: '12B' })
    expect(languageModel(SIM_MODEL)).toMatchObject({ publisher: 'lmstudio-community', architecture: 'mixtral', params: '8X7B' })
  })
})
