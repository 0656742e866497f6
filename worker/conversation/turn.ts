// One turn: waits in line, asks home, asks again where that can help, hands on what comes, and says how it ended.
import type { FinishReason, InterruptReason, Outcome, Part, Phase, PhaseReason, Timings, Usage } from '../../shared/conversation.ts'
import type { Model } from '../../shared/health.ts'
import {
  ANSWER_MAX,
  ANSWER_PARTS_MAX,
  EDGE_CUT_RETRIES,
  LOADING_PAUSE_MS,
  OVERFLOW_RETRIES,
  RETRY_AFTER_MAX_MS,
  RETRY_FIRST_MS,
  SPEED_MIN_MS,
} from '../../shared/limits.ts'
import { problem, type ProblemCode } from '../../shared/problem.ts'
import type { ChatMessage, ChatRequest, Clock, HomeActor, Left, Log, Peer, Random, Upstream, UpstreamProblem } from '../ports.ts'
import { AtHome } from './at-home.ts'
import { Pace, speedOf } from './pace.ts'
import { whyItWaits } from './why.ts'

/** What the turn says while it runs. Each call is written before it returns. */
export interface Sink {
  phase(phase: Phase, reason: PhaseReason, percent: number | null, position: number | null): void
  delta(kind: Part['kind'], text: string): void
  /** A stretch of reasoning is over: milliseconds of all of this turn's so far. */
  thought(ms: number): void
  model(model: string): void
  usage(usage: Usage): void
  /** Tokens a second, so far. */
  speed(tokensPerSecond: number): void
}

/** Makes the prompt, once it is known who will read it. `keep`: at most this many exchanges before the question. */
export type PromptFor = (context: number | null, keep: number) => { readonly messages: readonly ChatMessage[]; readonly exchanges: number }

export interface TurnPlan {
  readonly turn: string
  /** The chat, as home is told it. */
  readonly conversation: string
  readonly requestId: string
  /** The model that was asked for with the message or for the chat; null: what home prefers. */
  readonly model: string | null
  /** Whether another one may answer where home does not list it: it was chosen for the chat, not named with the message. */
  readonly modelMayDiffer: boolean
  /** null: what the model server does by itself. */
  readonly temperature: number | null
  readonly prompt: PromptFor
  /** Characters and parts of the answer that it goes on from; null: it begins. */
  readonly begun: { readonly chars: number; readonly parts: number } | null
  readonly silenceMs: number
  readonly maxRetries: number
}

export interface TurnPorts {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly home: Peer<HomeActor>
  readonly upstream: Upstream
}

export interface Ended {
  readonly outcome: Outcome
  readonly timings: Timings
  readonly tokensPerSecond: number | null
  readonly words: boolean
}

/** Why a try ended; the loop decides what comes of it. */
type Try =
  | { readonly kind: 'finished'; readonly reason: FinishReason }
  | { readonly kind: 'failed'; readonly problem: UpstreamProblem }
  | { readonly kind: 'cut' }
  | { readonly kind: 'given_up'; readonly reason: InterruptReason }
  | { readonly kind: 'stopped' }

export class TurnRun {
  readonly #plan: TurnPlan
  readonly #ports: TurnPorts
  readonly #sink: Sink
  readonly #stop: AbortSignal
  readonly #began: number
  readonly #atHome: AtHome
  #queued: number | null = null
  #firstByte: number | null = null
  #firstWord: number | null = null
  readonly #pace = new Pace()
  #chars: number
  #parts: number
  /** Of the last part. */
  #kind: Part['kind'] | null = null
  /** Milliseconds of the reasoning that is over, and when that which goes on began. */
  #thought = 0
  #thinksSince: number | null = null
  #edgeCuts = 0
  /** Of the prompt, as the server told it in this try. */
  #percent: number | null = null
  #said = ''

