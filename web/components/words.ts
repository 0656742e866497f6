// From what the models hold to what the page says. Pure.
import { type Answer, type Running, textOf } from '../../shared/conversation.ts'
import type { Health } from '../../shared/health.ts'
import type { Failure } from '../stores/failure.ts'
import type { Origin } from '../stores/health.ts'
import { mayGoByItself, type Unsent } from '../stores/unsent.ts'
import { strings } from './strings.ts'

/** A stretch of time as the page says it, from milliseconds. Below zero is zero: two clocks never agree. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return strings.seconds(seconds)
  const minutes = Math.floor(seconds / 60)
  return minutes < 60 ? strings.minutes(minutes, seconds % 60) : strings.hours(Math.floor(minutes / 60), minutes % 60)
}

/** What happens, and why. `percent`: with how far it is. */
export function phaseWords(state: Running, thinking: boolean, percent: boolean): string {
  if (state.phase === 'acting') return strings.acting
  if (state.phase === 'waiting') return strings.waitingForYou
  if (state.reason === 'in_line' && state.position !== null) return strings.inLine(state.position)
  if (state.reason === 'writing' && thinking) return strings.thinking
  const words = strings.phase(state.reason)
  return percent && state.percent !== null ? `${words}, ${strings.percent(state.percent)}` : words
}

/** What is said of the answer that is being written; `stopping`: the turn that was asked to stop, `percent`: with how far it is. null: nothing runs. */
export function runningWords(answer: Answer | null, stopping: string | null, percent: boolean): string | null {
  if (answer?.state.status !== 'running') return null
  return stopping === answer.id ? strings.stoppingTurn : phaseWords(answer.state, isThinking(answer), percent)
}

/** Whether the model writes for itself at the moment. */
export const isThinking = (answer: Answer): boolean => answer.parts.at(-1)?.kind === 'reasoning'

/** Whether the model has begun, and nothing of what it writes has come yet. */
export const isAboutToWrite = ({ state, parts, continues }: Answer): boolean =>
  state.status === 'running' && state.reason === 'writing' && parts.length <= (continues?.parts ?? 0)

/** Since when an answer is in the phase that it is in, in the server's milliseconds: what the model thought before is not written. */
export function phaseSince({ since, reason }: Running, { thought, continues }: Answer): number {
  // Of one that goes on, it is not told how much of it was thought before.
  return reason === 'writing' && continues === null ? since + (thought ?? 0) : since
}

/** So long nothing comes of an answer before the page says so, in milliseconds. */
export const QUIET_MS = 10_000

/** So long a turn goes on before the page says that nobody needs to wait for it, in milliseconds. */
export const HINT_AFTER_MS = 10_000

/** What the person can do meanwhile; null: nothing that is worth a word. Milliseconds: since the turn began, and since something of it came last. */
export function hintOf({ reason }: Running, elapsedMs: number, quietMs: number, health: Health | null): string | null {
  const step = health?.next[0]
  if (reason === 'writing' && quietMs >= QUIET_MS) return strings.nothingCame(elapsed(quietMs))
  if (step !== undefined && (reason === 'home_gone' || reason === 'home_silent')) return step
  return elapsedMs >= HINT_AFTER_MS ? strings.mayClose : null
}

/** Shorter than this is not said to be thought, in milliseconds. */
const THOUGHT_MIN_MS = 1_000

/** What stands over the reasoning of an answer. `now`: the server's milliseconds, asked for only while the model thinks. */
export function reasoningWords(answer: Answer, now: () => number): string {
  const { state, continues, parts } = answer
  const thinks = state.status === 'running' && isThinking(answer)
  if (!thinks) return (answer.thought ?? 0) < THOUGHT_MIN_MS ? strings.reasoning : strings.thoughtFor(elapsed(answer.thought ?? 0))
  // Of a stretch that is not the first nobody tells when it began.
  const ms = parts.length - (continues?.parts ?? 0) > 1 ? 0 : now() - state.since
  return ms < THOUGHT_MIN_MS ? strings.thinking : strings.thinkingFor(elapsed(ms))
}

/** What went wrong, what to do, and under which name the log has it. */
export interface Trouble {
  readonly sentence: string
  readonly steps: readonly string[]
  /** ISO 8601, by the server's clock, or by this device's where the server was not heard; null where nobody said. */
  readonly time: string | null
  /** What has a name in the log, and that name. */
  readonly name: { readonly of: string; readonly id: string } | null
}

export function troubleOf(failure: Failure): Trouble {
  if (failure.kind === 'unreachable') return { ...strings.unreachable(failure.why), time: new Date(failure.at).toISOString(), name: null }
  const { message, troubleshooting, timestamp, request_id } = failure.problem
  return { sentence: message, steps: troubleshooting, time: timestamp || null, name: request_id ? { of: strings.requestId, id: request_id } : null }
}

/** The same as text, to be sent to somebody who can help. */
export function troubleText({ sentence, steps, time, name }: Trouble): string {
  const lines = [sentence, ...steps.map((step, index) => `${index + 1}. ${step}`)]
  if (time !== null) lines.push(`${strings.happenedAt}: ${time}`)
  if (name) lines.push(`${name.of}: ${name.id}`)
  return lines.join('\n')
}

