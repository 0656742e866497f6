// Cases 1 to 15: all is well.
import { EMBEDDING_MODEL, languageModel, SIM_CONTEXT, SIM_MODEL } from '../cases-world.ts'
import { chunk, completion, finishFrame, frame, usageFrame, usageOf } from '../wire.ts'
import { BASIC, body, type CaseRow, COUNT, END, META, row, says, send, STOP, stream, thinks } from './row.ts'

/** A frame of LM Studio's own chat: its name stands in the line and in the data. */
export const native = (type: string, more: Readonly<Record<string, unknown>> = {}): string => `event: ${type}\n${frame({ type, ...more })}`

const INSTANCE = { model_instance_id: SIM_MODEL }
const PROVIDER = { type: 'ephemeral_mcp', server_label: 'huggingface' }
const STATS = {
  input_tokens: 646,
  total_output_tokens: 586,
  reasoning_output_tokens: 2,
  tokens_per_second: 29.75,
  time_to_first_token_seconds: 1.088,
}
const ended = (output: readonly unknown[], more: Readonly<Record<string, unknown>> = {}): string =>
  native('chat.end', { result: { ...INSTANCE, output, stats: { ...STATS, ...more }, response_id: 'resp_4ef0b2c1' } })

/** From a start to the end of a message, in LM Studio's own events. */
const message = (text: string): string[] => [native('message.start'), native('message.delta', { content: text }), native('message.end')]
const NATIVE = { path: '/api/v1/chat', world: { version: '0.4.20' } } as const
const CALL = { tool: 'model_search', arguments: { query: 'mixtral' }, provider_info: PROVIDER }

const THINK_SPLIT = ['<th', 'ink>plan</thi', 'nk>\nAnswer']

export const HAPPY: readonly CaseRow[] = [
  row(1, 'stream-basic', 'five deltas, each with its role, a finish chunk, [DONE]', stream(BASIC)),
  row(2, 'nonstream-basic', 'a whole JSON answer with its empty fields', body(200, { ...send(completion(META, 'Hello', '', 'stop', COUNT)), text: 'Hello' })),
  row(
    3,
    'usage-trailing',
    'the count of tokens in a chunk without choices, after the finish',
    stream([...BASIC.slice(0, -1), send(usageFrame(META, COUNT)), END]),
  ),
  row(
    4,
    'usage-on-finish',
    'the count of tokens in the finish chunk',
    stream([...BASIC.slice(0, -2), send(chunk(META, {}, 'stop', { usage: usageOf(COUNT) })), END]),
  ),
  row(5, 'no-usage', 'an old build that ignores include_usage', stream(BASIC), { world: { version: '0.3.14' } }),
  row(6, 'finish-length', 'the answer ends because it is as long as it may be', stream([says('One'), says(' and'), send(finishFrame(META, 'length')), END])),
  row(
    7,
    'reasoning_content',
    'reasoning in reasoning_content, then the answer',
    stream([thinks('First this,'), thinks(' then that.'), says('So: that.'), STOP, END]),
  ),
  row(
    8,
    'reasoning-key',
    'reasoning in the key reasoning (gpt-oss)',
    stream([
      ...['First this,', ' then that.'].map((text) => ({ ...send(chunk(META, { role: 'assistant', reasoning: text }, null)), reasoning: text })),
      says('So: that.'),
      STOP,
      END,
    ]),
    { world: { version: '0.3.23' } },
  ),
  row(9, 'think-inline-split', 'think tags in the text, torn over three deltas', stream([...THINK_SPLIT.map(says), STOP, END])),
  row(10, 'think-no-open', 'only the closing think tag: the template wrote the other one', stream([says('plan...</think>Answer'), STOP, END])),
  row(11, 'reasoning-only', 'all text in reasoning_content, none in content', stream([thinks('All of it'), thinks(' is thought.'), says(''), STOP, END])),
  row(
    12,
    'v1-chat-full',
    "LM Studio's own chat: load, prompt, reasoning, message, end",
    stream(
      [
        native('chat.start', INSTANCE),
        native('model_load.start', INSTANCE),
        ...[0.25, 0.5, 0.75].map((progress) => native('model_load.progress', { ...INSTANCE, progress })),
        native('model_load.end', { ...INSTANCE, load_time_seconds: 2.656 }),
        native('prompt_processing.start'),
        native('prompt_processing.progress', { progress: 0.5 }),
        native('prompt_processing.end'),
        native('reasoning.start'),
        native('reasoning.delta', { content: 'First this.' }),
        native('reasoning.end'),
        ...message('So: that.'),
        ended(
          [
            { type: 'reasoning', content: 'First this.' },
            { type: 'message', content: 'So: that.' },
          ],
          { model_load_time_seconds: 2.656 },
        ),
      ].map(send),
    ),
    NATIVE,
  ),
  row(
    13,
    'v1-chat-mcp',
    "LM Studio's own chat: it calls a tool by itself between two messages",
    stream(
      [
        native('chat.start', INSTANCE),
        ...message('Let me look.'),
        native('tool_call.start', { tool: CALL.tool, provider_info: PROVIDER }),
        native('tool_call.arguments', CALL),
        native('tool_call.success', { ...CALL, output: '[{"type":"text","text":"one model"}]' }),
        ...message('There is one.'),
        ended([
          { type: 'message', content: 'Let me look.' },
          { type: 'tool_call', ...CALL, output: '[{"type":"text","text":"one model"}]' },
          { type: 'message', content: 'There is one.' },
        ]),
      ].map(send),
    ),
    NATIVE,
  ),
  row(
    14,
    'models-merge',
    'lists that hold models with and without eyes, loaded and not, and one that only embeds',
    {},
    {
      path: '/api/v1/models',
      world: {
        version: '0.4.20',
        downloaded: [languageModel(SIM_MODEL), { ...languageModel('google/gemma-4-e4b'), vision: true }, EMBEDDING_MODEL],
        loaded: [{ id: SIM_MODEL, key: SIM_MODEL, context: SIM_CONTEXT }],
      },
    },
  ),
  row(
    15,
    'models-empty',
    'nothing is loaded and nothing loads on demand: an empty list',
    {},
    { path: '/v1/models', world: { version: '0.3.5', jit: false, loaded: [] } },
  ),
]
