// The turn that runs: ties the course of it (`turn.ts`) to the log, and can be stopped, ended with the process, or let go.
import { type Answer, type ChatSettings, type Part, textOf } from '../../shared/conversation.ts'
import type { ConversationEvent } from '../../shared/events.ts'
import type { Clock, Log, Peers, Random, Sql, Upstream } from '../ports.ts'
import { Coalescer } from './coalesce.ts'
import { buildPrompt, exchangesBefore, measuredBytesPerToken } from './context.ts'
import type { EventLog } from './log.ts'
import { seamOf } from './seam.ts'
import { branchRows, getTurn, setPromptBytes, type TurnRow } from './store.ts'
import { type Ended, type PromptFor, type Sink, TurnRun } from './turn.ts'

export interface RunningPorts {
  readonly sql: Sql
  readonly events: EventLog
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly peers: Peers
  readonly upstream: (home: string) => Upstream
}

export interface RunningOptions {
  readonly account: string
  readonly id: string
  readonly flushMs: number
  readonly silenceMs: number
  readonly maxRetries: number
}

/** What comes of it. Called once, unless it was let go. */
export interface Course {
  ended(turn: string, ended: Ended): void
  broke(turn: string, error: unknown): void
}

export class RunningTurn {
  readonly id: string
  /** Resolves when nothing of it runs any more. */
  readonly done: Promise<void>
  readonly #ports: RunningPorts
  readonly #stop = new AbortController()
  readonly #coalescer: Coalescer
  /** Text of a continuation that is held back until it is known how it meets the text before it; null: nothing is. */
  #held: { readonly before: string; said: string } | null
  /** Told in one step with the next text. */
  #ahead: ConversationEvent[] = []
  /** Milliseconds of reasoning: of the answer that it goes on from, and its own; null: none, or not known. */
  #thoughtBefore: number | null
  #thought: number | null = null
  #detached = false
  #ending = false
  /** What kept rows from being written; the turn ends with it. */
  #failure: { readonly error: unknown } | null = null

  /** Starts it. The rows of the turn are there already. `asked` and `goesOn` hold to its end, whatever is chosen meanwhile. */
  constructor(row: TurnRow, asked: ChatSettings, goesOn: Answer | null, ports: RunningPorts, options: RunningOptions, course: Course) {
    this.id = row.id
    this.#ports = ports
    const before = goesOn && textOf(goesOn)
    this.#held = before === null ? null : { before, said: '' }
    this.#thoughtBefore = goesOn && goesOn.thought
    const write = (parts: readonly Part[]): void =>
      this.#append([...this.#ahead.splice(0), ...parts.map(({ kind, step, part, text }) => ({ type: kind, turn: row.id, step, part, text }))])
    this.#coalescer = new Coalescer(ports.clock, options.flushMs, write, goesOn?.parts.at(-1)?.part)
    const { clock, random, log, peers, upstream } = ports
    const plan = {
      turn: row.id,
      conversation: `${options.account}:${options.id}`,
      requestId: row.request_id,
      model: asked.model,
      // What was named with the message is meant; what the chat has is a wish.
      modelMayDiffer: asked.model !== row.model,
      temperature: asked.temperature,
      prompt: this.#promptFor(row, asked.system, before),
      begun: goesOn && { chars: goesOn.parts.reduce((sum, { text }) => sum + text.length, 0), parts: goesOn.parts.length },
      silenceMs: options.silenceMs,
      maxRetries: options.maxRetries,
    }
    const run = new TurnRun(plan, { clock, random, log, home: peers.home(row.home), upstream: upstream(row.home) }, this.#sink(), this.#stop.signal)
    this.done = run
      .run()
      .then((ended) => {
        if (this.#detached) return
        this.#say('', true)
        this.#coalescer.flush()
        if (this.#ahead.length > 0) this.#append(this.#ahead.splice(0))
        if (this.#failure) throw this.#failure.error
        course.ended(
          row.id,
          this.#ending && ended.outcome.status === 'stopped' ? { ...ended, outcome: { status: 'interrupted', reason: 'process_ended' } } : ended,
        )
      })
      .catch((error: unknown) => {
        this.#coalescer.take()
        if (!this.#detached) course.broke(row.id, error)
      })
  }

  /** The person's stop: takes effect at once at home too. */
  stop(): void {
    this.#stop.abort()
  }

  /** The process's end: the same, under its true name. */
  end(): void {
    this.#ending = true
    this.#stop.abort()
  }

  /** Its rows are gone: nothing of it is written any more. */
  detach(): void {
    this.#detached = true
    this.#coalescer.take()
    this.#stop.abort()
  }

  /** Text as it comes; that of a continuation from the seam on. `whole`: no more comes. */
  #say(text: string, whole: boolean): void {
    let next = text
    if (this.#held) {
      this.#held.said += text
      const seam = seamOf(this.#held.before, this.#held.said, whole)
      if (seam.kind === 'open') return
      this.#held = null
      if (seam.kind === 'anew') {
        this.#thoughtBefore = null
        this.#ahead.push({ type: 'turn.anew', turn: this.id })
        if (this.#thought !== null) this.#thinks(this.#thought)
      }
      next = seam.text
    }
    if (next !== '') this.#coalescer.add('text', next)
  }

  /** The newest is all that counts. */
  #thinks(ms: number): void {
    this.#thought = ms
    this.#ahead = this.#ahead.filter(({ type }) => type !== 'turn.thought')
    this.#ahead.push({ type: 'turn.thought', turn: this.id, ms: (this.#thoughtBefore ?? 0) + ms })
  }

  /** Never throws: it is called by timers too. Rows that cannot be written end the turn. */
  #append(events: readonly ConversationEvent[]): void {
    if (this.#detached || this.#failure) return
    try {
      this.#ports.events.commit((append) => {
        for (const event of events) append(event, this.id)
      })
    } catch (error) {
      this.#failure = { error }
      this.#stop.abort()
    }
  }

  #sink(): Sink {
    const turn = this.id
    const say = (event: ConversationEvent): void => {
      this.#coalescer.flush()
      this.#append([event])
    }
    return {
      phase: (phase, reason, percent, position) => say({ type: 'turn.phase', turn, phase, reason, percent, position, at: this.#ports.clock.now() }),
      delta: (kind, text) => (kind === 'text' ? this.#say(text, false) : this.#coalescer.add(kind, text)),
      thought: (ms) => this.#thinks(ms),
      model: (model) => say({ type: 'turn.model', turn, model }),
      usage: (usage) => say({ type: 'turn.usage', turn, usage }),
      speed: (tokens_per_second) => say({ type: 'turn.speed', turn, tokens_per_second }),
    }
  }

  #promptFor(row: TurnRow, system: string, begun: string | null): PromptFor {
    const { sql, events } = this.#ports
    const branch = branchRows(sql, row.message)
    const measured = measuredBytesPerToken(branch, (turn) => getTurn(sql, turn)?.prompt_bytes ?? null)
    let trimmed = 0
    return (context, keep) => {
      const built = buildPrompt(branch, row.home, { system, begun, context, bytesPerToken: measured, keep })
      if (!this.#detached) {
        events.commit((append) => {
          setPromptBytes(sql, row.id, built.bytes)
          if (built.dropped > trimmed) append({ type: 'context.trimmed', turn: row.id, dropped: built.dropped, context: context ?? 0 }, row.id)
        })
      }
      trimmed = Math.max(trimmed, built.dropped)
      return { messages: built.messages, exchanges: Math.min(keep, exchangesBefore(branch, row.home)) }
    }
  }
}
