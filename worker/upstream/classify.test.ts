import { describe, expect, it } from 'vitest'
import type { ProblemCode } from '../../shared/problem.ts'
import { type Failure, classify } from './classify.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const DIRECT = { direct: true, secrets: [] }
const TUNNEL = { direct: false, secrets: [] }

const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Failure => {
  const map = new Map(Object.entries(headers))
  return { kind: 'response', status, headers: { get: (name) => map.get(name) ?? null }, body: typeof body === 'string' ? body : JSON.stringify(body), now: NOW }
}
const wrong = (message: string, more: object = {}): object => ({ error: { message, ...more } })

const KEY_MISSING =
  "An LM Studio API token is required to make requests to this server, but none was provided using the Authorization header using the 'Bearer' scheme (i.e., 'Authorization: Bearer $LM_API_TOKEN')."
const UNKNOWN = 'Invalid model identifier "o4-mini". Please specify a valid downloaded model (e.g., a, b, c).'
const NOTHING = "No models loaded. Please load a model in the developer page or use the 'lms load' command."
const LOAD =
  'Failed to load model "X". Error: Model loading aborted due to insufficient system resources. Overloading the system will likely cause it to freeze.'
const CRASH = '<LM Studio error> The model has crashed without additional information. (Exit code: 0). Error Data: n/a, Additional Data: n/a'
const KEEP =
  'Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.'
const ENGINE = (inner: object): string => `Engine protocol predict stream returned an error: ${JSON.stringify(inner)}`