  constructor(plan: TurnPlan, ports: TurnPorts, sink: Sink, stop: AbortSignal) {
    this.#plan = plan
    this.#ports = ports
    this.#sink = sink
    this.#stop = stop
    this.#began = ports.clock.monotonic()
    this.#chars = plan.begun?.chars ?? 0
    this.#parts = plan.begun?.parts ?? 0
    const { turn, conversation, model, silenceMs } = plan
    this.#atHome = new AtHome(ports, { turn, conversation, class: 'interactive', model }, silenceMs)
  }

  /** Runs to its end. Throws only what is broken here; everything from outside becomes an outcome. */
  async run(): Promise<Ended> {
    let left: Left = { tokens_per_second: null, failed: null }
    try {
      const ended = this.#end((await this.#waitInLine()) ?? (await this.#ask()))
      const writing = ended.timings.total - (ended.timings.first_word ?? ended.timings.total)
      left = { tokens_per_second: writing >= SPEED_MIN_MS ? ended.tokensPerSecond : null, failed: this.#failure(ended.outcome) }
      return ended
    } finally {
      this.#atHome.leave(left)
    }
  }

  /** null: home may be called. */
  async #waitInLine(): Promise<Outcome | null> {
    const waited = await this.#atHome.wait(this.#stop, ({ waits, position }) => {
      if (waits === 'model') this.#phase('loading', 'model_loading', null, null)
      else this.#phase('queued', 'in_line', null, position)
    })
    switch (waited.kind) {
      case 'granted':
        this.#queued = this.#elapsed()
        return null
      case 'refused':
        return this.#failed(waited.code)
      case 'given_up':
        return { status: 'interrupted', reason: waited.reason }
      case 'stopped':
        return { status: 'stopped' }
    }
  }

  async #ask(): Promise<Outcome> {
    const { maxRetries } = this.#plan
    let retries = 0
    let overflows = 0
    let sentBack = false
    let keep = Number.MAX_SAFE_INTEGER
    // What was loaded for it is called at once: phases go one way.
    if (!this.#said.startsWith('loading')) this.#phase('connecting', 'calling_home', null, null)
    for (;;) {
      const model = this.#model
      const prompt = this.#plan.prompt(model?.context ?? null, keep)
      const ended = await this.#try({
        model: this.#asked,
        messages: prompt.messages,
        temperature: this.#plan.temperature,
        goesOn: this.#plan.begun !== null,
      })
      const silent = this.#firstWord === null
      if (ended.kind === 'stopped') return { status: 'stopped' }
      if (ended.kind === 'given_up') return { status: 'interrupted', reason: ended.reason }
      // Nothing more to say is an end too, where something was said before.
      const complete = this.#plan.begun !== null && ended.kind === 'finished' && ended.reason === 'stop'
      if (ended.kind === 'finished') return silent && !complete ? this.#failed('empty_answer') : { status: 'done', finish_reason: ended.reason }
      if (!silent) return ended.kind === 'cut' ? { status: 'interrupted', reason: 'stream_cut' } : this.#failed(ended.problem.code)

      const code = ended.kind === 'cut' ? null : ended.problem.code
      this.#ports.log('info', 'turn.try_failed', {
        turn: this.#plan.turn,
        request_id: this.#plan.requestId,
        code: code ?? 'cut',
        detail: ended.kind === 'failed' ? ended.problem.detail : null,
      })
      if (code === 'context_overflow' && overflows < OVERFLOW_RETRIES && prompt.exchanges > 0) {
        overflows += 1
        keep = Math.floor(prompt.exchanges / 2)
        continue
      }
      if (code === 'model_loading' && this.#elapsed() < this.#plan.silenceMs) {
        this.#phase('loading', 'model_loading', null, null)
        await this.#ports.clock.sleep(LOADING_PAUSE_MS, this.#stop)
        if (this.#stop.aborted) return { status: 'stopped' }
        continue
      }
      if (code === 'no_model' && !sentBack) {
        sentBack = true
        await this.#atHome.look(this.#stop)
        // The list was not known when the place was granted: who waits for one has the model loaded.
        if (this.#stop.aborted || this.#model?.loaded === false) {
          const ended = await this.#waitInLine()
          if (ended) return ended
          continue
        }
      }
      if (code === 'edge_cut' && this.#edgeCuts < EDGE_CUT_RETRIES) {
        this.#edgeCuts += 1
        this.#phase('reading', 'edge_cut', null, null)
        continue
      }
      const again = ended.kind === 'cut' || (ended.problem.retryable && ended.problem.code !== 'edge_cut')
      if (!again || retries >= maxRetries) return ended.kind === 'cut' ? { status: 'interrupted', reason: 'stream_cut' } : this.#failed(ended.problem.code)
      const asked = ended.kind === 'failed' ? (ended.problem.retry_after_ms ?? 0) : 0
      const pause = RETRY_FIRST_MS * 2 ** retries * (1 + this.#ports.random.fraction() / 4)
      retries += 1
      this.#phase('connecting', 'asking_again', null, null)
      await this.#ports.clock.sleep(Math.min(RETRY_AFTER_MAX_MS, Math.max(pause, asked)), this.#stop)
      if (this.#stop.aborted) return { status: 'stopped' }
    }
  }

  /** One call to the model server, with a watch over it. */
  async #try(request: ChatRequest): Promise<Try> {
    const gaveUp = new AbortController()
    const over = new AbortController()
    const signal = AbortSignal.any([this.#stop, gaveUp.signal])
    const state = { opened: false, heard: this.#ports.clock.monotonic(), giveUp: null as InterruptReason | null }
    const told = (): void => this.#waiting(state.opened)
    void this.#atHome.watch(state, over.signal, told, (reason) => {
      state.giveUp = reason
      gaveUp.abort()
    })
    let finish: FinishReason | null = null
    let failed: UpstreamProblem | null = null
    let full = false
    /** Characters that are of no use to it. */
    let idle = 0
    this.#percent = null
    this.#waiting(state.opened)
    const heard = (): void => {
      state.heard = this.#ports.clock.monotonic()
    }
    try {
      for await (const event of this.#ports.upstream.chat(request, signal, heard)) {
        if (signal.aborted) break
        heard()
        if (event.type === 'opened') {
          state.opened = true
          this.#firstByte ??= this.#elapsed()
          this.#waiting(state.opened)
        } else if (event.type === 'progress') {
          this.#percent = Math.floor(event.percent)
          this.#waiting(true)
        } else if (event.type === 'model') this.#sink.model(event.model)
        else if (event.type === 'text' || event.type === 'reasoning') full = this.#delta(event.type, event.text)
        else if (event.type === 'tool_call') {
          // It offered no tools: who calls some all the same does it within the bounds of an answer. An empty piece is one too.
          idle += 1 + event.arguments.length
          full = idle > ANSWER_MAX
        } else if (event.type === 'usage') {
          this.#counted(event.usage)
        } else if (event.type === 'finish') finish = event.reason === 'tool_calls' ? 'other' : event.reason
        else if (event.type === 'failed') failed = event.problem
        if (full) break
      }
    } finally {
      over.abort()
      if (full) gaveUp.abort()
    }
    if (this.#stop.aborted) return { kind: 'stopped' }
    if (state.giveUp) return { kind: 'given_up', reason: state.giveUp }
    if (full) return { kind: 'finished', reason: 'length' }
    if (failed) return { kind: 'failed', problem: failed }
    return finish === null ? { kind: 'cut' } : { kind: 'finished', reason: finish }
  }

  /** The name that is sent; null: the server takes what it has. */
  get #asked(): string | null {
    const { model, modelMayDiffer } = this.#plan
    const { models = [], model: own = null, asked = null } = this.#atHome.report ?? {}
    if (model === null) return own?.id ?? asked
    return modelMayDiffer && own !== null && models.length > 0 && !models.some(({ id }) => id === model) ? own.id : model
  }

  /** What home tells of the model that is asked: where it does not list that one, of the one that it would take. */
  get #model(): Model | null {
    const { model } = this.#plan
    const { report } = this.#atHome
    return report?.models.find(({ id }) => id === model) ?? report?.model ?? null
  }

  /** What it waits for before the first word, as far as home tells. */
  #waiting(opened: boolean): void {
    if (this.#firstWord !== null) return
    const { report } = this.#atHome
    const wasLoading = this.#said.startsWith('loading')
    const why = whyItWaits({ report, model: this.#model, opened, percent: this.#percent, wasCut: this.#edgeCuts > 0, wasLoading })
    if (why) this.#phase(why.phase, why.reason, why.percent, null)
  }

  #counted(counted: Usage): void {
    const { usage, speed } = this.#pace.count(counted, this.#elapsed(), this.#firstWord)
    if (usage) this.#sink.usage(usage)
    if (speed !== null) this.#sink.speed(speed)
  }

  /** true: the answer is as long as one may be. */
  #delta(kind: Part['kind'], text: string): boolean {
    if (text === '') return false
    if (kind !== this.#kind) {
      if (this.#parts >= ANSWER_PARTS_MAX) return true
      this.#parts += 1
      this.#kind = kind
      this.#thoughtOver()
      if (kind === 'reasoning') this.#thinksSince = this.#elapsed()
    }
    const room = ANSWER_MAX - this.#chars
    const kept = text.length > room ? text.slice(0, room) : text
    if (kept.length > 0) {
      if (this.#firstWord === null) {
        this.#firstWord = this.#elapsed()
        this.#phase('generating', 'writing', null, null)
      }
      this.#chars += kept.length
      this.#sink.delta(kind, kept)
    }
    return this.#chars >= ANSWER_MAX
  }

  #thoughtOver(): void {
    if (this.#thinksSince === null) return
    this.#thought += this.#elapsed() - this.#thinksSince
    this.#thinksSince = null
    this.#sink.thought(this.#thought)
  }

  /** Says where it is; the same thing twice is said once, and the elapsed time goes on. */
  #phase(phase: Phase, reason: PhaseReason, percent: number | null, position: number | null): void {
    const said = `${phase} ${reason} ${percent} ${position}`
    if (said === this.#said || (this.#firstWord !== null && phase !== 'generating')) return
    this.#said = said
    this.#sink.phase(phase, reason, percent, position)
  }

  #failed(code: UpstreamProblem['code']): Outcome {
    return { status: 'failed', problem: problem(code, this.#ports.clock.now(), this.#plan.requestId) }
  }

  /** What home hears of its end: only what speaks of home. */
  #failure(outcome: Outcome): ProblemCode | null {
    if (outcome.status === 'failed') return outcome.problem.error
    if (outcome.status !== 'interrupted') return null
    if (outcome.reason === 'home_silent') return 'home_silent'
    return outcome.reason === 'home_gone' ? (this.#atHome.report?.state === 'off' ? 'home_off' : 'home_unreachable') : null
  }

  #end(outcome: Outcome): Ended {
    const total = this.#elapsed()
    this.#thoughtOver()
    const writing = this.#firstWord === null ? 0 : total - this.#firstWord
    const { usage } = this.#pace
    const rest = this.#pace.rest()
    if (rest) this.#sink.usage(rest)
    const tokensPerSecond = usage && speedOf(usage, writing)
    return {
      outcome,
      timings: { queued: this.#queued, first_byte: this.#firstByte, first_word: this.#firstWord, total },
      tokensPerSecond,
      words: this.#firstWord !== null,
    }
  }

  #elapsed(): number {
    return Math.round(this.#ports.clock.monotonic() - this.#began)
  }
}
