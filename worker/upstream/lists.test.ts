import { describe, expect, it } from 'vitest'
import { MODELS_MAX, MODEL_NAME_MAX } from '../../shared/limits.ts'
import { readNativeV0, readNativeV1, readOpenAi } from './lists.ts'

const llm = (key: string, ...instances: readonly object[]): object => ({ type: 'llm', key, max_context_length: 131_072, loaded_instances: instances })
const instance = (id: string, context_length = 8_192, parallel?: number): object => ({
  id,
  config: { context_length, ...(parallel === undefined ? {} : { parallel }) },
})

describe('LM Studio v1', () => {
  it('tells what is loaded, with how much context and how many places', () => {
    const body = {
      models: [
        llm('google/gemma', instance('google/gemma', 4_096, 4)),
        llm('mixtral'),
        { type: 'embedding', key: 'nomic', loaded_instances: [instance('nomic')] },
      ],
    }
    expect(readNativeV1(body)).toEqual({
      server: 'lmstudio',
      models: [
        { id: 'google/gemma', loaded: true, context: 4_096 },
        { id: 'mixtral', loaded: false, context: null },
      ],
      places: 4,
    })
  })
  it.each([
    ['a second instance has the name with a number', [instance('m:2', 2_048, 1)], { id: 'm', loaded: true, context: 2_048 }],
    ['of two, the one with the plain name', [instance('other'), instance('m', 1_024)], { id: 'm', loaded: true, context: 1_024 }],
    ['loaded under another name, it answers to that', [instance('my-name', 512)], { id: 'my-name', loaded: true, context: 512 }],
  ])('%s', (_name, instances, model) => {
    expect(readNativeV1({ models: [llm('m', ...instances)] })?.models).toEqual([model])
  })
  it('the fewest places of what is loaded count', () => {
    expect(readNativeV1({ models: [llm('a', instance('a', 1, 4)), llm('b', instance('b', 1, 2))] })?.places).toBe(2)
    expect(readNativeV1({ models: [llm('a', instance('a'))] })?.places).toBeNull()
  })
  it('nothing downloaded is a list too', () => {
    expect(readNativeV1({ models: [] })).toEqual({ server: 'lmstudio', models: [], places: null })
  })
  it.each([[null], [{}], [{ models: {} }], [{ models: [{ name: 'x', model: 'x' }], data: [] }], [[]], ['x']])('%j is no such list', (body) => {
    expect(readNativeV1(body)).toBeNull()
  })
})

describe('LM Studio v0', () => {
  it('tells the state of each', () => {
    const body = {
      data: [
        { id: 'a', type: 'llm', state: 'loaded', max_context_length: 32_768, loaded_context_length: 4_096 },
        { id: 'b', type: 'vlm', state: 'not-loaded', max_context_length: 8_192 },
        { id: 'c', type: 'embeddings', state: 'loaded' },
      ],
    }
    expect(readNativeV0(body)).toEqual({
      server: 'lmstudio',
      models: [
        { id: 'a', loaded: true, context: 4_096 },
        { id: 'b', loaded: false, context: null },
      ],
      places: null,
    })
  })
  it('a list without states is another', () => {
    expect(readNativeV0({ data: [{ id: 'a', object: 'model' }] })).toBeNull()
  })
})

describe('/v1/models', () => {
  it.each([
    [
      'LM Studio',
      [{ id: 'a', owned_by: 'organization_owner' }, { id: 'text-embedding-nomic-embed-text-v1.5' }],
      'lmstudio',
      [{ id: 'a', loaded: null, context: null }],
    ],
    ['llama-server', [{ id: 'a', owned_by: 'llamacpp', meta: { n_ctx: 512, n_ctx_train: 4_096 } }], 'llamacpp', [{ id: 'a', loaded: true, context: 512 }]],
    [
      'llama-server as a router',
      [
        { id: 'a', owned_by: 'llamacpp', status: { value: 'unloaded' } },
        { id: 'b', owned_by: 'llamacpp', status: { value: 'loaded' }, meta: { n_ctx: 512 } },
        { id: 'c', owned_by: 'llamacpp', status: { value: 'loading' } },
      ],
      'llamacpp',
      [
        { id: 'a', loaded: false, context: null },
        { id: 'b', loaded: true, context: 512 },
        { id: 'c', loaded: false, context: null },
      ],
    ],
    ['vLLM', [{ id: 'a', owned_by: 'vllm', max_model_len: 8_192 }], 'vllm', [{ id: 'a', loaded: true, context: 8_192 }]],
    [
      'Ollama',
      [
        { id: 'llama3:8b', owned_by: 'library', created: 1 },
        { id: 'nomic-embed-text:latest', owned_by: 'library' },
      ],
      'ollama',
      [{ id: 'llama3:8b', loaded: null, context: null }],
    ],
    ['another', [{ id: 'a', owned_by: 'me' }], 'openai', [{ id: 'a', loaded: null, context: null }]],
    ['nothing loaded, loading on demand off', [], 'openai', []],
  ])('%s', (_name, data, server, models) => {
    expect(readOpenAi({ object: 'list', data })).toEqual({ server, models, places: null })
  })
  it('bounds names and their number, and takes each name once', () => {
    const data = [...Array.from({ length: MODELS_MAX + 9 }, (_, index) => ({ id: `m${index}` })), { id: 'm0' }]
    expect(readOpenAi({ data })?.models).toHaveLength(MODELS_MAX)
    expect(readOpenAi({ data: [{ id: 'x'.repeat(500) }] })?.models[0]?.id).toHaveLength(MODEL_NAME_MAX)
    expect(readOpenAi({ data: [{ id: 'a' }, { id: 'a' }, { id: '' }] })?.models).toHaveLength(1)
  })
  it('a list of more names than can be compared with each other is read at once', () => {
    const data = Array.from({ length: 100_000 }, (_, index) => ({ id: `m${index}` }))
    const began = performance.now()
    expect(readOpenAi({ data })?.models).toHaveLength(MODELS_MAX)
    expect(performance.now() - began).toBeLessThan(2_000)
  })
  it.each([[null], [{}], [{ data: {} }], [{ data: [1] }], [{ data: [{ name: 'a' }] }], ['x']])('%j is no list', (body) => {
    expect(readOpenAi(body)).toBeNull()
  })
})
