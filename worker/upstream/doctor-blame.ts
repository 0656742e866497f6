// Which step of the way failed, and in which words: from a failure as it was classified, and what more the answer itself tells. Pure.
import { PROBLEM_WORDS, type ProblemCode } from '../../shared/problem.ts'
import type { UpstreamProblem } from '../ports.ts'
import { type Blame, EDGES, NGROK, NGROK_PLAN, NO_CONNECTOR, NO_ORIGIN } from './doctor-edges.ts'

/** What of the way the words depend on. */
export interface Situation {
  readonly baseUrl: string
  readonly direct: boolean
  readonly access: boolean
  readonly key: boolean
  readonly elsewhere: 'missing' | 'doubled' | null
}

/** The last step of a refused message; nobody sent one here. */
const RESEND = PROBLEM_WORDS.home_busy.steps.at(-1)
export const stepsOf = (code: ProblemCode): readonly string[] => PROBLEM_WORDS[code].steps.filter((step) => step !== RESEND)
const ofCode = (step: Blame['step'], code: ProblemCode): Blame => ({ step, says: PROBLEM_WORDS[code].message, todo: stepsOf(code) })

const PORT = 'Check the port in LLM_BASE_URL (LM Studio: 1234).'

export const silent = (ms: number): Blame => ({
  step: 'connection',
  says: `Nothing came back within ${Math.round(ms / 1_000)} s: what is there takes connections and does not answer, or is asleep.`,
  todo: [...stepsOf('home_silent'), 'Check that the machine at home is awake and that the tunnel runs there.'],
})

/** Ordered: the first that fits the words of the error. */
const CERTIFICATES: readonly (readonly [RegExp, string, string])[] = [
  [
    /CERT_HAS_EXPIRED|certificate has expired/i,
    'The certificate has expired.',
    'Renew it, or let the tunnel make its own (cloudflared, ngrok and Tailscale do).',
  ],
  [/CERT_NOT_YET_VALID|not yet valid/i, 'The certificate does not hold yet.', 'Check the clock of this machine and the dates of the certificate.'],
  [
    /ALTNAME_INVALID|does not match certificate|altnames/i,
    'The certificate is for another name.',
    'Write the name that the certificate has into LLM_BASE_URL.',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|self[- ]signed/i,
    'The certificate was not signed by anybody who is known here.',
    'Use http:// on your own network, or a tunnel, which has a certificate that everybody knows.',
  ],
  [
    /WRONG_VERSION_NUMBER|EPROTO|packet length too long/i,
    'The address begins with https, and what answers there speaks plain http.',
    'Write http:// in LLM_BASE_URL.',
  ],
]
const TLS = /\bCERT_|_CERT\b|_CERTIFICATE|certificate|ERR_TLS|ERR_SSL|\bEPROTO\b|\bTLS\b|\bSSL\b/i
const NO_NAME = /ENOTFOUND|EAI_AGAIN|EAI_NODATA|getaddrinfo|dns_error|\bdns\b/i

/** `words`: names, codes and sentences of what a fetch rejected with. */
export function blameThrown(words: readonly string[], problem: UpstreamProblem, { direct }: Situation): Blame {
  const text = words.join('\n')
  if (NO_NAME.test(text)) return { step: 'name', says: 'The name in LLM_BASE_URL is not known.', todo: NAME_STEPS }
  const certificate = certificateBlame(text)
  if (certificate) return certificate
  if (/HTTPParserError|\bHPE_/.test(text)) {
    return { step: 'connection', says: 'What answers there does not speak HTTP.', todo: [PORT] }
  }
  if (/bad port/i.test(text)) {
    return { step: 'connection', says: 'The port in LLM_BASE_URL belongs to another kind of service: no web request goes there.', todo: [PORT] }
  }
  if (problem.code === 'home_misconfigured') {
    return { step: 'connection', says: 'The address in LLM_BASE_URL cannot be asked.', todo: ['Check LLM_BASE_URL for typing errors.'] }
  }
  if (problem.code === 'home_off' && direct) {
    return { step: 'connection', says: 'Nothing listens there: the connection is refused or broken off.', todo: stepsOf('home_off') }
  }
  return ofCode('connection', problem.code)
}

export const NAME_STEPS: readonly string[] = [
  'Check LLM_BASE_URL for typing errors.',
  'A quick tunnel (trycloudflare.com) or a free ngrok address changes when it is started again: set the new one.',
]

