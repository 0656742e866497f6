// Which step of the way failed where something was answered: from how it was classified, and what more the answer itself tells. Pure.
import type { ProblemCode } from '../../shared/problem.ts'
import type { UpstreamProblem } from '../ports.ts'
import { EDGES, NGROK, NGROK_PLAN, NO_CONNECTOR, NO_ORIGIN } from './doctor-edges.ts'
import { isPage } from './explain.ts'
import { type Blame, ofCode, stepsOf } from './doctor-words.ts'

/** What of the way the words depend on. */
export interface Situation {
  readonly baseUrl: string
  readonly direct: boolean
  readonly access: boolean
  readonly key: boolean
  readonly elsewhere: 'missing' | 'doubled' | null
}

/** What a status alone is classified as. */
const OF_EDGE: ReadonlySet<ProblemCode> = new Set(['home_off', 'home_unreachable', 'edge_cut', 'home_misconfigured'])

interface Lines {
  get(name: string): string | null
}

export function blameAnswer(status: number, headers: Lines, body: string, { code }: UpstreamProblem, way: Situation): Blame {
  const ngrok = headers.get('ngrok-error-code') ?? (isPage(body) ? (/ERR_NGROK_\d+/.exec(body)?.[0] ?? null) : null)
  if (ngrok !== null) return NGROK[ngrok] ?? (code === 'tunnel_refused' ? NGROK_PLAN : ofCode('connection', code))
  if (status >= 300 && status < 400 && code !== 'tunnel_refused') return redirected(headers.get('location'), way)
  if (status === 530 && /\b1016\b/.test(body)) return NO_ORIGIN
  if (code === 'home_unreachable' && /\b1033\b/.test(body)) return NO_CONNECTOR
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
