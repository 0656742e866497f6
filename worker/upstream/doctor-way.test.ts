// The way to the model server: each cause by its name, and the step and the words it is told with.
import { describe, expect, it } from 'vitest'
import { classify } from './classify.ts'
import { type Heard, judgeWay, type Way } from './doctor-way.ts'
import { wordsOf } from './thrown.ts'

const HOME = 'http://192.168.1.20:1234/v1'
const TUNNEL = 'https://home.example.com/v1'
const ASKED = { direct: false, secrets: [] }

const way = (change: Partial<Way> = {}): Way => ({ baseUrl: TUNNEL, direct: false, resolves: true, key: false, access: false, elsewhere: null, ...change })
const direct = (change: Partial<Way> = {}): Way => way({ baseUrl: HOME, direct: true, ...change })

function answered(status: number, body = '', headers: Record<string, string> = {}): Heard {
  const lines = new Headers(headers)
  return { kind: 'answered', status, headers: lines, body, problem: classify({ kind: 'response', status, headers: lines, body, now: 0 }, ASKED) }
}
/** As a fetch of Node rejects: the code stands in the cause. */
function thrown(code: string, message = code, isDirect = false): Heard {
  const error = new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) })
  return { kind: 'thrown', words: wordsOf(error), problem: classify({ kind: 'thrown', error }, { direct: isDirect, secrets: [] }) }
}
const LIST: Heard = { kind: 'answered', status: 200, headers: new Headers(), body: '', problem: null }
const UNEXPECTED = '{"error":"Unexpected endpoint or method. (GET /models). Returning 200 anyway"}'
const NEEDS_TOKEN = '{"error":{"message":"An LM Studio API token is required","type":"invalid_request_error","code":"invalid_api_key"}}'
const page = (title: string): string => `<!doctype html><html><head><title>${title}</title></head></html>`

const results = (way_: Way, heard: Heard): string[] => judgeWay(way_, heard).map(({ step, result }) => `${step} ${result}`)

