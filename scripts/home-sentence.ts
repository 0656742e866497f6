// The sentence about home that a start prints, and what to do next. Pure.
import { CONNECT_STEPS } from '../shared/health-words.ts'
import type { Health, HomeReport } from '../shared/health.ts'

/** What the start script saw of home. */
export type Seen =
  | {
      readonly kind: 'health'
      readonly home: Pick<HomeReport, 'state' | 'asked' | 'model'>
      readonly answers: Health['answers']
      readonly next: readonly string[]
    }
  /** `/health` took the script for a stranger. */
  | { readonly kind: 'stranger' }
  /** Other machines can reach it, and no password is set. */
  | { readonly kind: 'not_set_up' }
  /** The worker says that a value is wrong; it names it in its log. */
  | { readonly kind: 'misconfigured' }
  | { readonly kind: 'nothing' }

export interface Told {
  readonly kind: 'with_model' | 'without_model' | 'wrong_path' | 'refused' | 'nobody' | 'silent' | 'demo' | 'unseen'
  readonly sentence: string
  /** What happens meanwhile; null where there is nothing to say. */
  readonly meanwhile: string | null
  readonly steps: readonly string[]
}

const MEANWHILE = 'Meanwhile the built-in demo model answers. When home is there, new chats go to it by themselves.'
const NOBODY = 'Nobody answers messages until then.'

/** `url`: LLM_BASE_URL, which carries no secret. */
export function homeSentence(seen: Seen, url: string): Told {
  const tell = (kind: Told['kind'], sentence: string, steps: readonly string[] = []): Told => ({ kind, sentence, meanwhile: null, steps })
  if (seen.kind === 'stranger') return tell('unseen', 'How home is, the page tells after signing in.')
  if (seen.kind === 'not_set_up')
    return tell('unseen', 'Other machines can reach it and no OWNER_PASSWORD is set: only the page that says how to set it is served.')
  if (seen.kind === 'misconfigured') return tell('unseen', 'A value of the configuration is wrong, so nothing is served: the log above names it.')
  if (seen.kind === 'nothing') return tell('unseen', `Nothing is known of home at ${url} yet. The page says so as soon as it is.`)

  const { home, next } = seen
  const model = home.model?.id ?? null
  const meanwhile = seen.answers === 'demo' ? MEANWHILE : seen.answers === 'nobody' ? NOBODY : null
  const absent = (kind: Told['kind'], sentence: string): Told => ({ kind, sentence, meanwhile, steps: next })
  switch (home.state) {
    case 'online':
    case 'loading':
    case 'busy': {
      if (model === null) return absent('without_model', `Home is there at ${url}, but without a model.`)
      if (home.asked !== null && home.asked !== model) {
        const steps = [`Load ${home.asked} at home, or set LLM_MODEL=auto.`]
        return tell('without_model', `Home is there at ${url}, without ${home.asked}: ${model} answers instead.`, steps)
      }
      const when = home.state === 'busy' ? ' when it is done with what it is doing' : home.state === 'loading' ? ' when it is loaded' : ''
      return tell('with_model', `Home is there at ${url}: ${model} answers${when}.`)
    }
    case 'no_model':
      return absent('without_model', `Home is there at ${url}, but no model is loaded.`)
    case 'misconfigured':
      return absent('wrong_path', `Something answers at ${url}, but it is not a model API at that path.`)
    case 'refused':
      return absent('refused', `Home at ${url} refuses: the key, or the sign-in of the tunnel.`)
    case 'off':
    case 'unreachable':
      return { ...absent('nobody', `Nobody is there at ${url}.`), steps: next.length > 0 ? next : CONNECT_STEPS }
    case 'silent':
      return tell('silent', `Home at ${url} takes the connection and has not answered yet: it may be loading a model.`)
    case 'unknown':
      return tell('silent', `Home at ${url} has not said anything yet. The page shows when it does.`)
    case 'demo':
      return tell('demo', 'The built-in demo model answers, as LLM_BASE_URL says.', CONNECT_STEPS)
  }
}

/** The whole notice, as lines. */
export function notice(address: string, told: Told): string[] {
  const steps = told.steps.map((step, at) => `    ${told.steps.length > 1 ? `${at + 1}. ` : ''}${step}`)
  return [
    '',
    `  Porchlight is on: ${address}`,
    `  ${told.sentence}`,
    ...(told.meanwhile === null ? [] : [`  ${told.meanwhile}`]),
    ...steps,
    '  Ctrl-C stops it.',
    '',
  ]
}
