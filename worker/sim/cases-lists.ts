// The lists of models: LM Studio's three forms, and the plain one as others give it. Pure.
import { type Loaded, SIM_CONTEXT, type SimModel, type World } from './cases-world.ts'
import { PROFILES } from './dialects.ts'

/** GET /v1/models: everything downloaded where models load on demand, else what is in memory. Says nothing about which is which. */
export function openaiList(world: World): unknown {
  const ids = world.jit ? [...world.downloaded.map(({ key }) => key), ...second(world)] : world.loaded.map(({ id }) => id)
  const { owner, listed } = PROFILES[world.dialect]
  const context = (id: string): number => world.loaded.find((loaded) => loaded.id === id)?.context ?? SIM_CONTEXT
  return { data: ids.map((id) => ({ id, object: 'model', owned_by: owner, ...listed(context(id)) })), object: 'list' }
}

/** GET /api/v0/models. */
export function v0List(world: World): unknown {
  return { object: 'list', data: world.downloaded.map((model) => v0Model(world, model)) }
}

/** GET /api/v0/models/{model}. */
export function v0Model(world: World, model: SimModel): unknown {
  const loaded = world.loaded.find(({ key }) => key === model.key)
  return {
    id: model.key,
    object: 'model',
    type: model.type === 'embedding' ? 'embeddings' : model.vision === true ? 'vlm' : 'llm',
    publisher: model.publisher,
    arch: model.architecture,
    compatibility_type: 'gguf',
    quantization: model.quantization.name,
    state: loaded === undefined ? 'not-loaded' : 'loaded',
    max_context_length: model.max_context,
    ...(loaded === undefined ? {} : { loaded_context_length: loaded.context }),
    ...(model.type === 'llm' ? { capabilities: ['tool_use'] } : {}),
  }
}

/** GET /api/v1/models. */
export function nativeList(world: World): unknown {
  return { models: world.downloaded.map((model) => nativeModel(world, model)) }
}

function nativeModel(world: World, model: SimModel): unknown {
  const instances = world.loaded.filter(({ key }) => key === model.key)
  const common = {
    type: model.type,
    publisher: model.publisher,
    key: model.key,
    display_name: model.key.split('/').at(-1) ?? model.key,
    quantization: model.quantization,
    size_bytes: model.size_bytes,
    params_string: model.params,
    loaded_instances: instances.map((loaded) => instance(world, loaded, model)),
    max_context_length: model.max_context,
    format: 'gguf',
  }
  if (model.type === 'embedding') return common
  return { ...common, architecture: model.architecture, capabilities: { vision: model.vision === true, trained_for_tool_use: true }, description: null }
}

function instance(world: World, loaded: Loaded, model: SimModel): unknown {
  if (model.type === 'embedding') return { id: loaded.id, config: { context_length: loaded.context } }
  return {
    id: loaded.id,
    config: { context_length: loaded.context, eval_batch_size: 512, parallel: world.concurrency, flash_attention: true, offload_kv_cache_to_gpu: true },
  }
}

/** Second instances stand in the plain list under their own name. */
const second = (world: World): string[] => world.loaded.filter(({ id, key }) => id !== key).map(({ id }) => id)