describe('what failed, at which step', () => {
  it.each<[name: string, way: Way, heard: Heard, step: string, says: RegExp, todo: RegExp]>([
    ['a name that is not known', way(), thrown('ENOTFOUND', 'getaddrinfo ENOTFOUND home.example.com'), 'name', /not known/, /typing errors/],
    ['a DNS that does not answer', way(), thrown('EAI_AGAIN'), 'name', /not known/, /LLM_BASE_URL/],
    ['1016: the name leads nowhere', way(), answered(530, page('Error 1016 | Origin DNS error')), 'name', /1016/, /DNS record/],
    ['a certificate that expired', way(), thrown('CERT_HAS_EXPIRED', 'certificate has expired'), 'tls', /expired/, /Renew/],
    ['one that does not hold yet', way(), thrown('CERT_NOT_YET_VALID'), 'tls', /not hold yet/, /clock/],
    ['one for another name', way(), thrown('ERR_TLS_CERT_ALTNAME_INVALID'), 'tls', /another name/, /name that the certificate has/],
    ['one that signed itself', way(), thrown('DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate'), 'tls', /not signed by anybody/, /http:\/\//],
    ['https before plain http', way(), thrown('ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number'), 'tls', /plain http/, /http:\/\//],
    ['another failed handshake', way(), thrown('ERR_SSL_TLSV1_ALERT', 'alert'), 'tls', /No secure connection/, /https/],
    ['525 of the edge', way(), answered(525, page('525')), 'tls', /525/, /localhost:1234/],
    ['526 of the edge', way(), answered(526, page('526')), 'tls', /526/, /localhost:1234/],
    ['refused on the own network', direct(), thrown('ECONNREFUSED', 'connect ECONNREFUSED', true), 'connection', /Nothing listens/, /LM Studio/],
    ['refused behind a name', way(), thrown('ECONNREFUSED'), 'connection', /cannot be reached/, /Wake/],
    ['no route', direct(), thrown('EHOSTUNREACH', 'no route to host', true), 'connection', /cannot be reached/, /Wake/],
    ['a port that speaks something else', direct(), thrown('HPE_INVALID_CONSTANT', 'Parse Error', true), 'connection', /does not speak HTTP/, /port/],
    ['a port that no web request may go to', direct(), thrown('ERR_X', 'bad port', true), 'connection', /another kind of service/, /port/],
    ['an address that cannot be asked', direct(), thrown('ERR_INVALID_URL', 'Invalid URL', true), 'connection', /cannot be asked/, /typing errors/],
    ['nothing at all in time', direct(), { kind: 'late', ms: 5_000 }, 'connection', /within 5 s/, /restart the model server/],
    ['1033: no connector', way(), answered(530, page('Error 1033 | Cloudflare Tunnel error')), 'connection', /1033/, /cloudflared/],
    [
      '1033 as JSON',
      way(),
      answered(530, '{"title":"Error 1033: Cloudflare Tunnel error","status":530,"error_code":1033}'),
      'connection',
      /1033/,
      /cloudflared/,
    ],
    ['530 without a word', way(), answered(530), 'connection', /cannot be reached/, /tunnel runs/],
    ['502 of the tunnel', way(), answered(502, page('502 Bad Gateway')), 'connection', /502/, /switch the server on/],
    ['504 before the server', way(), answered(504, page('504')), 'connection', /504/, /server on/],
    ['521', way(), answered(521, page('521')), 'connection', /521/, /server on/],
    ['522', way(), answered(522, page('522')), 'connection', /522/, /Wake/],
    ['523', way(), answered(523, page('523')), 'connection', /523/, /network/],
    ['524', way(), answered(524, page('524: A timeout occurred')), 'connection', /524/, /Restart/],
    ['ngrok without an agent', way(), answered(404, 'x', { 'ngrok-error-code': 'ERR_NGROK_3200' }), 'connection', /3200/, /ngrok http 1234/],
    ['ngrok before nothing', way(), answered(400, 'x', { 'ngrok-error-code': 'ERR_NGROK_8012' }), 'connection', /8012/, /server on/],
    ['ngrok before no HTTP', way(), answered(502, 'x', { 'ngrok-error-code': 'ERR_NGROK_3004' }), 'connection', /3004/, /port/],
    ['ngrok, its traffic used up', way(), answered(403, 'x', { 'ngrok-error-code': 'ERR_NGROK_725' }), 'connection', /traffic/, /plan/],
    ['ngrok, its requests used up', way(), answered(403, 'x', { 'ngrok-error-code': 'ERR_NGROK_727' }), 'connection', /requests/, /plan/],
    ['ngrok, too fast', way(), answered(429, 'x', { 'ngrok-error-code': 'ERR_NGROK_734' }), 'connection', /734/, /minute/],
    ['ngrok without an account', way(), answered(401, 'x', { 'ngrok-error-code': 'ERR_NGROK_6022' }), 'access', /6022/, /authtoken/],
    ['the warning page of ngrok', way(), answered(200, `${page('ngrok')}ERR_NGROK_6024`), 'access', /6024/, /policy/],
    ['another word of ngrok', way(), answered(403, 'x', { 'ngrok-error-code': 'ERR_NGROK_9999' }), 'access', /ngrok/, /policy/],
    [
      'Access, no token set',
      way(),
      answered(302, '', { location: 'https://t.cloudflareaccess.com/cdn-cgi/access/login/x' }),
      'access',
      /sign-in/,
      /CF_ACCESS_CLIENT_ID/,
    ],
    [
      'Access, the token not taken',
      way({ access: true }),
      answered(302, '', { location: 'https://t.cloudflareaccess.com/cdn-cgi/access/login/x' }),
      'access',
      /though a service token/,
      /Service Auth/,
    ],
    [
      'Access, the token not let in',
      way({ access: true }),
      answered(403, page('Forbidden'), { 'cf-access-aud': 'x' }),
      'access',
      /though/,
      /known but not let in/,
    ],
    ['a login page', way(), answered(200, page('Log in to continue')), 'access', /sign-in/, /CF_ACCESS/],
    [
      'sent on to https',
      direct({ baseUrl: 'http://home.example.com/v1' }),
      answered(301, '', { location: 'https://home.example.com/v1/models' }),
      'path',
      /wants https/,
      /https:\/\//,
    ],
    ['sent on elsewhere', way(), answered(308, '', { location: 'https://other.example/' }), 'path', /another address/, /browser/],
    ['/v1 missing', direct({ elsewhere: 'missing' }), answered(200, UNEXPECTED), 'path', /missing/, /with \/v1/],
    ['/v1 doubled', direct({ elsewhere: 'doubled' }), answered(200, UNEXPECTED), 'path', /twice/, /one \/v1/],
    ['another path', direct(), answered(404, '{"error":"not found"}'), 'path', /nothing at that path/, /\/v1/],
    ['another program', direct(), answered(200, page('My router')), 'path', /not a model API/, /port/],
    ['a Host that is not taken', way(), answered(403, 'Invalid host header'), 'path', /name that it is called by/, /localhost as Host/],
    ['no key', direct(), answered(401, NEEDS_TOKEN), 'token', /LLM_API_KEY is not set/, /LLM_API_KEY/],
    ['a wrong key', direct({ key: true }), answered(401, NEEDS_TOKEN), 'token', /refuses the key/, /LLM_API_KEY/],
    ['a bare 403, as Ollama has it', way(), answered(403), 'token', /without a word/, /Ollama/],
  ])('%s', (_, way_, heard, step, says, todo) => {
    const findings = judgeWay(way_, heard)
    const failed = findings.filter(({ result }) => result === 'failed')
    expect(failed).toEqual([{ step, result: 'failed', says: expect.stringMatching(says), todo: expect.any(Array) }])
    expect(failed[0]?.todo.join('\n')).toMatch(todo)
    expect(findings.at(-1)?.step).toBe(step)
    expect(findings.slice(0, -1).every(({ result }) => result !== 'failed')).toBe(true)
  })
})

describe('what is seen of the steps before', () => {
  it.each<[string, Way, Heard, string[]]>([
    ['a host that sees names and certificates', way(), LIST, ['name ok', 'tls ok', 'connection ok', 'access ok', 'path ok', 'token ok']],
    ['the edge', way({ resolves: false }), LIST, ['name not_visible', 'tls not_visible', 'connection ok', 'access ok', 'path ok', 'token ok']],
    ['on the own network', direct(), LIST, ['name skipped', 'tls skipped', 'connection ok', 'access ok', 'path ok', 'token ok']],
    [
      'on this machine',
      direct({ baseUrl: 'http://localhost:1234/v1' }),
      LIST,
      ['name skipped', 'tls skipped', 'connection ok', 'access ok', 'path ok', 'token ok'],
    ],
    ['no connection, no certificate', way(), thrown('ETIMEDOUT'), ['name ok', 'tls skipped', 'connection failed']],
    ['nothing in time: nothing is known', way(), { kind: 'late', ms: 1 }, ['name not_visible', 'tls skipped', 'connection failed']],
    // What the server would say of the path and of the key, it says when it has time.
    [
      'busy: neither path nor key shows',
      direct(),
      answered(503, '{"error":"server busy"}'),
      ['name skipped', 'tls skipped', 'connection ok', 'access ok', 'path not_visible', 'token not_visible', 'server failed'],
    ],
    [
      'a refused key: the path does not show',
      direct(),
      answered(401, NEEDS_TOKEN),
      ['name skipped', 'tls skipped', 'connection ok', 'access ok', 'path not_visible', 'token failed'],
    ],
  ])('%s', (_, way_, heard, expected) => {
    expect(results(way_, heard)).toEqual(expected)
  })

  it('says so in these words, and names the command', () => {
    const [name] = judgeWay(way({ resolves: false }), LIST)
    expect([name?.says, name?.todo[0]]).toEqual([expect.stringContaining('Not visible from here.'), expect.stringContaining('npm run doctor -- URL')])
  })
})