describe('LM Studio', () => {
  const cases: readonly [string, number, unknown, ProblemCode, boolean][] = [
    ['wrong path, with status 200', 200, { error: 'Unexpected endpoint or method. (GET /v1/foo)' }, 'home_misconfigured', false],
    ['no token', 401, { error: { type: 'invalid_request', code: 'invalid_api_key', message: KEY_MISSING } }, 'home_refused', false],
    ['a token without the right', 403, wrong('This token has no permission for that'), 'home_refused', false],
    ['messages missing', 400, { error: "'messages' field is required" }, 'bad_request_upstream', false],
    ['bad JSON', 400, { error: "Received request with invalid JSON: Expected ',' or ']' after array element" }, 'bad_request_upstream', false],
    ['json_object', 400, { error: "'response_format.type' must be 'json_schema' or 'text'" }, 'bad_request_upstream', false],
    ['tool_choice object', 400, { error: "Invalid tool_choice type: 'object'. Supported string values: none, auto, required" }, 'bad_request_upstream', false],
    ['image address', 400, { error: "'url' field must be a base64 encoded image." }, 'bad_request_upstream', false],
    ['message structure', 400, { error: "Invalid 'messages' in payload. Please check the structure..." }, 'bad_request_upstream', false],
    ['unknown model', 400, wrong(UNKNOWN, { type: 'invalid_request_error', param: 'model', code: 'model_not_found' }), 'model_not_found', false],
    ['nothing loaded, as a sentence', 400, { error: NOTHING }, 'no_model', false],
    ['nothing loaded, as an object', 400, wrong(NOTHING, { type: 'invalid_request_error', param: 'model', code: null }), 'no_model', false],
    ['nothing loaded, 2024', 404, { error: NOTHING }, 'no_model', false],
    ['load fails', 404, wrong(LOAD), 'model_load_failed', false],
    [
      'load guard',
      400,
      { error: 'Model loading was stopped due to insufficient system resources. Under the current settings, this model requires approximately 30 GB' },
      'model_load_failed',
      false,
    ],
    ['crash', 400, { error: CRASH }, 'model_crashed', false],
    ['channel error', 400, { error: 'Channel Error' }, 'model_crashed', false],
    ['unloaded while used', 400, { error: 'Model is unloaded.' }, 'no_model', true],
    ['overflow, old', 400, { error: KEEP }, 'context_overflow', false],
    ['overflow, n_keep', 400, { error: 'Cannot truncate prompt with n_keep (15028) >= n_ctx (7424)' }, 'context_overflow', false],
    ['overflow, wrapped', 400, { error: ENGINE({ code: 500, message: 'Context size has been exceeded.', type: 'server_error' }) }, 'context_overflow', false],
    [
      'overflow on 500',
      500,
      wrong('Engine protocol predict stream returned an error: Context size has been exceeded.', { type: 'internal_error', param: null, code: 'unknown' }),
      'context_overflow',
      false,
    ],
    ['engine wedged', 400, { error: 'Engine protocol predict request failed: fetch failed' }, 'home_busy', true],
    [
      'grammar',
      400,
      {
        error:
          'Engine protocol predict request returned 400: {"error":{"code":400,"message":"Failed to initialize samplers: failed to parse grammar","type":"invalid_request_error"}}',
      },
      'template_rejected',
      false,
    ],
    ['grammar on 500', 500, { type: 'error', error: { type: 'api_error', message: 'failed to parse grammar' } }, 'template_rejected', false],
    ['queue abort', 400, { error: ENGINE({ code: 500, message: 'aborted', type: 'server_error' }) }, 'home_busy', true],
    ['queue abort, loosely written', 400, { error: 'Engine protocol predict stream returned an error: {code:500 ...}' }, 'home_busy', true],
    ['unsupported reasoning', 400, wrong('Reasoning value "high" is not supported by this model'), 'bad_request_upstream', false],
    [
      'unknown previous response',
      400,
      wrong("Prediction history node with id 'x' not found", { code: 'previous_response_not_found' }),
      'bad_request_upstream',
      false,
    ],
    ['template', 400, { error: 'Error rendering prompt with jinja template: Cannot call something that is not a function' }, 'template_rejected', false],
    ['parser', 400, { error: 'The model produced output that does not match the expected peg-native format' }, 'template_rejected', false],
    ['an unknown sentence', 400, { error: 'Something new' }, 'upstream_error', false],
    ['an unknown body', 400, { oops: 1 }, 'upstream_error', false],
    ['no body', 400, '', 'upstream_error', false],
    ['an unknown 500', 500, { error: 'Something new' }, 'upstream_error', true],
  ]
  it.each(cases)('%s', (_name, status, body, expected, retryable) => {
    expect(classify(answer(status, body), DIRECT)).toMatchObject({ code: expected, retryable, retry_after_ms: null })
  })

  it.each(cases.filter(([, status]) => status !== 401 && status !== 403))('%s, as a frame of a stream', (name, _status, body, expected, retryable) => {
    // Without its status an unknown 500 tells no more than any other.
    const again = name === 'an unknown 500' ? false : retryable
    expect(classify({ kind: 'frame', body: typeof body === 'string' ? body : JSON.stringify(body) }, DIRECT)).toMatchObject({
      code: expected,
      retryable: again,
    })
  })
})

