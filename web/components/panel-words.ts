// What the panel says of home, of the way there and of the last turn. Pure: times come in, and so does the way to write them.
import type { Answer } from '../../shared/conversation.ts'
import { healthWords } from '../../shared/health-words.ts'
import { type Health, type HomeReport, mayAnswer } from '../../shared/health.ts'
import { PROBLEM_WORDS } from '../../shared/problem.ts'
import type { Origin } from '../stores/health.ts'
import { details } from './strings-details.ts'
import { strings } from './strings.ts'
import { isThinking, phaseWords, statusWords } from './words.ts'

/** How it is, as a dot; the words beside it say the same. */
export type Dot = 'good' | 'unsure' | 'bad' | 'old'

export interface StateWords {
  readonly dot: Dot
  readonly headline: string
  readonly sentence: string
  /** Empty where it is not known. */
  readonly since: string
  readonly steps: readonly string[]
}

export interface Row {
  readonly name: string
  readonly value: string
}

/** How instants are written, from this device's milliseconds. */
export interface Clock {
  /** To the second. */
  readonly second: (at: number) => string
  /** To the minute, with the day where it is not that of `now`. */
  readonly minute: (at: number, now: number) => string
}

/** `language`: undefined is the browser's own; so is `timeZone`. */
export function clockOf(language: string | undefined, timeZone?: string): Clock {
  const zone = timeZone === undefined ? {} : { timeZone }
  const second = new Intl.DateTimeFormat(language, { timeStyle: 'medium', ...zone })
  const minute = new Intl.DateTimeFormat(language, { timeStyle: 'short', ...zone })
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'short', ...zone })
  const date = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', ...zone })
  return {
    second: (at) => second.format(at),
    minute: (at, now) => (day.format(at) === day.format(now) ? minute.format(at) : `${date.format(at)}, ${minute.format(at)}`),
  }
}

/** `skew`: server milliseconds minus this device's. `now`: this device's. */
export interface When {
  readonly now: number
  readonly skew: number
  readonly clock: Clock
}

/** Home, as it was last heard of. `old`: nothing is heard now, so nothing of it is called so any more. */
export function homeWords(health: Health | null, old: boolean, when: When): StateWords {
  const { lamp, headline, sentence, steps } = statusWords({ kind: 'unknown' }, health && { ...health, sentence: withoutSince(health) })
  if (old) return { dot: 'old', headline: health ? details.was(headline) : details.notKnown, sentence: '', since: '', steps: [] }
  const dot = lamp === 'on' ? 'good' : lamp === 'dim' ? 'unsure' : 'bad'
  return { dot, headline, sentence, since: health ? sinceWords(health.home, when) : '', steps }
}

/** The server's sentence has since when as a stretch of time; here it is said by the clock, and once. */
const withoutSince = ({ home, answers, timestamp }: Health): string =>
  healthWords({ ...home, since: { last_before: null, first_seen: null } }, answers, Date.parse(timestamp)).sentence

/** It went from one state to the other between two looks: as exact as that, and no more. */
export function sinceWords({ state, since }: HomeReport, { now, skew, clock }: When): string {
  if (since.first_seen === null || state === 'unknown') return ''
  const to = clock.minute(since.first_seen - skew, now)
  if (since.last_before === null) return details.sinceAtLeast(to)
  const from = clock.minute(since.last_before - skew, now)
  return from === to ? details.since(to) : details.between(state, from, to)
}

/** This server, as the page reaches it. */
export function backendWords(origin: Origin, { now, clock }: Pick<When, 'now' | 'clock'>): StateWords {
  if (origin.kind === 'unknown') return { dot: 'unsure', headline: details.backendUnknown, sentence: '', since: '', steps: [] }
  const since = clock.minute(origin.since, now)
  // What it did before the page looked, nobody knows.
  if (origin.kind === 'here') return { dot: 'good', headline: details.backendHere, sentence: '', since: details.sinceAtLeast(since), steps: [] }
  const { sentence, steps } = statusWords(origin, null)
  return { dot: 'bad', headline: details.backendLost, sentence, since: details.since(since), steps }
}

/** What went wrong last at home, by itself or with a turn, and how long ago; empty: nothing did, or how home is says it already. */
export function failureWords(home: HomeReport | null, { now, skew }: Pick<When, 'now' | 'skew'>): string {
  const failure = home?.last_failure ?? null
  if (home === null || failure === null || !mayAnswer(home.state)) return ''
  const isTheState = !isSeen(home.state) && failure.at >= (home.since.first_seen ?? 0)
  return isTheState ? '' : details.lastFailure(PROBLEM_WORDS[failure.code].message, agoWords(now + skew - failure.at))
}

