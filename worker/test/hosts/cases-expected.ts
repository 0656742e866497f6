// What comes of each case in the product: how the turn ends, what a person reads, and how often home is asked. With one retry allowed.
import type { FinishReason, InterruptReason, Usage } from '../../../shared/conversation.ts'
import type { ProblemCode } from '../../../shared/problem.ts'

export interface Expected {
  readonly state:
    | { readonly status: 'done'; readonly finish_reason: FinishReason }
    | { readonly status: 'failed'; readonly problem: ProblemCode }
    | { readonly status: 'interrupted'; readonly reason: InterruptReason }
  readonly text: string
  readonly reasoning: string
  /** Left out: it does not matter. */
  readonly usage?: Usage | null
  readonly model?: string
  /** How often home was asked. */
  readonly asked: number
}

type More = Partial<Omit<Expected, 'state' | 'text'>>
const done = (text: string, more: More & { readonly finish?: FinishReason } = {}): Expected => {
  const { finish = 'stop', ...rest } = more
  return { state: { status: 'done', finish_reason: finish }, text, reasoning: '', asked: 1, ...rest }
}
const failed = (problem: ProblemCode, asked = 1, text = ''): Expected => ({ state: { status: 'failed', problem }, text, reasoning: '', asked })
const interrupted = (reason: InterruptReason, text: string, asked = 1): Expected => ({ state: { status: 'interrupted', reason }, text, reasoning: '', asked })

const COUNTED: Usage = { prompt_tokens: 10, completion_tokens: 5, reasoning_tokens: 0 }
const BASIC = 'One two three four.'
const THOUGHT = done('So: that.', { reasoning: 'First this, then that.' })
const TEN = 'One two three four five six seven eight nine ten'
/** Frames of an API that is not spoken: nothing in them is an answer, and their end is not taken for one. */
const NOT_SPOKEN = interrupted('stream_cut', '', 2)

