// Which step of the way failed where nothing was answered: by what the fetch rejected with, or because nothing came. Pure.
import type { UpstreamProblem } from '../ports.ts'
import { type Blame, ofCode, stepsOf } from './doctor-words.ts'

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
export function blameThrown(words: readonly string[], problem: UpstreamProblem, { direct }: { readonly direct: boolean }): Blame {
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
