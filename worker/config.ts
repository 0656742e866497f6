// The environment as strings, read into what the program runs with. The only place with defaults; a wrong value is named with what was expected.
import {
  BASE_URL_MAX,
  CREDENTIAL_MAX,
  DATA_DIR_MAX,
  FLUSH_MS_MAX,
  HEADERS_MAX,
  MODEL_NAME_MAX,
  PASSWORD_MAX,
  PASSWORD_MIN,
  SESSION_SECRET_MIN,
} from '../shared/limits.ts'

/** The address of the built-in model, in place of a URL. */
export const DEMO_URL = 'demo:'

/** One home machine, and how it is asked. */
export interface HomeConfig {
  readonly id: 'home' | 'demo'
  /** No slash at the end; `demo:` for the built-in model. */
  readonly baseUrl: string
  /** The model that is preferred; null takes what home has. */
  readonly model: string | null
  readonly apiKey: string | null
  /** Sent with every request to home: LLM_HEADERS and the pair of Cloudflare Access, names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Answers at a time, at the most. */
  readonly parallel: number
}

export interface Config {
  readonly homes: readonly [HomeConfig]
  readonly silenceMs: number
  readonly maxRetries: number
  readonly fallback: 'none' | 'demo'
  readonly serverHost: string
  /** 0 takes any free port. */
  readonly serverPort: number
  readonly dataDir: string
  readonly ownerPassword: string | null
  readonly sessionSecret: string | null
  readonly sessionTimeoutMs: number
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  readonly flushMs: number
}

/** A variable whose value cannot be used. It never carries the value, which may be a secret. */
interface Wrong {
  readonly name: string
  readonly expected: string
}

export type ConfigResult = { readonly kind: 'ok'; readonly config: Config } | { readonly kind: 'wrong'; readonly wrong: readonly Wrong[] }

export interface Variable {
  readonly name: string
  /** As it would be written; null: unset. */
  readonly default: string | null
  /** Never on a command line, in a file under version control, or in a log. */
  readonly secret: boolean
  readonly about: string
}

/** Every name that is read, in the order of the documentation. */
export const VARIABLES = [
  {
    name: 'LLM_BASE_URL',
    default: 'http://localhost:1234/v1',
    secret: false,
    about: 'Address of the model server at home; it normally ends in /v1. `demo:` is the built-in demo model.',
  },
  {
    name: 'LLM_MODEL',
    default: 'mixtral-8x7b-instruct-v0.1',
    secret: false,
    about: 'The model to prefer. Where home does not have it, what is loaded answers and says so. `auto`: no preference.',
  },
  { name: 'LLM_API_KEY', default: null, secret: true, about: 'Key of the model server, where it asks for one.' },
  { name: 'LLM_TIMEOUT', default: '60', secret: false, about: 'Seconds that a look at home, a list or a connect may take.' },
  { name: 'LLM_SILENCE', default: '1800', secret: false, about: 'Seconds without a byte from home after which an answer is given up.' },
  { name: 'LLM_MAX_RETRIES', default: '2', secret: false, about: 'How often home is asked again before the first byte of an answer.' },
  { name: 'LLM_PARALLEL', default: '4', secret: false, about: 'Answers that home writes at the same time, at the most; it may be fewer where home says so.' },
  { name: 'LLM_HEADERS', default: null, secret: true, about: 'Headers for the tunnel, as a JSON object of strings: `{"x-tunnel-key":"…"}`.' },
  { name: 'CF_ACCESS_CLIENT_ID', default: null, secret: true, about: 'Service token of Cloudflare Access in front of home: its id. Goes with the next.' },
  { name: 'CF_ACCESS_CLIENT_SECRET', default: null, secret: true, about: 'Service token of Cloudflare Access in front of home: its secret.' },
  {
    name: 'LLM_FALLBACK',
    default: 'none',
    secret: false,
    about: '`demo`: the built-in demo model answers new chats while home is absent. `none`: nobody does. `npm start` sets `demo`.',
  },
  { name: 'SERVER_HOST', default: '127.0.0.1', secret: false, about: 'Address that the Node host listens on.' },
  { name: 'SERVER_PORT', default: '8000', secret: false, about: 'Port of the Node host. 0 takes any free one.' },
  { name: 'DATA_DIR', default: '.data', secret: false, about: 'Folder of the Node host for chats and settings.' },
  { name: 'OWNER_PASSWORD', default: null, secret: true, about: 'Password to sign in. Unset: only the page that says how to set it is served.' },
  { name: 'SESSION_SECRET', default: null, secret: true, about: 'Key that signs the cookie, at least 16 characters. Unset: it comes from the password.' },
  {
    name: 'SESSION_TIMEOUT',
    default: '3600',
    secret: false,
    about: "Idle seconds after which a conversation's browser and memory are released. History and files stay.",
  },
  { name: 'LOG_LEVEL', default: 'info', secret: false, about: '`debug`, `info`, `warn` or `error`.' },
  {
    name: 'LOG_FLUSH_MS',
    default: '50',
    secret: false,
    about: "Milliseconds of an answer that are stored at a time. 250 suits Cloudflare's free plan, which counts rows written.",
  },
] as const satisfies readonly Variable[]

