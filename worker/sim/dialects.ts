// How each home server puts an answer on the wire: its headers, its frames, its list, its words for what is not there. Pure data and functions.
import {
  chunk,
  type Count,
  DONE,
  errorFrame,
  type Finish,
  finishFrame,
  frame,
  JSON_TYPE,
  type Meta,
  reasoningFrame,
  textFrame,
  usageFrame,
  usageOf,
} from './wire.ts'

export const DIALECTS = ['lmstudio', 'llamacpp', 'ollama', 'vllm', 'jan'] as const
export type Dialect = (typeof DIALECTS)[number]

export interface Refusal {
  readonly status: number
  readonly type: string
  readonly body: string
}

export interface Profile {
  readonly title: string
  /** Of every answer that the server itself gives. */
  readonly headers: Readonly<Record<string, string>>
  /** How much of the prompt was read, in tokens, for who asks for it; null: it does not tell. */
  readonly progress: ((meta: Meta, processed: number, total: number) => string) | null
  /** A chunk before the first word; empty where there is none. */
  readonly first: (meta: Meta) => string
  readonly text: (meta: Meta, text: string) => string
  readonly reasoning: (meta: Meta, text: string) => string
  readonly finish: (meta: Meta, finish: Finish) => string
  readonly usage: (meta: Meta, count: Count) => string
  /** An error in mid-stream, to the end of the body. */
  readonly broke: (meta: Meta, message: string) => string
  readonly notFound: (method: string, path: string) => Refusal
  /** A model that it does not have; null: it answers with what it has, or as LM Studio does. */
  readonly unknownModel: ((asked: string) => Refusal) | null
  /** Of an entry of `/v1/models`. */
  readonly owner: string
  readonly listed: (context: number) => Readonly<Record<string, unknown>>
}

const json = (status: number, body: unknown): Refusal => ({ status, type: JSON_TYPE, body: JSON.stringify(body) })

/** llama-server's own order of fields. */
const llama = (meta: Meta, delta: unknown, finish: Finish | null, more: Readonly<Record<string, unknown>> = {}): string =>
  frame({
    choices: [{ finish_reason: finish, index: 0, delta }],
    created: meta.created,
    id: meta.id,
    model: meta.model,
    system_fingerprint: LLAMA_BUILD,
    object: 'chat.completion.chunk',
    ...more,
  })
const LLAMA_BUILD = 'b11669-Debian'
const TIMINGS = { cache_n: 10, prompt_n: 1, prompt_ms: 0.438, prompt_per_token_ms: 0.438, predicted_n: 3, predicted_ms: 93.5, predicted_per_token_ms: 31.2 }

const ollama = (meta: Meta, delta: unknown, finish: Finish | null): string =>
  frame({
    id: meta.id,
    object: 'chat.completion.chunk',
    created: meta.created,
    model: meta.model,
    system_fingerprint: 'fp_ollama',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })

const vllm = (meta: Meta, delta: unknown, finish: Finish | null): string =>
  frame({
    id: meta.id,
    object: 'chat.completion.chunk',
    created: meta.created,
    model: meta.model,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish, ...(finish === null ? {} : { stop_reason: null }) }],
  })

const withUsage = (meta: Meta, count: Count): string =>
  frame({ id: meta.id, object: 'chat.completion.chunk', created: meta.created, model: meta.model, choices: [], usage: usageOf(count) })

export const PROFILES: Readonly<Record<Dialect, Profile>> = {
  lmstudio: {
    title: 'LM Studio',
    headers: { 'x-powered-by': 'Express' },
    progress: null,
    first: () => '',
    text: textFrame,
    reasoning: reasoningFrame,
    finish: finishFrame,
    usage: usageFrame,
    broke: (_meta, message) => errorFrame(message),
    notFound: (method, path) => json(200, { error: `Unexpected endpoint or method. (${method} ${path})` }),
    unknownModel: null,
    owner: 'organization_owner',
    listed: () => ({}),
  },
  llamacpp: {
    title: 'llama-server',
    headers: { server: 'llama.cpp', 'access-control-allow-origin': '' },
    progress: (meta, processed, total) =>
      llama(meta, { role: 'assistant', content: null }, null, { prompt_progress: { total, cache: 0, processed, time_ms: 0 } }),
    first: (meta) => llama(meta, { role: 'assistant', content: null }, null),
    text: (meta, content) => llama(meta, { content }, null),
    reasoning: (meta, text) => llama(meta, { reasoning_content: text }, null),
    finish: (meta, finish) => llama(meta, {}, finish, { timings: TIMINGS }),
    usage: withUsage,
    broke: (_meta, message) => frame({ error: { code: 500, message, type: 'server_error' } }),
    notFound: () => json(404, { error: { message: 'File Not Found', type: 'not_found_error', code: 404 } }),
    unknownModel: null,
    owner: 'llamacpp',
    listed: (context) => ({ created: 1_780_000_000, meta: { n_ctx: context, n_ctx_train: 32_768 } }),
  },
  ollama: {
    title: 'Ollama',
    headers: {},
    progress: null,
    first: () => '',
    text: (meta, content) => ollama(meta, { role: 'assistant', content }, null),
    reasoning: (meta, reasoning) => ollama(meta, { role: 'assistant', content: '', reasoning }, null),
    finish: (meta, finish) => ollama(meta, {}, finish),
    usage: withUsage,
    // The error is decoded as an empty piece of an answer, and nothing follows.
    broke: (meta) => ollama(meta, { role: 'assistant', content: '' }, null),
    notFound: () => ({ status: 404, type: 'text/plain', body: '404 page not found' }),
    unknownModel: (asked) =>
      json(404, { error: { message: `model "${asked}" not found, try pulling it first`, type: 'not_found_error', param: null, code: null } }),
    owner: 'library',
    listed: () => ({ created: 1_780_000_000 }),
  },
  vllm: {
    title: 'vLLM',
    headers: { server: 'uvicorn' },
    progress: null,
    first: (meta) => vllm(meta, { role: 'assistant', content: '' }, null),
    text: (meta, content) => vllm(meta, { content }, null),
    reasoning: (meta, reasoning) => vllm(meta, { reasoning }, null),
    finish: (meta, finish) => vllm(meta, { content: '' }, finish),
    usage: withUsage,
    broke: (_meta, message) => `${frame({ error: { message, type: 'InternalServerError', param: null, code: 500 } })}${DONE}`,
    notFound: () => json(404, { detail: 'Not Found' }),
    unknownModel: (asked) => json(404, { error: { message: `The model \`${asked}\` does not exist.`, type: 'NotFoundError', param: 'model', code: 404 } }),
    owner: 'vllm',
    listed: (context) => ({ created: 1_780_000_000, root: null, parent: null, max_model_len: context }),
  },
  jan: {
    title: 'Jan',
    headers: {},
    progress: null,
    first: () => '',
    text: (meta, content) => chunk(meta, { content }, null),
    reasoning: reasoningFrame,
    finish: finishFrame,
    usage: usageFrame,
    broke: (_meta, message) => frame({ error: { message } }),
    notFound: () => ({ status: 404, type: 'text/plain', body: 'Not Found' }),
    unknownModel: null,
    owner: 'jan',
    listed: () => ({ created: 1_780_000_000 }),
  },
}
