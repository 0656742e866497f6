// Cases 37 to 58: errors as LM Studio sends them.
import { CRASHED, modelNotFound, NO_MODELS_LOADED, NO_TOKEN, objectError, OVERFLOW, stringError, unexpectedEndpoint } from '../cases-errors.ts'
import { SIM_MODEL } from '../cases-world.ts'
import { DONE, errorFrame, finishFrame, frame, textFrame, usageFrame } from '../wire.ts'
import { native } from './happy.ts'
import { BASIC, body, type CaseRow, END, META, row, says, send, STOP, stream, tries } from './row.ts'

const HTML = 'text/html; charset=utf-8'
const CHANNEL = 'Channel Error'
const SWAPPED = { ...META, model: 'gemma-3-1b-it-qat' }

/** The four forms of an error in a stream; the fourth is that none comes. */
const FORMS = {
  object: errorFrame(CHANNEL),
  string: `event: error\n${frame({ error: CHANNEL, message: CHANNEL })}`,
  unnamed: frame({ error: { message: CHANNEL } }),
  silent: '',
}
const formed = Object.entries(FORMS).flatMap(([name, bytes]) => [
  [name, stream(bytes === '' ? [] : [send(bytes)])],
  [`${name}-done`, stream([send(`${bytes}${DONE}`)])],
])

const discriminator = (first: string): string =>
  JSON.stringify({
    error: { message: `Invalid discriminator value. Expected '${first}' | 'image'`, type: 'invalid_request', code: 'invalid_union', param: 'input' },
  })
const NATIVE_ANSWER = stream(
  [
    native('chat.start', { model_instance_id: SIM_MODEL }),
    native('message.start'),
    native('message.delta', { content: 'Hello' }),
    native('message.end'),
    native('chat.end', { result: { model_instance_id: SIM_MODEL, output: [{ type: 'message', content: 'Hello' }], stats: {} } }),
  ].map(send),
)
const NATIVE = { path: '/api/v1/chat', world: { version: '0.4.20' } } as const
const RESPONSES = { path: '/v1/responses', world: { version: '0.4.20' } } as const

