// Answers as they were seen on the wire, by name: bytes, pauses, and how the connection ends. To add one is to add a row.
import { CRASHED, modelNotFound, NO_MODELS_LOADED, NO_TOKEN, objectError, OVERFLOW, stringError, unexpectedEndpoint } from './cases-errors.ts'
import { SIM_MODEL } from './cases-world.ts'
import type { Close, Send, Step } from './play.ts'
import { DONE, errorFrame, finishFrame, frame, JSON_TYPE, type Meta, reasoningFrame, SSE, textFrame, usageFrame } from './wire.ts'

export interface NamedCase {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Status and headers come with the first byte of the body; a reset before it is a connection that was never answered. */
  readonly late: boolean
  readonly steps: readonly Step[]
  readonly close: Close
}

const META: Meta = { id: 'chatcmpl-case', created: 1_780_000_000, model: SIM_MODEL }

const wait = (ms: number): Step => ({ kind: 'wait', ms })
const send = (bytes: string | Uint8Array): Send => ({ kind: 'send', bytes })
const says = (text: string): Send => ({ kind: 'send', bytes: textFrame(META, text), text })
const thinks = (reasoning: string): Send => ({ kind: 'send', bytes: reasoningFrame(META, reasoning), reasoning })
const STOP = send(finishFrame(META, 'stop'))
const END = send(DONE)

const stream = (steps: readonly Step[], close: Close = 'end'): NamedCase => ({ status: 200, headers: { 'content-type': SSE }, late: false, steps, close })
const body = (status: number, text: string, type: string = JSON_TYPE): NamedCase => ({
  status,
  headers: { 'content-type': type },
  late: true,
  steps: [send(text)],
  close: 'end',
})

/** The bytes of a text, cut at these places. */
function cutAt(text: string, ...places: readonly number[]): Step[] {
  const bytes = new TextEncoder().encode(text)
  return [0, ...places].map((from, at) => send(bytes.subarray(from, places[at])))
}

const EMOJI_FRAME = textFrame(META, '🏮')
/** Two bytes into the emoji. */
const IN_EMOJI = new TextEncoder().encode(EMOJI_FRAME.slice(0, EMOJI_FRAME.indexOf('🏮'))).length + 2

export const NAMED_CASES: Readonly<Record<string, NamedCase>> = {
  'stream-basic': stream([says('One'), says(' two'), says(' three'), says(' four'), says('.'), STOP, END]),
  'usage-trailing': stream([says('One'), STOP, send(usageFrame(META, { prompt: 10, completion: 1, reasoning: 0 })), END]),
  'finish-length': stream([says('One'), says(' and'), send(finishFrame(META, 'length')), END]),
  'reasoning-content': stream([thinks('First this,'), thinks(' then that.'), says('So: that.'), STOP, END]),
  'reasoning-only': stream([thinks('All of it is thought.'), STOP, END]),
  'jit-load-silence': stream([wait(90_000), says('Loaded.'), STOP, END]),
  'headers-late': { ...stream([wait(60_000), says('Late.'), STOP, END]), late: true },
  'split-utf8': stream([...cutAt(EMOJI_FRAME, IN_EMOJI).flatMap((step) => [step, wait(20)]), STOP, END]),
  'split-lines': stream([send(': a comment\n'), send('\nda'), send(`${textFrame(META, 'One').slice(2, -1)}`), send('\n'), STOP, END]),
  'eof-no-done': stream([says('One.'), STOP]),
  'eof-mid-text': stream([says('One'), says(' and')]),
  'rst-mid-text': stream([says('One'), says(' and')], 'reset'),
  'keepalive-reset': { ...stream([], 'reset'), late: true },
  'hang-forever': stream([says('One'), says(' and')], 'hang'),

  'wrong-path-200': body(200, unexpectedEndpoint('POST', '/chat/completions')),
  'no-token-401': body(401, NO_TOKEN),
  'string-error-400': body(400, stringError("'messages' field is required")),
  'model-not-found': body(400, modelNotFound('o4-mini', ['a', 'b', 'c'])),
  'no-models-loaded-string': body(400, stringError(NO_MODELS_LOADED)),
  'no-models-loaded-object': body(400, objectError(NO_MODELS_LOADED, 'invalid_request_error', 'model', null)),
  'no-models-loaded-404': body(404, stringError(NO_MODELS_LOADED)),
  'load-failed': body(
    404,
    JSON.stringify({
      error: {
        message:
          'Failed to load model "X". Error: Model loading aborted due to insufficient system resources. Overloading the system will likely cause it to freeze.',
      },
    }),
  ),
  'overflow-400-engine': body(400, stringError(OVERFLOW)),
  'overflow-400-keep': body(400, stringError('Cannot truncate prompt with n_keep (15028) >= n_ctx (7424)')),
  'overflow-400-tokens': body(
    400,
    stringError(
      'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough. Try to load the model with a larger context length, or provide a shorter input',
    ),
  ),
  'overflow-stream': stream([send(errorFrame(OVERFLOW))]),
  'overflow-empty': stream([STOP, send(usageFrame(META, { prompt: 4096, completion: 0, reasoning: 0 })), END]),
  'error-frame-object': stream([says('One'), send(errorFrame('Channel Error'))]),
  'error-frame-string': stream([says('One'), send(`event: error\n${frame({ error: 'Channel Error', message: 'Channel Error' })}`)]),
  'error-frame-unnamed': stream([says('One'), send(frame({ error: { message: 'Channel Error' } })), END]),
  'crash-midway': stream([says('One'), says(' and'), send(errorFrame(CRASHED))]),
  'engine-fetch-failed': body(400, stringError('Engine protocol predict request failed: fetch failed')),
  'jinja-error': stream([send(errorFrame('Error rendering prompt with jinja template: Conversation roles must alternate'))]),
  'html-200': body(200, '<!doctype html><title>Sign in</title>', 'text/html; charset=utf-8'),
}