/** null: the words do not speak of a certificate. */
export function certificateBlame(text: string): Blame | null {
  const row = CERTIFICATES.find(([words]) => words.test(text))
  if (row) return { step: 'tls', says: row[1], todo: [row[2]] }
  return TLS.test(text)
    ? { step: 'tls', says: 'No secure connection came about.', todo: ['Check that LLM_BASE_URL begins with the right one of http and https.'] }
    : null
}

/** What a status alone is classified as. */
const OF_EDGE: ReadonlySet<ProblemCode> = new Set(['home_off', 'home_unreachable', 'edge_cut', 'home_misconfigured'])

interface Lines {
  get(name: string): string | null
}

export function blameAnswer(status: number, headers: Lines, body: string, { code }: UpstreamProblem, way: Situation): Blame {
  const ngrok = headers.get('ngrok-error-code') ?? /ERR_NGROK_\d+/.exec(body)?.[0] ?? null
  if (ngrok !== null) return NGROK[ngrok] ?? (code === 'tunnel_refused' ? NGROK_PLAN : ofCode('connection', code))
  if (status >= 300 && status < 400 && code !== 'tunnel_refused') return redirected(headers.get('location'), way)
  if (status === 530 && /\b1016\b/.test(body)) return NO_ORIGIN
  if (code === 'home_unreachable' && (status === 530 || /\b1033\b/.test(body))) return NO_CONNECTOR
  // A model server may give such a status too, with words of its own that tell more.
  if (OF_EDGE.has(code) && EDGES[status]) return EDGES[status]
  switch (code) {
    case 'home_off':
    case 'home_unreachable':
    case 'home_silent':
    case 'edge_cut':
      return ofCode('connection', code)
    case 'tunnel_refused':
      return door(status, way.access)
    case 'home_refused':
      return refused(status, body, way.key)
    case 'home_misconfigured':
      return wrongPath(status, body, way)
    default:
      return ofCode('server', code)
  }
}

function redirected(location: string | null, { baseUrl }: Situation): Blame {
  const { protocol, hostname } = new URL(baseUrl)
  const target = location !== null && URL.canParse(location, baseUrl) ? new URL(location, baseUrl) : null
  if (protocol === 'http:' && target?.protocol === 'https:' && target.hostname === hostname) {
    return { step: 'path', says: 'What answers there wants https.', todo: ['Write https:// in LLM_BASE_URL.'] }
  }
  return {
    step: 'path',
    says: 'What answers there sends one on to another address, which is not followed.',
    todo: ['Open LLM_BASE_URL in a browser, and set the address that it ends at.'],
  }
}

function door(status: number, sent: boolean): Blame {
  const says = 'A sign-in stands in the way: the tunnel asks who comes.'
  if (!sent) return { step: 'access', says, todo: stepsOf('tunnel_refused') }
  const todo =
    status === 403
      ? ['The service token is known but not let in: add it to a policy of this application, with the action Service Auth.']
      : [
          'Give the application a policy with the action Service Auth that names the service token.',
          'Check CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET: they may have expired.',
        ]
  return { step: 'access', says: 'A sign-in stands in the way, though a service token was sent.', todo }
}

function refused(status: number, body: string, key: boolean): Blame {
  if (status === 403 && body.trim() === '') {
    const says = 'It is refused without a word. Ollama does so where the tunnel gives it a name that it does not know.'
    return { step: 'token', says, todo: stepsOf('home_refused').toReversed() }
  }
  return {
    step: 'token',
    says: key ? 'The model server refuses the key in LLM_API_KEY.' : 'The model server asks for a key, and LLM_API_KEY is not set.',
    todo: stepsOf('home_refused').slice(0, 1),
  }
}

function wrongPath(status: number, body: string, { elsewhere, baseUrl }: Situation): Blame {
  if (elsewhere === 'missing')
    return { step: 'path', says: 'The /v1 is missing: with it, a model API answers.', todo: ['Set LLM_BASE_URL to the same address with /v1 at its end.'] }
  if (elsewhere === 'doubled')
    return {
      step: 'path',
      says: 'The /v1 is there twice: with one, a model API answers.',
      todo: ['Set LLM_BASE_URL to the same address with one /v1 at its end.'],
    }
  if (/(?:invalid|missing) host header/i.test(body)) {
    return {
      step: 'path',
      says: 'The model server does not take the name that it is called by.',
      todo: ['Let the tunnel send localhost as Host, or add the name to the trusted hosts of the model server.'],
    }
  }
  const says = status === 404 ? 'There is nothing at that path.' : 'Something answers, and it is not a model API.'
  return {
    step: 'path',
    says,
    todo: [...stepsOf('home_misconfigured').slice(0, 1), ...(baseUrl.includes('/v1') ? ['Check the port: another program may answer there.'] : [])],
  }
}
