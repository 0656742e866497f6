// One turn: waits in line, asks home, asks again where that can help, hands on what comes, and says how it ended.
import type { FinishReason, InterruptReason, Outcome, Part, Phase, PhaseReason, Timings, Usage } from '../../shared/conversation.ts'
import { type HomeReport, isGone, type Model } from '../../shared/health.ts'
import { ANSWER_MAX, EDGE_CUT_RETRIES, GONE_MS, LEASE_MS, LINE_WAIT_MS, OVERFLOW_RETRIES, RETRY_AFTER_MAX_MS, RETRY_FIRST_MS } from '../../shared/limits.ts'
import { problem } from '../../shared/problem.ts'
import type { ChatMessage, ChatRequest, Clock, HomeActor, Log, Peer, Random, Upstream, UpstreamProblem } from '../ports.ts'

/** What the turn says while it runs. Each call is written before it returns. */
export interface Sink {
  phase(phase: Phase, reason: PhaseReason, percent: number | null, position: number | null): void
  delta(kind: Part['kind'], text: string): void
  model(model: string): void
  usage(usage: Usage): void
}

/** Makes the prompt, once it is known who will read it. `keep`: at most this many exchanges before the question. */
export type PromptFor = (context: number | null, keep: number) => { readonly messages: readonly ChatMessage[]; readonly exchanges: number }

export interface TurnPlan {
  readonly turn: string
  readonly requestId: string
  /** The model that was asked for with the message or for the chat; null: what home prefers. */
  readonly model: string | null
  /** Whether another one may answer where home does not list it: it was chosen for the chat, not named with the message. */
  readonly modelMayDiffer: boolean
  /** null: what the model server does by itself. */
  readonly temperature: number | null
  readonly prompt: PromptFor
  /** Characters of the answer that it goes on from; null: it begins. */
  readonly begun: number | null
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
  #report: HomeReport | null = null
  #queued: number | null = null
  #firstByte: number | null = null
  #firstWord: number | null = null
  #usage: Usage | null = null
  #chars: number
  #said = ''

  constructor(plan: TurnPlan, ports: TurnPorts, sink: Sink, stop: AbortSignal) {
    this.#plan = plan
    this.#ports = ports
    this.#sink = sink
    this.#stop = stop
    this.#began = ports.clock.monotonic()
    this.#chars = plan.begun ?? 0
  }