type Name = (typeof VARIABLES)[number]['name']
type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly expected: string }
type Parse<T> = (text: string) => Parsed<T>

const good = <T>(value: T): Parsed<T> => ({ ok: true, value })
const bad = (expected: string): Parsed<never> => ({ ok: false, expected })

/** Everything that is wrong, or the configuration. An empty value is an unset one; white space around a value that is no secret does not count. */
export function readConfig(raw: Readonly<Record<string, string | undefined>>): ConfigResult {
  const wrong: Wrong[] = []
  const text = (name: Name): string | null => {
    const variable: Variable = VARIABLES.find((each) => each.name === name)!
    const given = variable.secret ? raw[name] : raw[name]?.trim()
    return given || variable.default
  }
  /** null where it is unset or wrong; what is wrong is in the list, and then nothing of this is used. */
  const take = <T>(name: Name, parse: Parse<T>): T | null => {
    const given = text(name)
    if (given === null) return null
    const parsed = parse(given)
    if (parsed.ok) return parsed.value
    wrong.push({ name, expected: parsed.expected })
    return null
  }
  const must = <T>(name: Name, parse: Parse<T>, meanwhile: T): T => take(name, parse) ?? meanwhile

  const baseUrl = must('LLM_BASE_URL', address, '')
  const accessId = take('CF_ACCESS_CLIENT_ID', credential)
  const accessSecret = take('CF_ACCESS_CLIENT_SECRET', credential)
  if (text('CF_ACCESS_CLIENT_ID') === null && accessSecret !== null) wrong.push({ name: 'CF_ACCESS_CLIENT_ID', expected: BOTH })
  if (text('CF_ACCESS_CLIENT_SECRET') === null && accessId !== null) wrong.push({ name: 'CF_ACCESS_CLIENT_SECRET', expected: BOTH })

  const home: HomeConfig = {
    id: baseUrl === DEMO_URL ? 'demo' : 'home',
    baseUrl,
    model: must('LLM_MODEL', modelName, { preferred: null }).preferred,
    apiKey: take('LLM_API_KEY', credential),
    headers: {
      ...take('LLM_HEADERS', headers),
      ...(accessId !== null && accessSecret !== null && { 'cf-access-client-id': accessId, 'cf-access-client-secret': accessSecret }),
    },
    timeoutMs: must('LLM_TIMEOUT', seconds(0.1, 600), 0),
    parallel: must('LLM_PARALLEL', whole(1, 64), 0),
  }
  const config: Config = {
    homes: [home],
    silenceMs: must('LLM_SILENCE', seconds(1, 86_400), 0),
    maxRetries: must('LLM_MAX_RETRIES', whole(0, 10), 0),
    fallback: must('LLM_FALLBACK', oneOf(['none', 'demo']), 'none'),
    serverHost: must('SERVER_HOST', hostName, ''),
    serverPort: must('SERVER_PORT', whole(0, 65_535), 0),
    dataDir: must('DATA_DIR', folder, ''),
    ownerPassword: take('OWNER_PASSWORD', secretText(PASSWORD_MIN, PASSWORD_MAX)),
    sessionSecret: take('SESSION_SECRET', secretText(SESSION_SECRET_MIN, PASSWORD_MAX)),
    sessionTimeoutMs: must('SESSION_TIMEOUT', seconds(1, 604_800), 0),
    logLevel: must('LOG_LEVEL', oneOf(['debug', 'info', 'warn', 'error']), 'info'),
    flushMs: must('LOG_FLUSH_MS', whole(1, FLUSH_MS_MAX), 0),
  }
  return wrong.length === 0 ? { kind: 'ok', config } : { kind: 'wrong', wrong }
}