/** By the names that the simulator plays. The cases that need more than one turn, or another world, are tests of their own. */
export const EXPECTED: Readonly<Record<string, Expected>> = {
  'stream-basic': done(BASIC, { usage: null }),
  'nonstream-basic': done('Hello', { usage: COUNTED }),
  'usage-trailing': done(BASIC, { usage: COUNTED }),
  'usage-on-finish': done(BASIC, { usage: COUNTED }),
  'no-usage': done(BASIC, { usage: null }),
  'finish-length': done('One and', { finish: 'length' }),
  reasoning_content: THOUGHT,
  'reasoning-key': THOUGHT,
  'think-inline-split': done('\nAnswer', { reasoning: 'plan' }),
  'think-no-open': done('Answer', { reasoning: 'plan...' }),
  'reasoning-only': done('', { reasoning: 'All of it is thought.' }),
  'v1-chat-full': NOT_SPOKEN,
  'v1-chat-mcp': NOT_SPOKEN,

  'jit-load-silence': done(BASIC),
  'prefill-silence-150s': done(BASIC),
  'headers-late': done(BASIC),
  'split-utf8': done('🏮'),
  'split-lines/in-data': done('One'),
  'split-lines/in-json': done('One'),
  'split-lines/between-newlines': done('One'),
  'split-lines/crlf': done('One'),
  'split-lines/multi-frame': done('One two'),
  'one-byte-drip': done(BASIC),
  'all-at-once': done(BASIC),
  'eof-no-done': done('One.'),
  'eof-mid-text': interrupted('stream_cut', 'One and'),
  'rst-mid-text': interrupted('stream_cut', 'One and'),
  'keepalive-reset/once': done(BASIC, { asked: 2 }),
  'keepalive-reset/always': failed('home_off', 2),
  'keepalive-reset/mid-headers': done(BASIC, { asked: 2 }),
  'hang-forever': interrupted('home_silent', 'One and'),
  'comment-and-event-lines': done('One'),
  'content-type-wrong/sse-as-json': done(BASIC),
  'content-type-wrong/json-as-sse': done('Hello'),

  'queue-abort-120': failed('home_busy', 2),

  'wrong-path-200': failed('home_misconfigured'),
  'no-token-401': failed('home_refused'),
  'string-error-400': failed('bad_request_upstream'),
  'model-not-found': failed('model_not_found'),
  'model-swapped': done('One.', { model: 'gemma-3-1b-it-qat' }),
  'no-models-loaded/string': failed('no_model'),
  'no-models-loaded/object': failed('no_model'),
  'no-models-loaded/404': failed('no_model'),
  'load-failed/404': failed('model_load_failed'),
  'load-failed/guard': failed('model_load_failed'),
  'overflow-400/tokens': failed('context_overflow'),
  'overflow-400/keep': failed('context_overflow'),
  'overflow-400/engine': failed('context_overflow'),
  'overflow-500-responses': failed('context_overflow'),
  'overflow-stream': failed('context_overflow'),
  'overflow-empty': failed('empty_answer'),
  'error-frame-variants/object': failed('model_crashed'),
  'error-frame-variants/object-done': failed('model_crashed'),
  'error-frame-variants/string': failed('model_crashed'),
  'error-frame-variants/string-done': failed('model_crashed'),
  'error-frame-variants/unnamed': failed('model_crashed'),
  'error-frame-variants/unnamed-done': failed('model_crashed'),
  // Without a word of error an end is only a cut; one that says [DONE] says that nothing more comes.
  'error-frame-variants/silent': interrupted('stream_cut', '', 2),
  'error-frame-variants/silent-done': failed('empty_answer'),
  'crash-midway': failed('model_crashed', 1, TEN),
  'engine-fetch-failed/always': failed('home_busy', 2),
  'engine-fetch-failed/once': done(BASIC, { asked: 2 }),
  'jinja-error': failed('template_rejected'),
  'json_object-rejected': failed('bad_request_upstream'),
  'tool_choice-object': failed('bad_request_upstream'),
  'image-url/http': failed('bad_request_upstream'),
  'image-url/webp': failed('bad_request_upstream'),
  'v1-eof': NOT_SPOKEN,
  'v1-discriminator/text': failed('bad_request_upstream'),
  'v1-discriminator/message': failed('bad_request_upstream'),
  'prev-id-unknown': failed('bad_request_upstream'),
  'html-200/login': failed('tunnel_refused'),
  'html-200/interstitial': failed('tunnel_refused'),

  // A chat has no tools: an answer of nothing but calls is an empty one.
  'tool-deltas': failed('empty_answer'),
  'tool-parallel': failed('empty_answer'),
  'tool-empty-id': failed('empty_answer'),
  'tool-in-text/request': done('[TOOL_REQUEST]{"name":"get_time","arguments":{}}[END_TOOL_REQUEST]'),
  'tool-in-text/xml': done('<tool_call>\n<function=get_time></function>\n</tool_call>'),
  'tool-dropped/stream': failed('empty_answer'),
  'tool-dropped/whole': failed('empty_answer'),

  // 120 s is longer than a turn waits.
  'cf-1033-json': failed('home_unreachable'),
  'cf-1033-html/page': failed('home_unreachable'),
  'cf-1033-html/line': failed('home_unreachable'),
  'cf-502': failed('home_off', 2),
  'cf-524/always': failed('edge_cut', 6),
  'cf-524/once': done(BASIC, { asked: 2 }),
  'access-302': failed('tunnel_refused'),
  'access-401-403/401': failed('tunnel_refused'),
  'access-401-403/401-empty': failed('tunnel_refused'),
  'access-401-403/403': failed('tunnel_refused'),
  'quick-429': failed('home_busy', 2),
  'ngrok-3200': failed('home_unreachable', 2),
  'ngrok-8012/400': failed('home_off', 2),
  'ngrok-8012/502': failed('home_off', 2),
  'ngrok-6024': failed('tunnel_refused'),
  // On a socket the words of a private network cannot be said: what is left of them is a lost connection.
  'vpc-throw/refused': failed('home_off', 2),
  'vpc-throw/dns': failed('home_off', 2),
  'tcp-refused/lost': failed('home_off', 2),
  'ollama-403-host': failed('home_refused'),

  'llamacpp-error-code': failed('context_overflow'),
  'llamacpp-null-first': done(' The end'),
  'llamacpp-old-error-line/first': failed('context_overflow'),
  'llamacpp-old-error-line/midway': failed('context_overflow', 1, ' The'),
  'ollama-lost-error': interrupted('stream_cut', 'One and'),
  'vllm-flat-error/flat': failed('context_overflow'),
  'vllm-flat-error/sampling': failed('bad_request_upstream'),
  'vllm-flat-error/enveloped': failed('context_overflow'),
  'vllm-flat-error/stream': failed('upstream_error', 2),
  'vllm-finish-on-content': done('One two.'),
  'jan-plain-text/missing': failed('home_refused'),
  'jan-plain-text/invalid': failed('home_refused'),
  'anthropic-error/body': failed('model_crashed'),
  'anthropic-error/frame': failed('model_crashed'),
}
