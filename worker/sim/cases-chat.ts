// How a simulated model server answers one chat request: refused, in a stream, or whole. Pure: it makes scripts, it plays none.
import { CRASHED, modelNotFound, NO_MODELS_LOADED, objectError, OVERFLOW, stringError, UNLOADED } from './cases-errors.ts'
import { answerTokens, continued, type Markers, promptTokens, readMarkers, reasoningTokens, tokensOf } from './cases-text.ts'
import { choose, SIM_CONTEXT, type SimModel, since, type World } from './cases-world.ts'
import { PROFILES } from './dialects.ts'
import type { CaseAnswer } from './named/row.ts'
import { scriptOf, type Script, type Step } from './play.ts'
import { type Ask, begunBy, completion, type Count, DONE, type Finish, JSON_TYPE, jsonHeaders, lastFromPerson, type Meta, SSE } from './wire.ts'

/** An answer before it is played. */
export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Status and headers come with the first byte of the body, not before. */
  readonly late: boolean
  readonly script: Script
  /** Needs a place at the model, and this model to be loaded first. */
  readonly place: boolean
  readonly load: SimModel | null
  /** Milliseconds for which its place stays taken where the caller leaves before the first byte. */
  readonly lingers: number
  /** What a caller in this process is told of a reset; null: nothing particular. */
  readonly why: string | null
}

interface Plan {
  readonly meta: Meta
  readonly reasoning: readonly string[]
  readonly tokens: readonly string[]
  readonly finish: Finish
  readonly count: Count
  readonly includeUsage: boolean
  /** Asked to be told how much of the prompt was read. */
  readonly includeProgress: boolean
  readonly markers: Markers
  /** The state of now, for what may change while it is told. */
  readonly live: () => World
}

/** The answer to a request. `live` is looked at again while the answer is told: an unloaded model ends it, a new rate changes it. */
export function replyTo(ask: Ask, live: () => World, begun: Omit<Meta, 'model'>): Reply {
  const world = live()
  const prompt = lastFromPerson(ask.messages)
  const markers = readMarkers(prompt)
  const profile = PROFILES[world.dialect]
  const choice = choose(world, ask.model)
  if (choice.kind === 'unknown') {
    const unknown = profile.unknownModel?.(ask.model) ?? { status: 400, type: JSON_TYPE, body: modelNotFound(ask.model, choice.known) }
    return { ...refusal(unknown.status, unknown.body), headers: { 'content-type': unknown.type } }
  }
  if (choice.kind === 'none_loaded') return refusal(400, objectError(NO_MODELS_LOADED, 'invalid_request_error', 'model', null))
  const load = choice.kind === 'load' ? choice.model : null
  const model = choice.kind === 'load' ? choice.model.key : choice.model.id
  const context = choice.kind === 'load' ? Math.min(SIM_CONTEXT, choice.model.max_context) : choice.model.context

  const promptCount = promptTokens(ask.messages.map(({ content }) => content))
  if (promptCount >= context) {
    return ask.stream
      ? { ...sse(scriptOf([{ kind: 'send', bytes: profile.broke({ ...begun, model }, OVERFLOW) }], 'end')), place: true, load }
      : { ...refusal(400, stringError(OVERFLOW)), place: true, load }
  }
  const plan = planOf(ask, { ...begun, model }, markers, prompt, promptCount, context - promptCount, live)
  if (ask.stream) return { ...sse(streamed(plan)), place: true, load }
  const failed = reached(markers.error, plan)
  const body = failed ? stringError(CRASHED) : completion(plan.meta, plan.tokens.join(''), plan.reasoning.join(''), plan.finish, plan.count)
  return { ...refusal(failed ? 400 : 200, body), script: whole(plan, body, failed), place: true, load }
}

/** A body that is there at once. */
function refusal(status: number, body: string): Reply {
  const script = scriptOf([{ kind: 'send', bytes: body }], 'end')
  return { status, headers: jsonHeaders(body), late: true, script, place: false, load: null, lingers: 0, why: null }
}

const sse = (script: Script): Omit<Reply, 'place' | 'load'> => ({
  status: 200,
  headers: { 'content-type': SSE, 'cache-control': 'no-cache' },
  late: false,
  script,
  lingers: 0,
  why: null,
})

/** The answer of a case; `places`: it takes one of the case's own. */
export function replyOf({ status, headers, late, steps, close, lingers, why }: CaseAnswer, places: boolean): Reply {
  return { status, headers, late, script: scriptOf(steps, close), place: places, load: null, lingers: lingers ?? 0, why: why ?? null }
}