describe('other model servers', () => {
  const cases: readonly [string, number, unknown, ProblemCode, boolean][] = [
    [
      'llama-server overflow',
      400,
      wrong('request (2001 tokens) exceeds the available context size (512 tokens), try increasing it', {
        code: 400,
        type: 'exceed_context_size_error',
        n_ctx: 512,
      }),
      'context_overflow',
      false,
    ],
    ['llama-server loads', 503, wrong('Loading model', { type: 'unavailable_error', code: 503 }), 'model_loading', true],
    ['llama-server key', 401, wrong('Invalid API Key', { type: 'authentication_error', code: 401 }), 'home_refused', false],
    ['llama-server path', 404, wrong('File Not Found', { type: 'not_found_error', code: 404 }), 'home_misconfigured', false],
    ['llama-server router', 400, wrong("model 'no-such-model' not found", { code: 400, type: 'invalid_request_error' }), 'model_not_found', false],
    ['llama-server cannot', 501, wrong('This server does not support images', { code: 501, type: 'not_supported_error' }), 'bad_request_upstream', false],
    ['llama-server image', 500, wrong('image input is not supported', { code: 500, type: 'server_error' }), 'bad_request_upstream', false],
    ['Ollama model', 404, wrong('model "x" not found, try pulling it first', { type: 'api_error', param: null, code: null }), 'model_not_found', false],
    ['Ollama busy', 503, wrong('server busy, please try again.  maximum pending requests exceeded'), 'home_busy', true],
    ['Ollama memory', 500, wrong('model requires more system memory (12 GiB) than is available (8 GiB)'), 'model_load_failed', false],
    ['Ollama crash', 500, wrong('llama runner process has terminated: exit status 2'), 'model_crashed', false],
    ['Ollama method', 405, '405 method not allowed', 'home_misconfigured', false],
    ['Ollama canceled', 499, { error: 'request canceled' }, 'upstream_error', false],
    ['Ollama host: a bare 403', 403, '', 'home_refused', false],
    ['vLLM overflow', 400, wrong("This model's maximum context length is 4096 tokens.", { type: 'BadRequestError', code: 400 }), 'context_overflow', false],
    ['vLLM overflow, flat', 400, { object: 'error', message: "This model's maximum context length is 4096 tokens.", code: 400 }, 'context_overflow', false],
    ['vLLM flat', 400, { object: 'error', message: 'nothing known', type: 'BadRequestError', code: 400 }, 'bad_request_upstream', false],
    ['vLLM model', 404, wrong('The model `x` does not exist.', { type: 'NotFoundError', code: 404 }), 'model_not_found', false],
    ['vLLM path', 404, { detail: 'Not Found' }, 'home_misconfigured', false],
    [
      'vLLM validator',
      422,
      { detail: [{ type: 'missing', loc: ['body'], msg: 'Field required', input: { messages: 'private' } }] },
      'bad_request_upstream',
      false,
    ],
    ['Jan key', 401, 'Missing authorization header', 'home_refused', false],
    ['Jan token', 401, 'Invalid or missing authorization token', 'home_refused', false],
    ['Jan host', 403, 'Invalid host header', 'home_misconfigured', false],
    ['Jan no host', 400, 'Missing host header', 'home_misconfigured', false],
    ['Jan engine', 502, 'Upstream error: engine gone', 'home_off', true],
    ['Anthropic', 500, { type: 'error', error: { type: 'api_error', message: 'Something new' } }, 'upstream_error', true],
    ['too large', 413, 'Payload Too Large', 'bad_request_upstream', false],
  ]
  it.each(cases)('%s', (_name, status, body, expected, retryable) => {
    expect(classify(answer(status, body), TUNNEL)).toMatchObject({ code: expected, retryable })
  })
})