  /** Runs to its end. Throws only what is broken here; everything from outside becomes an outcome. */
  async run(): Promise<Ended> {
    try {
      const outcome = (await this.#waitInLine()) ? await this.#ask() : ({ status: 'stopped' } as const)
      return this.#end(outcome)
    } finally {
      void this.#ports.home.release(this.#plan.turn)
    }
  }

  /** false: stopped while waiting. */
  async #waitInLine(): Promise<boolean> {
    let wait = 0
    while (!this.#stop.aborted) {
      const asked = this.#elapsed()
      const answer = await Promise.race([this.#ports.home.turn(this.#plan.turn, wait), this.#stopped()])
      if (answer === null) return false
      if ('kind' in answer) {
        await this.#ports.clock.sleep(RETRY_FIRST_MS, this.#stop)
        continue
      }
      this.#report = answer.report
      if (answer.granted) {
        this.#queued = this.#elapsed()
        return true
      }
      this.#phase('queued', 'in_line', null, answer.position)
      // Home holds the call while there is a line; one that does not must not be asked without a pause.
      if (wait > 0 && this.#elapsed() - asked < RETRY_FIRST_MS) await this.#ports.clock.sleep(RETRY_FIRST_MS, this.#stop)
      wait = LINE_WAIT_MS
    }
    return false
  }

  async #ask(): Promise<Outcome> {
    const { maxRetries } = this.#plan
    let retries = 0
    let edgeCuts = 0
    let overflows = 0
    let keep = Number.MAX_SAFE_INTEGER
    this.#phase('connecting', 'calling_home', null, null)
    for (;;) {
      const model = this.#model
      const prompt = this.#plan.prompt(model?.context ?? null, keep)
      const ended = await this.#try({
        model: this.#asked,
        messages: prompt.messages,
        temperature: this.#plan.temperature,
        ...(this.#plan.begun === null ? {} : { goesOn: true }),
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
      if (code === 'edge_cut' && edgeCuts < EDGE_CUT_RETRIES) {
        edgeCuts += 1
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
    void this.#watch(state, over.signal, (reason) => {
      state.giveUp = reason
      gaveUp.abort()
    })
    let finish: FinishReason | null = null
    let failed: UpstreamProblem | null = null
    let full = false
    this.#waiting(state.opened)
    try {
      for await (const event of this.#ports.upstream.chat(request, signal)) {
        if (signal.aborted) break
        state.heard = this.#ports.clock.monotonic()
        if (event.type === 'opened') {
          state.opened = true
          this.#firstByte ??= this.#elapsed()
          this.#waiting(state.opened)
        } else if (event.type === 'progress') this.#phase('reading', 'prompt', Math.floor(event.percent), null)
        else if (event.type === 'model') this.#sink.model(event.model)
        else if (event.type === 'text' || event.type === 'reasoning') full = this.#delta(event.type, event.text)
        else if (event.type === 'usage') {
          this.#usage = event.usage
          this.#sink.usage(event.usage)
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

  /** Renews the place in line, learns how home is, and gives up on one that is gone or silent for too long. */
  async #watch(state: { opened: boolean; heard: number }, over: AbortSignal, giveUp: (reason: InterruptReason) => void): Promise<void> {
    const { clock, home } = this.#ports
    let gone: number | null = null
    for (;;) {
      await clock.sleep(LEASE_MS / 3, over)
      if (over.aborted) return
      const answer = await home.turn(this.#plan.turn, 0)
      if (over.aborted) return
      const now = clock.monotonic()
      if (!('kind' in answer)) {
        this.#report = answer.report
        gone = isGone(answer.report.state) ? (gone ?? now) : null
        if (this.#firstWord === null) this.#waiting(state.opened)
      }
      if (gone !== null && now - Math.max(gone, state.heard) >= GONE_MS) return giveUp('home_gone')
      if (now - state.heard >= this.#plan.silenceMs) return giveUp('home_silent')
    }
  }

  /** The name that is sent; null: the server takes what it has. */
  get #asked(): string | null {
    const { model, modelMayDiffer } = this.#plan
    const { models = [], model: own = null, asked = null } = this.#report ?? {}
    if (model === null) return own?.id ?? asked
    return modelMayDiffer && own !== null && models.length > 0 && !models.some(({ id }) => id === model) ? own.id : model
  }

  /** What home tells of the model that is asked: where it does not list that one, of the one that it would take. */
  get #model(): Model | null {
    const { model } = this.#plan
    return this.#report?.models.find(({ id }) => id === model) ?? this.#report?.model ?? null
  }

  /** What it waits for before the first word, as far as home tells. */
  #waiting(opened: boolean): void {
    const report = this.#report
    if (report && isGone(report.state)) this.#phase('connecting', 'home_gone', null, null)
    else if (report?.state === 'silent') this.#phase(opened ? 'reading' : 'connecting', opened ? 'prompt' : 'home_silent', null, null)
    else if (this.#model?.loaded === false) this.#phase('loading', 'model_loading', null, null)
    else if (opened) this.#phase('reading', 'prompt', null, null)
  }

  /** true: the answer is as long as one may be. */
  #delta(kind: Part['kind'], text: string): boolean {
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

  #end(outcome: Outcome): Ended {
    const total = this.#elapsed()
    const writing = this.#firstWord === null ? 0 : total - this.#firstWord
    const tokensPerSecond = this.#usage && writing > 0 ? Math.round((this.#usage.completion_tokens / writing) * 10_000) / 10 : null
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

  #stopped(): Promise<null> {
    return new Promise((resolve) => this.#stop.addEventListener('abort', () => resolve(null), { once: true }))
  }
}