const BOTH = 'a value, because the other half of the service token is set'

/** Control characters, of which a URL parser drops some without a word. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001F\u007F]/

function address(text: string): Parsed<string> {
  const expected = bad('an http or https address without user name, query or fragment, such as http://localhost:1234/v1, or demo:')
  if (text === DEMO_URL) return good(DEMO_URL)
  if (text.length > BASE_URL_MAX || CONTROL.test(text) || /[\s?#\\]/.test(text) || !/^https?:\/\/[^/]/i.test(text) || !URL.canParse(text)) return expected
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || /^https?:\/\/[^/]*@/i.test(text)) return expected
  return good(`${url.origin}${url.pathname}`.replace(/\/+$/, ''))
}

function modelName(text: string): Parsed<{ readonly preferred: string | null }> {
  if (text === 'auto') return good({ preferred: null })
  return text.length <= MODEL_NAME_MAX && !CONTROL.test(text) ? good({ preferred: text }) : bad(`1 to ${MODEL_NAME_MAX} characters, or auto`)
}

/** What may stand in a header: visible ASCII, spaces only inside. */
const isHeaderValue = (text: string): boolean => text.length <= CREDENTIAL_MAX && /^[\u0021-\u007E]([\u0020-\u007E\t]*[\u0021-\u007E])?$/.test(text)

const credential: Parse<string> = (text) =>
  text.length <= CREDENTIAL_MAX && /^[\u0021-\u007E]+$/.test(text) ? good(text) : bad(`1 to ${CREDENTIAL_MAX} visible ASCII characters, no spaces`)

/** Set by the connection itself, or by the one who asks: a tunnel never needs them, and each could bend the request. */
const OWN_HEADERS: readonly string[] = [
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'te',
  'trailer',
  'expect',
  'cookie',
  'accept',
  'accept-encoding',
]

function headers(text: string): Parsed<Readonly<Record<string, string>>> {
  const expected = bad(
    `a JSON object of at most ${HEADERS_MAX} strings with legal header names and values, without ${OWN_HEADERS.slice(0, 2).join(', ')}, cookie and the like`,
  )
  const given = parseJson(text)
  if (given === null || typeof given !== 'object' || Array.isArray(given)) return expected
  const entries = Object.entries(given)
  const read: Record<string, string> = {}
  for (const [key, value] of entries) {
    const name = key.toLowerCase()
    const legal = /^[a-z0-9!#$%&'*+.^_`|~-]{1,128}$/.test(name) && name !== '__proto__' && !OWN_HEADERS.includes(name) && !Object.hasOwn(read, name)
    if (!legal || typeof value !== 'string' || !isHeaderValue(value)) return expected
    read[name] = value
  }
  return entries.length <= HEADERS_MAX ? good(read) : expected
}

/** undefined where it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const hostName: Parse<string> = (text) =>
  text.length <= 253 && (/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text) || (text.includes(':') && URL.canParse(`http://[${text}]/`)))
    ? good(text)
    : bad('an IP address or a host name, without scheme and port, such as 127.0.0.1 or ::')

const folder: Parse<string> = (text) => (text.length <= DATA_DIR_MAX && !CONTROL.test(text) ? good(text) : bad(`a path of at most ${DATA_DIR_MAX} characters`))

const secretText =
  (min: number, max: number): Parse<string> =>
  (text) =>
    text.length >= min && text.length <= max && !CONTROL.test(text) ? good(text) : bad(`${min} to ${max} characters, none of them a control character`)

/** Seconds as a decimal number, such as 60 or 0.5; the value is in milliseconds. */
const seconds =
  (min: number, max: number): Parse<number> =>
  (text) => {
    const value = /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? good(Math.round(value * 1_000)) : bad(`a number of seconds from ${min} to ${max}`)
  }

const whole =
  (min: number, max: number): Parse<number> =>
  (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? good(value) : bad(`a whole number from ${min} to ${max}`)
  }

const oneOf =
  <T extends string>(values: readonly T[]): Parse<T> =>
  (text) => {
    const value = values.find((each) => each === text)
    return value === undefined ? bad(`one of ${values.join(', ')}`) : good(value)
  }