export const noSuchCase = (name: string): Reply => refusal(400, stringError(`There is no case "${name}".`))

function planOf(ask: Ask, meta: Meta, markers: Markers, prompt: string, promptCount: number, room: number, live: () => World): Plan {
  const begun = begunBy(ask.messages)
  const place = ask.messages.length - (begun === null ? 0 : 1)
  const thinks = markers.reasoning !== null && (begun === null || markers.seam === 'anew')
  const thoughts = thinks ? reasoningTokens(prompt, place, markers.reasoning) : []
  const world = live()
  const { says } = world
  const whole = says === null ? answerTokens(prompt, place, markers.tokens) : tokensOf(says)
  const all = begun === null ? whole : continued(whole, begun, markers.seam)
  const limit = Math.min(ask.maxTokens ?? room, markers.limit ?? room, room)
  const reasoning = thoughts.slice(0, limit)
  const tokens = all.slice(0, Math.max(0, limit - thoughts.length))
  const cut = thoughts.length + all.length > limit
  return {
    meta,
    reasoning,
    tokens,
    finish: markers.finish ?? (cut ? 'length' : 'stop'),
    count: { prompt: promptCount, completion: reasoning.length + tokens.length, reasoning: reasoning.length },
    includeUsage: ask.includeUsage && (world.dialect !== 'lmstudio' || since(world.version, '0.3.23')),
    includeProgress: ask.fields.includes('return_progress'),
    markers,
    live,
  }
}

const firstTokenMs = ({ markers, live }: Plan): number => markers.delay ?? live().first_token_ms
const msPerToken = ({ markers, live }: Plan): number => 1000 / (markers.rate ?? live().rate)
const reached = (at: number | null, { count }: Plan): boolean => at !== null && at <= count.completion
const isLoaded = ({ live, meta }: Plan): boolean => live().loaded.some(({ id }) => id === meta.model)

/** Says how far it is so many times, after the same time each, and at its end. */
const PROGRESS_PARTS = 4

function* reading(plan: Plan): Generator<Step, void, undefined> {
  const { meta, count, live } = plan
  const { progress } = PROFILES[live().dialect]
  if (progress === null || !plan.includeProgress) return yield { kind: 'wait', ms: firstTokenMs(plan) }
  for (let part = 0; part < PROGRESS_PARTS; part += 1) {
    yield { kind: 'send', bytes: progress(meta, Math.floor((count.prompt * part) / PROGRESS_PARTS), count.prompt) }
    yield { kind: 'wait', ms: firstTokenMs(plan) / PROGRESS_PARTS }
  }
  yield { kind: 'send', bytes: progress(meta, count.prompt, count.prompt) }
}

function* streamed(plan: Plan): Script {
  const { meta, markers, reasoning, tokens, count } = plan
  const profile = PROFILES[plan.live().dialect]
  yield* reading(plan)
  const first = profile.first(meta)
  if (first !== '') yield { kind: 'send', bytes: first }
  for (let at = 0; at <= count.completion; at += 1) {
    if (markers.cut === at) return 'reset'
    if (markers.hang === at) return 'hang'
    if (markers.error === at || !isLoaded(plan)) {
      yield { kind: 'send', bytes: profile.broke(meta, markers.error === at ? CRASHED : UNLOADED) }
      return 'end'
    }
    const thought = reasoning[at]
    const text = tokens[at - reasoning.length]
    if (thought !== undefined) yield { kind: 'send', bytes: profile.reasoning(meta, thought), reasoning: thought }
    else if (text !== undefined) yield { kind: 'send', bytes: profile.text(meta, text), text }
    if (at < count.completion) yield { kind: 'wait', ms: msPerToken(plan) }
  }
  yield { kind: 'send', bytes: profile.finish(meta, plan.finish) }
  if (plan.includeUsage) yield { kind: 'send', bytes: profile.usage(meta, count) }
  yield { kind: 'send', bytes: DONE }
  return 'end'
}

function* whole(plan: Plan, body: string, failed: boolean): Script {
  yield { kind: 'wait', ms: firstTokenMs(plan) + plan.count.completion * msPerToken(plan) }
  if (reached(plan.markers.cut, plan)) return 'reset'
  if (reached(plan.markers.hang, plan)) return 'hang'
  yield { kind: 'send', bytes: body, ...(failed ? {} : { text: plan.tokens.join(''), reasoning: plan.reasoning.join('') }) }
  return 'end'
}