const page = (title: string): string => `<!DOCTYPE html><html><head><title>${title}</title></head><body><script>x()</script></body></html>`
const CF = { server: 'cloudflare', 'cf-ray': '8f0-AMS', 'content-type': 'text/html' }
describe('tunnels', () => {
  const cf1033 = {
    title: 'Error 1033: Cloudflare Tunnel error',
    status: 530,
    detail: 'is currently unable to reach it',
    error_code: 1033,
    cloudflare_error: true,
  }
  const cases: readonly [string, Failure, ProblemCode, boolean][] = [
    ['Cloudflare 1033, JSON', answer(530, cf1033, CF), 'home_unreachable', true],
    ['Cloudflare 1033, HTML', answer(530, page('Cloudflare Tunnel error | 1033'), CF), 'home_unreachable', true],
    ['Cloudflare 1033, plain', answer(530, 'error code: 1033', CF), 'home_unreachable', true],
    ['Cloudflare 1033 under another status', answer(503, cf1033, CF), 'home_unreachable', true],
    ['Cloudflare 530 with another number', answer(530, 'error code: 1016', CF), 'home_unreachable', true],
    ['cloudflared without a server behind it', answer(502, page('502: Bad gateway'), CF), 'home_off', true],
    ['a bare 502', answer(502, ''), 'home_off', true],
    ['520', answer(520, page('520'), CF), 'upstream_error', true],
    ['521', answer(521, page('521'), CF), 'home_off', true],
    ['522', answer(522, page('522'), CF), 'home_unreachable', true],
    ['524', answer(524, page('A timeout occurred'), CF), 'edge_cut', true],
    ['504', answer(504, page('Gateway time-out')), 'edge_cut', true],
    ['525', answer(525, page('SSL'), CF), 'home_misconfigured', false],
    ['quick tunnel full', answer(429, 'Too many requests', CF), 'home_busy', true],
    ['503 page', answer(503, page('Service unavailable'), CF), 'home_busy', true],
    ['Access sign-in', answer(302, '', { ...CF, location: 'https://team.cloudflareaccess.com/cdn-cgi/access/login/x' }), 'tunnel_refused', false],
    ['Access, on its own path', answer(302, '', { ...CF, location: '/cdn-cgi/access/login/x' }), 'tunnel_refused', false],
    ['Access strict, page', answer(401, page('Unauthorized'), CF), 'tunnel_refused', false],
    ['Access strict, bare', answer(401, '', CF), 'tunnel_refused', false],
    ['Access strict, sentence', answer(401, 'Unauthorized', CF), 'tunnel_refused', false],
    ['Access strict, not allowed', answer(403, page('Forbidden'), CF), 'tunnel_refused', false],
    ['Access strict, named', answer(403, '', { ...CF, 'www-authenticate': 'Cloudflare-Access resource_metadata="x"' }), 'tunnel_refused', false],
    [
      'Cloudflare blocks, JSON',
      answer(403, { title: 'Error 1020: Access denied', type: 'https://developers.cloudflare.com/x', error_code: 1020 }, CF),
      'tunnel_refused',
      false,
    ],
    ["the model server's key through Cloudflare", answer(401, wrong(KEY_MISSING, { code: 'invalid_api_key' }), CF), 'home_refused', false],
    ['Ollama host through Cloudflare', answer(403, '', CF), 'home_refused', false],
    ['a bare 401 with nothing between', answer(401, ''), 'home_refused', false],
    ['a proxy asks', answer(407, ''), 'tunnel_refused', false],
    ['another redirect', answer(301, '', { location: 'https://x.example/v1' }), 'home_misconfigured', false],
    ['a redirect that fetch hides', answer(0, ''), 'home_misconfigured', false],
    ['a page instead of an answer', answer(200, page('Router')), 'home_misconfigured', false],
    ['a page that is not there', answer(404, page('Not found, please log in')), 'home_misconfigured', false],
    ['http sent to https', answer(400, page('400 The plain HTTP request was sent to HTTPS port')), 'home_misconfigured', false],
    ['a sign-in instead of an answer', answer(200, page('Sign in ・ Cloudflare Access')), 'tunnel_refused', false],
    ['a page of a broken server', answer(500, page('Internal Server Error')), 'upstream_error', true],
    ...(
      [
        ['3200, offline', 404, '3200', 'home_unreachable', true],
        ['8012, refused, as a 400', 400, '8012', 'home_off', true],
        ['8012, refused, as a 502', 502, '8012', 'home_off', true],
        ['3004, not HTTP', 502, '3004', 'home_misconfigured', false],
        ['725, bandwidth', 403, '725', 'tunnel_refused', false],
        ['727, requests', 403, '727', 'tunnel_refused', false],
        ['734, rate', 429, '734', 'home_busy', true],
        ['6022, account', 401, '6022', 'tunnel_refused', false],
        ['6024, interstitial', 200, '6024', 'tunnel_refused', false],
        ['a new one', 400, '9999', 'tunnel_refused', false],
      ] as const
    ).map(([name, status, number, expected, again]): [string, Failure, ProblemCode, boolean] => [
      `ngrok ${name}`,
      answer(status, page('ngrok'), { 'ngrok-error-code': `ERR_NGROK_${number}` }),
      expected,
      again,
    ]),
    ['ngrok page without its header', answer(404, `${page('x')} ERR_NGROK_3200`), 'home_unreachable', true],
  ]
  it.each(cases)('%s', (_name, failure, expected, retryable) => {
    expect(classify(failure, TUNNEL)).toMatchObject({ code: expected, retryable })
  })
})

