// Cases 77 to 84: as other servers speak.
import { type Dialect, PROFILES } from '../dialects.ts'
import type { Send } from '../play.ts'
import { DONE, frame } from '../wire.ts'
import { body, type CaseRow, END, META, row, send, stream } from './row.ts'

const as = (dialect: Dialect) => ({ as: dialect, world: { dialect } }) as const
const words = (dialect: Dialect, ...texts: readonly string[]): Send[] => texts.map((text) => ({ ...send(PROFILES[dialect].text(META, text)), text }))
const { llamacpp, ollama, vllm } = PROFILES

/** llama-server writes these two events at once. */
const NULL_FIRST: Send = { ...send(`${llamacpp.first(META)}${llamacpp.text(META, ' The')}`), text: ' The' }
const OLD_ERROR = `error: ${JSON.stringify({ code: 500, message: 'Context size has been exceeded.', type: 'server_error' })}\n\n`
const PLAIN = 'text/plain'

export const DIALECT_CASES: readonly CaseRow[] = [
  row(
    77,
    'llamacpp-error-code',
    'llama-server: 400 whose code is a number: the prompt does not fit',
    body(
      400,
      JSON.stringify({
        error: {
          code: 400,
          message: 'request (9000 tokens) exceeds the available context size (4096 tokens), try increasing it',
          type: 'exceed_context_size_error',
          n_prompt_tokens: 9000,
          n_ctx: 4096,
        },
      }),
    ),
    as('llamacpp'),
  ),
  row(
    78,
    'llamacpp-null-first',
    'llama-server: the first delta has content null',
    stream([NULL_FIRST, ...words('llamacpp', ' end'), send(llamacpp.finish(META, 'stop')), END]),
    as('llamacpp'),
  ),
  row(
    79,
    'llamacpp-old-error-line',
    'llama-server before 2025-09: an error as a line of that name',
    { first: stream([send(OLD_ERROR)]), midway: stream([NULL_FIRST, send(OLD_ERROR)]) },
    as('llamacpp'),
  ),
  row(
    80,
    'ollama-lost-error',
    'Ollama: deltas, an empty one where the error was, and the end',
    stream([...words('ollama', 'One', ' and'), send(ollama.broke(META, ''))]),
    as('ollama'),
  ),
  row(
    81,
    'vllm-flat-error',
    'vLLM: errors without an envelope, with one, and in a stream',
    {
      flat: body(
        400,
        JSON.stringify({
          object: 'error',
          message:
            "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens in the messages. Please reduce the length of the messages.",
          type: 'BadRequestError',
          param: null,
          code: 400,
        }),
      ),
      sampling: body(
        400,
        JSON.stringify({ object: 'error', message: 'temperature must be non-negative, got -1.0.', type: 'BadRequestError', param: null, code: 400 }),
      ),
      enveloped: body(
        400,
        JSON.stringify({
          error: { message: "This model's maximum context length is 4096 tokens.", type: 'BadRequestError', param: null, code: 400 },
        }),
      ),
      stream: stream([
        send(`${frame({ error: { message: 'EngineCore encountered an issue.', type: 'InternalServerError', param: null, code: 500 } })}${DONE}`),
      ]),
    },
    as('vllm'),
  ),
  row(
    82,
    'vllm-finish-on-content',
    'vLLM: the last words and the finish in one delta',
    stream([
      send(vllm.first(META)),
      ...words('vllm', 'One'),
      {
        ...send(
          frame({
            id: META.id,
            object: 'chat.completion.chunk',
            created: META.created,
            model: META.model,
            choices: [{ index: 0, delta: { content: ' two.' }, logprobs: null, finish_reason: 'stop', stop_reason: null }],
          }),
        ),
        text: ' two.',
      },
      END,
    ]),
    as('vllm'),
  ),
  row(
    83,
    'jan-plain-text',
    'Jan: 401 as a plain sentence',
    { missing: body(401, 'Missing authorization header', PLAIN), invalid: body(401, 'Invalid or missing authorization token', PLAIN) },
    { ...as('jan'), everywhere: true },
  ),
  row(
    84,
    'anthropic-error',
    "an error in Anthropic's form",
    {
      body: body(500, JSON.stringify({ type: 'error', error: { type: 'api_error', message: 'The model has crashed without additional information.' } })),
      frame: stream([
        send(`event: error\n${frame({ type: 'error', error: { type: 'api_error', message: 'The model has crashed without additional information.' } })}`),
      ]),
    },
    { path: '/v1/messages', world: { version: '0.4.20' } },
  ),
]
