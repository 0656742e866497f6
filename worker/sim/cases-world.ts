// The state of a simulated model server: what is downloaded, what is loaded, how fast it is. Plain data and pure changes of it.
import type { Dialect } from './dialects.ts'

/** A downloaded model. Sizes in tokens and bytes. */
export interface SimModel {
  readonly key: string
  readonly type: 'llm' | 'embedding'
  readonly publisher: string
  readonly architecture: string
  readonly quantization: { readonly name: string; readonly bits_per_weight: number }
  readonly size_bytes: number
  readonly params: string
  readonly max_context: number
  /** Takes images; left out: it does not. */
  readonly vision?: boolean
}

/** Builds of LM Studio that differ on the wire: lists of its own since 0.3.6 and 0.4.0, a count of tokens in a stream since 0.3.18. */
export const VERSIONS = ['0.3.5', '0.3.14', '0.3.23', '0.4.8', '0.4.20'] as const
export type Version = (typeof VERSIONS)[number]
export const since = (version: Version, first: Version): boolean => VERSIONS.indexOf(version) >= VERSIONS.indexOf(first)

/** A model in memory. `id` differs from `key` where one model is loaded twice. */
export interface Loaded {
  readonly id: string
  readonly key: string
  /** Tokens it can read and write at once. */
  readonly context: number
}

export interface World {
  readonly downloaded: readonly SimModel[]
  readonly loaded: readonly Loaded[]
  /** Tokens a second. */
  readonly rate: number
  /** Silence before the first token (reading the prompt), in milliseconds. */
  readonly first_token_ms: number
  /** How long a load takes, in milliseconds. */
  readonly load_ms: number
  /** Every answer, lists included, comes this much later. */
  readonly slow_ms: number
  /** A model that is asked for and only downloaded is loaded by the request. */
  readonly jit: boolean
  /** The API token that requests must carry; null: none. */
  readonly token: string | null
  /** Predictions at a time; others wait, silently. */
  readonly concurrency: number
  /** Names of cases that the next chat requests get, one each, instead of an answer. */
  readonly failures: readonly string[]
  /** What every answer says from now on; null: what the prompt asks for. */
  readonly says: string | null
  /** How it speaks. */
  readonly dialect: Dialect
  /** Where it speaks as LM Studio. */
  readonly version: Version
  /** All times go by this much faster than they are told: at 1000 a silence of 150 s takes 150 ms. */
  readonly speed: number
  /** The name of a case that every request gets; null: none. */
  readonly case: string | null
  /** Two first requests at once load their model twice, as LM Studio does. */
  readonly races: boolean
}

export const SIM_MODEL = 'mixtral-8x7b-instruct-v0.1'
/** The context a model gets where nobody says otherwise, in tokens. */
export const SIM_CONTEXT = 4096
/** Tokens a second, and predictions at a time, where nobody says otherwise. */
export const SIM_RATE = 40
export const SIM_CONCURRENCY = 4
const FIRST_TOKEN_MS = 50
const LOAD_MS = 300

/** A language model of that name, with figures of a usual one. */
export function languageModel(key: string): SimModel {
  const [owner, name] = key.includes('/') ? [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)] : ['lmstudio-community', key]
  return {
    key,
    type: 'llm',
    publisher: owner,
    architecture: /^[a-z]+/.exec(name.toLowerCase())?.[0] ?? 'llama',
    quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
    size_bytes: 4_920_000_000,
    params: /\d+(?:x\d+)?b/i.exec(name)?.[0].toUpperCase() ?? '8B',
    max_context: 32_768,
  }
}

/** What LM Studio brings along; it stands in the lists and cannot chat. */
export const EMBEDDING_MODEL: SimModel = {
  key: 'text-embedding-nomic-embed-text-v1.5',
  type: 'embedding',
  publisher: 'nomic-ai',
  architecture: 'nomic-bert',
  quantization: { name: 'Q4_K_M', bits_per_weight: 4 },
  size_bytes: 84_106_624,
  params: '137M',
  max_context: 2048,
}

/** One language model, loaded, and the embedding model beside it. */
export function createWorld(state: Partial<World> & { readonly model?: string; readonly context?: number } = {}): World {
  const { model = SIM_MODEL, context = SIM_CONTEXT, ...rest } = state
  return {
    downloaded: [languageModel(model), EMBEDDING_MODEL],
    loaded: [{ id: model, key: model, context }],
    rate: SIM_RATE,
    first_token_ms: FIRST_TOKEN_MS,
    load_ms: LOAD_MS,
    slow_ms: 0,
    jit: true,
    token: null,
    concurrency: SIM_CONCURRENCY,
    failures: [],
    says: null,
    dialect: 'lmstudio',
    version: '0.4.20',
    speed: 1,
    case: null,
    races: false,
    ...rest,
  }
}

/** Which model answers a request. */
export type Choice =
  | { readonly kind: 'loaded'; readonly model: Loaded }
  | { readonly kind: 'load'; readonly model: SimModel }
  | { readonly kind: 'unknown'; readonly known: readonly string[] }
  | { readonly kind: 'none_loaded' }

/** A wrong name is answered by the only loaded model without a word; with several known it is refused. */
export function choose(world: World, asked: string): Choice {
  const isModel = (key: string): boolean => world.downloaded.some((model) => model.key === key && model.type === 'llm')
  const loaded = world.loaded.filter(({ key }) => isModel(key))
  const named = loaded.find(({ id, key }) => id === asked || key === asked)
  if (named !== undefined) return { kind: 'loaded', model: named }
  const known = world.downloaded.filter(({ type }) => type === 'llm')
  const waiting = known.find(({ key }) => key === asked)
  if (waiting !== undefined && world.jit) return { kind: 'load', model: waiting }
  const [only, ...others] = loaded
  if (only !== undefined && others.length === 0) return { kind: 'loaded', model: only }
  if (only === undefined && (!world.jit || known.length === 0)) return { kind: 'none_loaded' }
  return { kind: 'unknown', known: known.map(({ key }) => key) }
}

/** With the model in memory; a second instance gets a number. A name that was not downloaded is downloaded first. */
export function withLoaded(world: World, key: string, context?: number): World {
  const known = world.downloaded.find((model) => model.key === key)
  const model = known ?? languageModel(key)
  const instances = world.loaded.filter((loaded) => loaded.key === key).length
  const id = instances === 0 ? key : `${key}:${instances + 1}`
  return {
    ...world,
    downloaded: known === undefined ? [...world.downloaded, model] : world.downloaded,
    loaded: [...world.loaded, { id, key, context: Math.min(context ?? SIM_CONTEXT, model.max_context) }],
  }
}

/** By the id of an instance, or by the name of a model, which takes all its instances. */
export function withoutLoaded(world: World, id: string): World {
  return { ...world, loaded: world.loaded.filter((loaded) => loaded.id !== id && loaded.key !== id) }
}