describe('Retry-After', () => {
  const busy = (header: string | null, status = 503, body: unknown = ''): { retryable: boolean; retry_after_ms: number | null } => {
    const { retryable, retry_after_ms } = classify(answer(status, body, header === null ? {} : { 'retry-after': header }), TUNNEL)
    return { retryable, retry_after_ms }
  }
  it.each([
    ['seconds', '7', { retryable: true, retry_after_ms: 7_000 }],
    ['a part of a second', '0.5', { retryable: true, retry_after_ms: 500 }],
    ['zero', '0', { retryable: true, retry_after_ms: 0 }],
    ['a date', 'Sun, 22 Nov 2026 12:00:09 GMT', { retryable: true, retry_after_ms: 9_000 }],
    ['a date that is over', 'Sun, 22 Nov 2026 11:00:00 GMT', { retryable: true, retry_after_ms: 0 }],
    ['more than a turn waits', '120', { retryable: false, retry_after_ms: 30_000 }],
    ['nonsense', 'soon', { retryable: true, retry_after_ms: null }],
    ['a negative one', '-5', { retryable: true, retry_after_ms: null }],
    ['none', null, { retryable: true, retry_after_ms: null }],
  ])('%s', (_name, header, expected) => {
    expect(busy(header)).toEqual(expected)
  })

  it('of the body counts where there is no header', () => {
    expect(busy(null, 530, { error_code: 1033, retry_after: 120 })).toEqual({ retryable: false, retry_after_ms: 30_000 })
    expect(busy('3', 530, { error_code: 1033, retry_after: 120 })).toEqual({ retryable: true, retry_after_ms: 3_000 })
  })

  it('means nothing where asking again cannot help', () => {
    expect(busy('5', 401, wrong('no'))).toEqual({ retryable: false, retry_after_ms: null })
  })
})

describe('what goes into the log', () => {
  it('is the innermost sentence, and the status', () => {
    expect(classify(answer(400, { error: ENGINE({ code: 500, message: 'Context size has been exceeded.' }) }), DIRECT).detail).toBe(
      'HTTP 400: Context size has been exceeded.',
    )
    const twice = 'Engine protocol predict stream returned an error: {\\"code\\":500,\\"message\\":\\"Context size has been exceeded.\\"}'
    expect(classify({ kind: 'frame', body: JSON.stringify({ error: twice }) }, DIRECT).detail).toBe('Context size has been exceeded.')
  })

  it('has no page, no chat and no secret', () => {
    expect(classify(answer(502, page('502: Bad gateway'), CF), TUNNEL).detail).toBe('HTTP 502: an HTML page: 502: Bad gateway')
    expect(classify(answer(422, { detail: [{ msg: 'Field required', input: { messages: 'private' } }] }), DIRECT).detail).toBe('HTTP 422: Field required')
    expect(classify(answer(400, wrong('bad key hunter2-hunter2')), { direct: true, secrets: ['hunter2-hunter2'] }).detail).toBe('HTTP 400: bad key ***')
    expect(classify({ kind: 'thrown', error: new Error('cannot http://u:p@h/') }, DIRECT).detail).not.toContain('u:p')
    expect(classify(answer(400, { choices: [{ message: { content: 'private' } }] }), DIRECT).detail).toBe('HTTP 400: JSON without an error')
  })
})