/** Why something was not sent, and whether it still goes. */
export function unsentTrouble(unsent: Unsent, failure: Failure): Trouble {
  const trouble = troubleOf(failure)
  // What to do about the way to the server stands where the page says how that is.
  const goes = failure.kind === 'refused' && failure.problem.error === 'turn_running' ? strings.goesWhenEnded : strings.goesByItself
  if (mayGoByItself(unsent)) return { ...trouble, sentence: `${strings.waitsToBeSent} ${trouble.sentence} ${goes}`, steps: [] }
  return { ...trouble, sentence: `${strings.notGone[unsent.command.kind]} ${trouble.sentence}` }
}

/** How an answer ended, where it is not simply done. */
export function markOf({ id, at, timings, state }: Answer): Trouble | null {
  switch (state.status) {
    case 'stopped':
      return { sentence: strings.stopped, steps: [], time: null, name: null }
    case 'interrupted':
      return {
        sentence: strings.interrupted(state.reason),
        steps: [],
        time: timings && new Date(at + timings.total).toISOString(),
        name: { of: strings.turnId, id },
      }
    case 'failed':
      return troubleOf({ kind: 'refused', status: 0, problem: state.problem })
    default:
      return null
  }
}

/** What a reader must know of an answer: who wrote it, and what was left out. */
export function notesOf(answer: Answer): string[] {
  const { model, model_asked, trimmed, home, parts, state } = answer
  const notes: string[] = []
  if (home === 'demo') {
    if (parts.length > 0) notes.push(strings.demoAnswered)
  } else if (model !== null && model_asked !== null && !isSameModel(model_asked, model)) notes.push(strings.otherModel(model_asked, model))
  if (trimmed && trimmed.dropped > 0) notes.push(strings.trimmed(trimmed.dropped, trimmed.context))
  if (state.status === 'done' && state.finish_reason === 'length') notes.push(strings.cutAtLength)
  else if (state.status === 'done' && textOf(answer).trim() === '') notes.push(strings.noWords)
  return notes
}

/** A model is asked for, and answers, with or without its publisher's name. */
const isSameModel = (asked: string, answered: string): boolean => {
  const [a, b] = [asked.toLowerCase(), answered.toLowerCase()]
  return a === b || b.endsWith(`/${a}`) || a.endsWith(`/${b}`)
}

/** Whether anything of an answer was measured. */
export const isMeasured = ({ tokens_per_second, timings, usage, model, home }: Answer): boolean =>
  tokens_per_second !== null || (timings !== null && timings.first_word !== null) || usage !== null || (model !== null && home !== 'demo')

/** The measured facts of an answer that ended. */
export function factsOf({ tokens_per_second, timings, usage, model, home }: Answer): string[] {
  const facts: string[] = []
  if (tokens_per_second !== null) facts.push(strings.speed(tokens_per_second))
  if (timings && timings.first_word !== null) facts.push(strings.firstWord(timings.first_word))
  if (usage) facts.push(strings.tokens(usage.completion_tokens))
  if (model !== null && home !== 'demo') facts.push(model)
  return facts
}

/** Lines of a question that are shown before somebody asks for all of it, and the characters that may fill one. */
export const CLIP_LINES = 12
const LINE_CHARS = 56

/** Whether a question is so long that only its beginning is shown. */
export function isLong(text: string): boolean {
  let lines = 0
  for (const line of text.split('\n')) lines += Math.max(1, Math.ceil(line.length / LINE_CHARS))
  return lines > CLIP_LINES + 2
}

/** The lamp glows when home is on, dims when it is busy, unsure or played by the demo, and goes out when it is off. */
export type Lamp = 'on' | 'dim' | 'out'

export interface StatusWords {
  readonly lamp: Lamp
  /** A few words without numbers: what is read out. */
  readonly headline: string
  /** The rest of it; may be empty. */
  readonly sentence: string
  readonly steps: readonly string[]
}

export function statusWords(origin: Origin, health: Health | null): StatusWords {
  if (origin.kind === 'offline') {
    const { sentence, steps } = troubleOf(origin.failure)
    return { lamp: 'out', headline: strings.offline, sentence: strings.offlineWhy(sentence), steps }
  }
  if (!health) return { lamp: 'dim', headline: strings.home('unknown'), sentence: '', steps: [] }
  const { state } = health.home
  const standsIn = health.answers === 'demo' && state !== 'demo'
  const lamp = state === 'online' && health.status === 'healthy' ? 'on' : health.answers === 'home' || state === 'demo' ? 'dim' : 'out'
  const headline = standsIn ? strings.demoStandsIn(state) : strings.home(state)
  // The server's sentence often begins with the same words.
  const sentence = health.sentence.startsWith(`${headline}.`) ? health.sentence.slice(headline.length + 1).trim() : health.sentence
  return { lamp, headline, sentence, steps: health.next }
}
