// What is said of home: the status, one sentence, and what to do next. Pure, so that both sides say the same.
import { type Health, type HomeReport, type HomeState, isAbsent, mayAnswer, type Status } from './health.ts'
import { PROBE_STALE_MS } from './limits.ts'
import { PROBLEM_WORDS } from './problem.ts'

export interface HealthWords {
  readonly sentence: string
  readonly next: readonly string[]
}

/** The last step of a refused message; nobody sent one here. */
const RESEND = PROBLEM_WORDS.home_busy.steps.at(-1)

/** How a model at home is connected. */
export const CONNECT_STEPS: readonly string[] = [
  'On the machine at home open LM Studio, load a model, go to Developer and switch the server on (or run: lms server start).',
  'If Porchlight runs on another machine, open a tunnel there: cloudflared tunnel --url http://localhost:1234 (ngrok and Tailscale Funnel do as well).',
  'Set LLM_BASE_URL to that address with /v1 at its end (on the same machine: http://localhost:1234/v1) and start Porchlight again. New chats then go home.',
]

/** Whether what is known is too old to be called so. Times in server milliseconds. */
export const isStale = (report: HomeReport, now: number): boolean => report.probed_at !== null && now - report.probed_at > PROBE_STALE_MS

/** healthy: answers with a model · unhealthy: certainly does not · degraded: everything between, the demo and old news included. */
export function statusOf(report: HomeReport, now: number): Status {
  if (report.state === 'off' || report.state === 'unreachable' || report.state === 'refused' || report.state === 'misconfigured') return 'unhealthy'
  return report.state === 'online' && report.model !== null && !isStale(report, now) ? 'healthy' : 'degraded'
}

/** Who answers a new chat. `fallback`: the demo may stand in. */
export function answersOf(state: HomeState, fallback: boolean): Health['answers'] {
  if (state === 'demo') return 'demo'
  if (mayAnswer(state)) return 'home'
  return fallback && isAbsent(state) ? 'demo' : 'nobody'
}

/** One or a few short sentences, in the present; `now` in server milliseconds. */
export function healthWords(report: HomeReport, answers: Health['answers'], now: number): HealthWords {
  const standIn = answers === 'demo' && report.state !== 'demo'
  const sentence = [
    said(report),
    preferenceWords(report),
    sinceWhen(report, now),
    standIn ? 'The built-in demo answers new chats meanwhile.' : null,
    asOf(report, now),
  ]
    .filter((part) => part !== null)
    .join(' ')
  const toConnect = answers === 'demo' && (report.state === 'demo' || report.state === 'off' || report.state === 'unreachable')
  return { sentence, next: toConnect ? CONNECT_STEPS : stepsOf(report.state) }
}

const SERVERS: Readonly<Record<NonNullable<HomeReport['server']>, string>> = {
  lmstudio: 'LM Studio',
  llamacpp: 'llama.cpp',
  ollama: 'Ollama',
  vllm: 'vLLM',
  jan: 'Jan',
  openai: 'The model server',
  demo: 'The demo',
}

function said(report: HomeReport): string {
  const server = report.server === null ? 'The model server' : SERVERS[report.server]
  const answersIn = report.round_trip === null ? `${server} answers` : `${server} answers in ${Math.round(report.round_trip).toLocaleString('en')} ms`
  switch (report.state) {
    case 'unknown':
      return 'Nothing is known of home yet: the first look is under way.'
    case 'online':
      return `Home is on. ${answersIn}, ${modelWords(report)}.${lineWords(report)}`
    case 'loading':
      return `Home is on and loads ${report.loading?.model ?? 'a model'}.${lineWords(report)}`
    case 'no_model':
      return `Home is on. ${answersIn}, but no model is there.`
    case 'busy':
      return `Home is on. ${server} says that it is busy.${lineWords(report)}`
    case 'silent':
      return `Home takes the connection and does not answer: it may be loading a model or reading a long prompt.`
    case 'off':
      return 'Nobody is there: the machine at home or its tunnel answers, the model server does not.'
    case 'unreachable':
      return 'Nobody is there: the machine at home is asleep or off, or the tunnel is down.'
    case 'refused':
      return 'Home is there, but it does not let Porchlight in: the key or the sign-in of the tunnel is missing or wrong.'
    case 'misconfigured':
      return 'Something answers at LLM_BASE_URL, but it is not a model API at that path.'
    case 'demo':
      return 'The built-in demo answers. It is not a real model: no home is connected.'
  }
}

function modelWords({ model }: HomeReport): string {
  if (model === null) return 'but it is not known which model'
  if (model.loaded === null) return `${model.id} is there`
  return model.loaded ? `${model.id} is loaded` : `${model.id} is not loaded yet: the first message loads it`
}

/** LLM_MODEL is a preference: where home does not have it, another one answers, and it is said. */
function preferenceWords({ state, asked, model }: HomeReport): string | null {
  return state === 'online' && asked !== null && model !== null && model.id !== asked ? `LLM_MODEL asks for ${asked}, which home does not have.` : null
}

function lineWords({ line }: HomeReport): string {
  if (line.waiting === 0) return ''
  return line.waiting === 1 ? ' One message waits in line.' : ` ${line.waiting} messages wait in line.`
}

/** Bad states say how long they last, as far as it was seen: home went there somewhere between two looks. */
function sinceWhen({ state, since }: HomeReport, now: number): string | null {
  if (state === 'online' || state === 'demo' || state === 'unknown' || since.first_seen === null) return null
  const atLeast = now - since.first_seen
  if (atLeast < SHORT_MS) return null
  if (since.last_before === null) return `So it has been for at least ${span(atLeast)}.`
  const atMost = now - since.last_before
  return span(atMost) === span(atLeast) ? `So it has been for ${span(atLeast)}.` : `It began between ${span(atMost)} and ${span(atLeast)} ago.`
}

function asOf(report: HomeReport, now: number): string | null {
  return report.probed_at !== null && isStale(report, now) ? `That was seen ${span(now - report.probed_at)} ago.` : null
}

/** Below this it only just happened, in milliseconds. */
const SHORT_MS = 10_000
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A stretch of time as people say it, in the unit that has one or two digits. */
function span(ms: number): string {
  if (ms < 2 * MINUTE_MS) return `${Math.max(1, Math.round(ms / 1_000))} s`
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`
  return ms < 2 * DAY_MS ? `${Math.round(ms / HOUR_MS)} h` : `${Math.round(ms / DAY_MS)} days`
}

function stepsOf(state: HomeState): readonly string[] {
  const steps = (code: keyof typeof PROBLEM_WORDS): readonly string[] => PROBLEM_WORDS[code].steps.filter((step) => step !== RESEND)
  switch (state) {
    case 'loading':
      return ['Wait until the model is loaded: seconds for a small one, minutes for a big one. A message sent now is answered then.']
    case 'no_model':
      return steps('no_model')
    case 'busy':
      return steps('home_busy')
    case 'silent':
      return steps('home_silent')
    case 'off':
      return steps('home_off')
    case 'unreachable':
      return steps('home_unreachable')
    case 'refused':
      return [...steps('home_refused'), ...steps('tunnel_refused')]
    case 'misconfigured':
      return steps('home_misconfigured')
    default:
      return []
  }
}
