// The lists of models that home servers give, in three forms -> models. Pure.
import type { Model } from '../../shared/health.ts'
import { MODEL_NAME_MAX, MODELS_MAX } from '../../shared/limits.ts'
import type { HomeReport } from '../../shared/health.ts'
import { type Fields, countOf, fieldsOf, isFields, listOf, stringOf } from './narrow.ts'

export interface Listed {
  readonly server: NonNullable<HomeReport['server']>
  readonly models: readonly Model[]
  /** Answers that are written at the same time; null where not told. */
  readonly places: number | null
}

/** A model that only makes vectors; `/v1/models` does not tell them apart by more than their names. */
const EMBEDDING = /(?:^|[-_/.])(?:text-)?embed(?:ding)?s?(?:$|[-_/.:])/i

/** LM Studio `/api/v1/models`. null: this is no such list. */
export function readNativeV1(body: unknown): Listed | null {
  const list = fieldsOf(body)['models']
  if (!Array.isArray(list)) return null
  const entries = list.filter(isFields)
  // Other servers have a `models` of their own.
  if (entries.some((entry) => typeof entry['key'] !== 'string')) return null
  const models: Model[] = []
  const parallels: number[] = []
  for (const entry of entries) {
    if (stringOf(entry['type']).startsWith('embedding')) continue
    const key = stringOf(entry['key'])
    const instances = listOf(entry['loaded_instances']).filter(isFields)
    // A model that was loaded under another name answers to that name; asked for by its key it would be loaded once more.
    const named = instances.find((instance) => isNameOf(stringOf(instance['id']), key))
    const instance = named ?? instances[0]
    const config = fieldsOf(instance?.['config'])
    const parallel = countOf(config['parallel'])
    if (instance && parallel !== null && parallel > 0) parallels.push(parallel)
    add(models, instance && !named ? stringOf(instance['id']) || key : key, instance !== undefined, countOf(config['context_length']))
  }
  return { server: 'lmstudio', models, places: parallels.length > 0 ? Math.min(...parallels) : null }
}

/** LM Studio `/api/v0/models`. */
export function readNativeV0(body: unknown): Listed | null {
  const entries = dataOf(body)
  if (!entries || entries.some((entry) => typeof entry['state'] !== 'string')) return null
  const models: Model[] = []
  for (const entry of entries) {
    if (stringOf(entry['type']).startsWith('embedding')) continue
    add(models, stringOf(entry['id']), entry['state'] === 'loaded', countOf(entry['loaded_context_length']))
  }
  return { server: 'lmstudio', models, places: null }
}

/** `/v1/models`, which every server has. */
export function readOpenAi(body: unknown): Listed | null {
  const entries = dataOf(body)
  if (!entries) return null
  const owners = new Set(entries.map((entry) => stringOf(entry['owned_by']).toLowerCase()))
  const server = serverOf(owners)
  const models: Model[] = []
  for (const entry of entries) {
    const id = stringOf(entry['id'])
    if (EMBEDDING.test(id)) continue
    const context = countOf(fieldsOf(entry['meta'])['n_ctx']) ?? countOf(entry['max_model_len'])
    // llama-server and vLLM hold what they list, except a router, which tells the state of each.
    const state = stringOf(fieldsOf(entry['status'])['value'])
    const loaded = state !== '' ? state === 'loaded' : server === 'llamacpp' || server === 'vllm' || server === 'demo' ? true : null
    add(models, id, loaded, context)
  }
  return { server, models, places: null }
}

function serverOf(owners: ReadonlySet<string>): Listed['server'] {
  if (owners.has('porchlight')) return 'demo'
  if (owners.has('llamacpp')) return 'llamacpp'
  if (owners.has('vllm')) return 'vllm'
  if (owners.has('library')) return 'ollama'
  return owners.has('organization_owner') || owners.has('organization-owner') ? 'lmstudio' : 'openai'
}

/** The entries of an OpenAI list; null where the body is none. */
function dataOf(body: unknown): readonly Fields[] | null {
  const list = fieldsOf(body)['data']
  if (!Array.isArray(list)) return null
  const entries = list.filter(isFields)
  return entries.length === list.length && entries.every((entry) => typeof entry['id'] === 'string') ? entries : null
}

/** A second instance has a number after its name. */
const isNameOf = (instance: string, key: string): boolean =>
  instance === key || (instance.startsWith(`${key}:`) && /^\d+$/.test(instance.slice(key.length + 1)))

function add(models: Model[], name: string, loaded: boolean | null, context: number | null): void {
  // Before it is looked for: a list of 2 MB has room for more names than can be compared with each other.
  if (models.length >= MODELS_MAX) return
  const id = name.slice(0, MODEL_NAME_MAX)
  if (id === '' || models.some((model) => model.id === id)) return
  models.push({ id, loaded, context: loaded === false || context === 0 ? null : context })
}