export const REFUSED: readonly CaseRow[] = [
  row(37, 'wrong-path-200', '200 with an error: the path is not known', body(200, unexpectedEndpoint('POST', '/chat/completions')), { everywhere: true }),
  row(38, 'no-token-401', '401: a token is needed', body(401, NO_TOKEN), { world: { version: '0.4.20' }, everywhere: true }),
  row(39, 'string-error-400', '400 with an error that is a plain sentence', body(400, stringError("'messages' field is required"))),
  row(40, 'model-not-found', '400: a model that is not downloaded', body(400, modelNotFound('o4-mini', ['a', 'b', 'c']))),
  row(
    41,
    'model-swapped',
    '200, and another model answers than was asked',
    stream([{ ...send(textFrame(SWAPPED, 'One.')), text: 'One.' }, send(finishFrame(SWAPPED, 'stop')), END]),
    { world: { version: '0.3.14' } },
  ),
  row(42, 'no-models-loaded', 'nothing is loaded, in the three forms that builds have', {
    string: body(400, stringError(NO_MODELS_LOADED)),
    object: body(400, objectError(NO_MODELS_LOADED, 'invalid_request_error', 'model', null)),
    '404': body(404, stringError(NO_MODELS_LOADED)),
  }),
  row(43, 'load-failed', 'the model does not fit into memory', {
    '404': body(
      404,
      JSON.stringify({
        error: {
          message:
            'Failed to load model "X". Error: Model loading aborted due to insufficient system resources. Overloading the system will likely cause it to freeze.',
        },
      }),
    ),
    guard: body(
      400,
      stringError(
        'Model loading was stopped due to insufficient system resources. Under the current settings, this model requires approximately 24.00 GB of memory.',
      ),
    ),
  }),
  row(44, 'overflow-400', 'the prompt does not fit, in the three texts that builds have', {
    tokens: body(
      400,
      stringError(
        'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough. Try to load the model with a larger context length, or provide a shorter input',
      ),
    ),
    keep: body(400, stringError('Cannot truncate prompt with n_keep (15028) >= n_ctx (7424)')),
    engine: body(400, stringError(OVERFLOW)),
  }),
  row(
    45,
    'overflow-500-responses',
    '500: the prompt does not fit, as /v1/responses says it',
    body(
      500,
      JSON.stringify({
        error: {
          message: 'Engine protocol predict stream returned an error: Context size has been exceeded.',
          type: 'internal_error',
          param: null,
          code: 'unknown',
        },
      }),
    ),
    RESPONSES,
  ),
  row(46, 'overflow-stream', '200, then an error frame: the prompt does not fit', stream([send(errorFrame(OVERFLOW))])),
  row(
    47,
    'overflow-empty',
    '200, a finish and a count, and not one delta: the prompt did not fit',
    stream([STOP, send(usageFrame(META, { prompt: 4096, completion: 0, reasoning: 0 })), END]),
  ),
  row(48, 'error-frame-variants', 'an error in a stream in its four forms, with and without [DONE] after it', Object.fromEntries(formed)),
  row(
    49,
    'crash-midway',
    'ten deltas, then the model crashes',
    stream([...'One two three four five six seven eight nine ten'.split(/(?= )/).map(says), send(errorFrame(CRASHED))]),
  ),
  row(50, 'engine-fetch-failed', '400: the engine cannot be reached for the moment', {
    always: body(400, stringError('Engine protocol predict request failed: fetch failed')),
    once: tries(body(400, stringError('Engine protocol predict request failed: fetch failed')), stream(BASIC)),
  }),
  row(
    51,
    'jinja-error',
    "200, then an error frame: the model's template rejects the chat",
    stream([send(errorFrame('Error rendering prompt with jinja template: Conversation roles must alternate'))]),
  ),
  row(52, 'json_object-rejected', '400: response_format json_object', body(400, stringError("'response_format.type' must be 'json_schema' or 'text'"))),
  row(
    53,
    'tool_choice-object',
    '400: tool_choice as an object',
    body(400, stringError("Invalid tool_choice type: 'object'. Supported string values: none, auto, required")),
  ),
  row(54, 'image-url', '400: an image by address, or of a kind that is not taken', {
    http: body(400, stringError("'url' field must be a base64 encoded image.")),
    webp: body(400, stringError("'url' field must be a base64 encoded image.")),
  }),
  row(55, 'v1-eof', "LM Studio's own chat: it begins, and ends without a word", stream([send(native('chat.start', { model_instance_id: SIM_MODEL }))]), NATIVE),
  row(
    56,
    'v1-discriminator',
    "LM Studio's own chat: 400 at first, for builds name the parts of a message differently",
    { text: tries(body(400, discriminator('text')), NATIVE_ANSWER), message: tries(body(400, discriminator('message')), NATIVE_ANSWER) },
    NATIVE,
  ),
  row(
    57,
    'prev-id-unknown',
    '400: the answer that is to be continued is not known there',
    body(
      400,
      objectError("Prediction history node with id 'resp_4ef0b2c1' not found", 'invalid_request_error', 'previous_response_id', 'previous_response_not_found'),
    ),
    RESPONSES,
  ),
  row(
    58,
    'html-200',
    '200 with a page: a sign-in, or an interstitial',
    {
      login: body(200, '<!doctype html><title>Sign in</title><form method="post"><input type="password" name="p"></form>', HTML),
      interstitial: body(
        200,
        '<!DOCTYPE html>\n<html lang="en"><head><title>You are about to visit home.example</title></head><body>ERR_NGROK_6024</body></html>',
        HTML,
      ),
    },
    { as: 'tunnel', everywhere: true },
  ),
]