/** Whether home lists what it has: one that is busy or silent does not. */
const isSeen = (state: HomeReport['state']): boolean => state === 'online' || state === 'demo' || state === 'loading' || state === 'no_model'

/** The open chat's place in line; null: it does not stand in it. */
export const placeOf = (live: Answer | null): number | null =>
  live?.state.status === 'running' && live.state.reason === 'in_line' ? live.state.position : null

/** What home is made of at the moment. `roundTrip`: from the page to this server. `speed`: tokens a second, of the last answer that told. `place`: of the open chat, in line. */
export function nowRows(health: Health | null, roundTrip: number | null, speed: number | null, place: number | null): Row[] {
  const toHere = roundTrip === null ? details.notTold : details.ms(roundTrip)
  if (!health) return [{ name: details.toHere, value: toHere }]
  const { home } = health
  const { model, line } = home
  const hasNone = home.state === 'no_model'
  // Where home cannot be seen, what it has in memory cannot be either; which model it would be is still known.
  const inMemory = isSeen(home.state) ? model : null
  return [
    { name: details.model, value: model?.id ?? (hasNone ? details.none : details.notTold) },
    {
      name: details.loaded,
      value: hasNone ? details.no : typeof inMemory?.loaded !== 'boolean' ? details.notTold : inMemory.loaded ? details.yes : details.no,
    },
    { name: details.context, value: typeof inMemory?.context === 'number' ? details.tokensAtOnce(inMemory.context) : details.notTold },
    {
      name: details.inLine,
      value:
        line.places === 0
          ? details.notTold
          : `${details.line(line.held, line.places, line.waiting)}${place === null ? '' : details.thisChat(strings.inLine(place))}`,
    },
    { name: details.speed, value: speed === null ? details.notTold : strings.speed(speed) },
    { name: details.server, value: home.server === null ? details.notTold : details.serverIs(home.server) },
    { name: details.toHome, value: home.round_trip === null ? details.notTold : details.ms(home.round_trip) },
    { name: details.toHere, value: toHere },
  ]
}

/** What works on the open chat. */
export function agentRows(health: Health | null, last: Answer | null): Row[] {
  return [
    { name: details.mode, value: details.modeIs(last?.mode ?? 'chat') },
    { name: details.orchestrator, value: !health ? details.notTold : health.orchestrator_ready ? details.ready : details.notReady },
    { name: details.browser, value: !health ? details.notTold : health.browser_ready ? details.ready : details.notHere },
    { name: details.steps, value: String(last ? stepsOf(last) : 0) },
  ]
}

/** A chat's answer is one step, once something of it is there. */
const stepsOf = ({ parts }: Answer): number => new Set(parts.map(({ step }) => step)).size

/** What the last turn came to, or comes to. */
export function actionWords(last: Answer | null, { now, skew }: Pick<When, 'now' | 'skew'>): string {
  if (!last) return details.noAction
  const ago = agoWords(now + skew - (last.at + (last.timings?.total ?? 0)))
  switch (last.state.status) {
    case 'running':
      return phaseWords(last.state, isThinking(last), true).toLowerCase()
    case 'waiting':
      return details.waits
    case 'done':
      return details.answered(ago)
    default:
      return details[last.state.status](ago)
  }
}

const MINUTE_S = 60
const HOUR_S = 60 * MINUTE_S
const DAY_S = 24 * HOUR_S

/** How long something is past, in one unit. Two clocks never agree: what is to come is now. */
export function agoWords(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 1) return details.justNow
  if (seconds < MINUTE_S) return details.ago(details.seconds(seconds))
  if (seconds < HOUR_S) return details.ago(details.minutes(Math.floor(seconds / MINUTE_S)))
  if (seconds < DAY_S) return details.ago(details.hours(Math.floor(seconds / HOUR_S)))
  return details.ago(details.days(Math.floor(seconds / DAY_S)))
}

/** When all this was heard, and whether it still holds. */
export function heardWords(origin: Origin, heardAt: number | null, clock: Clock): string {
  if (heardAt === null) return details.neverHeard
  return (origin.kind === 'offline' ? details.old : details.updated)(clock.second(heardAt))
}

export interface ModelChoice {
  readonly id: string
  readonly facts: string
}

/** What can be asked for by its name: what home has, and what was asked for before though home does not have it. */
export function modelChoices(home: HomeReport | null, asked: string | null): ModelChoice[] {
  const choices = (home?.models ?? []).map((model) => ({ id: model.id, facts: details.modelFacts(model) }))
  const isMissing = asked !== null && !choices.some(({ id }) => id === asked)
  return isMissing ? [{ id: asked, facts: details.missing }, ...choices] : choices
}
