// The actor of one chat: it owns the messages, the log and the running turn. What it decides is elsewhere; here it is put into rows, in order.
import { type Answer, type ChatSettings, sameSettings } from '../../shared/conversation.ts'
import { formatCursor } from '../../shared/events.ts'
import {
  BEAT_MS,
  CONVERSATION_MESSAGES_MAX,
  EVENTS_LINGER_MS,
  FIRST_PROBE_WAIT_MS,
  LOG_KEEP_MS,
  OUTBOX_RETRY_MS,
  RPC_WAIT_MAX_MS,
} from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Accepted, Actor, Change, Changed, ConversationActor, Opened, Random, Read, ReadFrom, ReadUntil, TurnCommand, TurnState } from '../ports.ts'
import { askedOf, chooseHome, decide, homeOf } from './accept.ts'
import { writeBeginning, writeEnd } from './begin-end.ts'
import type { ConversationOptions, ConversationPorts, ConversationTask } from './ground.ts'
import { EventLog } from './log.ts'
import { turnState } from './outcome.ts'
import { Outbox } from './outbox.ts'
import { Readers } from './readers.ts'
import { resume } from './resume.ts'
import { RunningTurn } from './running.ts'
import { resetFrame } from './sse.ts'
import {
  begin,
  countMessages,
  endedInLog,
  exists,
  getCommand,
  getMeta,
  getSettings,
  getTurn,
  hasWordsFrom,
  liveAnswer,
  page,
  readView,
  runningTurn,
  setMeta,
  setSettings,
  type TurnRow,
} from './store.ts'
import type { Ended } from './turn.ts'

export type { ConversationOptions, ConversationTask } from './ground.ts'
export { MIGRATIONS } from './migrations.ts'

export class Conversation implements ConversationActor, Actor {
  readonly #ports: ConversationPorts
  readonly #options: ConversationOptions
  readonly #readers: Readers
  #events: EventLog | null = null
  #readOnly = false
  readonly #outbox: Outbox
  #live: RunningTurn | null = null
  #quietSince: number | null
  #wipes = 0
  /** Those who wait in `outcome`. */
  readonly #waiting = new Set<() => void>()

  /** Opens what is there. An orphan, a turn that a dead process left running, is closed here (L7). */
  constructor(ports: ConversationPorts, options: ConversationOptions) {
    this.#ports = ports
    this.#options = options
    this.#quietSince = ports.clock.monotonic()
    this.#outbox = new Outbox({ sql: ports.sql, tasks: ports.tasks, clock: ports.clock, account: ports.peers.account(options.account) })
    this.#readers = new Readers(ports.clock, EVENTS_LINGER_MS, () => this.#quietSince)
    if (exists(ports.sql)) this.#open()
  }

  async accept(command: TurnCommand): Promise<Accepted> {
    const joined = this.#joined(command)
    if (joined) return joined
    const wipes = this.#wipes
    if (!this.#events && command.kind === 'message') {
      const opened = await this.#ports.peers.account(this.#options.account).open(this.#options.id)
      if (opened.kind === 'actor_unavailable') return refuse('actor_unavailable')
      if (opened.kind === 'gone') return refuse('gone')
    }
    const { home, fallback } = this.#options
    const report = fallback ? await this.#ports.peers.home(home).look(FIRST_PROBE_WAIT_MS) : null
    if (wipes !== this.#wipes) return refuse('gone')
    // From here on nothing waits: what others did meanwhile is seen.
    const again = this.#joined(command)
    if (again) return again
    if (!this.#events && command.kind !== 'message') return refuse('not_found')
    this.#create()
    if (this.#readOnly) return refuse('read_only')
    const running = runningTurn(this.#ports.sql)
    if (running) return { kind: 'refused', code: 'turn_running', turn: running.id }
    if (countMessages(this.#ports.sql) >= CONVERSATION_MESSAGES_MAX) return refuse('conversation_full')
    const state = report === null || 'kind' in report ? null : report.state
    const accepted = this.#begin(command, chooseHome(home, fallback, state, hasWordsFrom(this.#ports.sql, home)))
    if (!exists(this.#ports.sql)) this.#events = null
    return accepted
  }

  async outcome(turn: string, waitMs: number): Promise<TurnState> {
    const state = this.#stateOf(turn)
    if (state.kind !== 'running' || waitMs <= 0) return state
    await new Promise<void>((resolve) => {
      const done = (): void => {
        cancel()
        this.#waiting.delete(done)
        resolve()
      }
      const cancel = this.#ports.clock.timer(Math.min(waitMs, RPC_WAIT_MAX_MS), done)
      this.#waiting.add(done)
    })
    return this.#stateOf(turn)
  }

  events(from: ReadFrom, until: ReadUntil): Opened {
    const events = this.#events
    if (!events) return { kind: 'refused', code: 'not_found' }
    const { sql } = this.#ports
    const turn = until.kind === 'turn' ? getTurn(sql, until.turn) : null
    if (until.kind === 'turn' && !turn) return { kind: 'refused', code: 'not_found' }
    const reach = events.reach
    const first = from.kind === 'turn' ? getTurn(sql, from.turn) : null
    const start =
      from.kind === 'after'
        ? resume(from.id, reach)
        : first
          ? resume(formatCursor({ epoch: reach.epoch, seq: first.first_seq - 1 }), reach)
          : ({ kind: 'reset' } as const)
    const body = this.#readers.open(events, {
      first: start.kind === 'reset' ? resetFrame({ epoch: reach.epoch, seq: reach.head }, { type: 'reset', view: readView(sql) }) : null,
      after: start.kind === 'reset' ? reach.head : start.after,
      turn: turn?.id ?? null,
      end: turn?.last_seq ?? null,
    })
    return body ? { kind: 'stream', body } : { kind: 'refused', code: 'too_many_readers' }
  }

  read(before: string | null): Read {
    if (!this.#events) return { kind: 'absent' }
    const { epoch, head } = this.#events.reach
    const view = readView(this.#ports.sql)
    const older = before === null ? null : page(this.#ports.sql, before)
    if (before !== null && !older) return { kind: 'absent' }
    return { kind: 'view', view: older ? { ...view, ...older } : view, cursor: formatCursor({ epoch, seq: head }) }
  }

  change({ title, settings }: Change): Changed {
    if (!this.#events || this.#readOnly) return { kind: 'absent' }
    const { sql } = this.#ports
    this.#events.commit((append) => {
      if (settings !== null && !sameSettings(settings, getSettings(sql))) {
        setSettings(sql, settings)
        append({ type: 'conversation.configured', settings }, null)
      }
      if (title === null) return
      setMeta(sql, 'title', title)
      append({ type: 'conversation.renamed', title }, null)
      this.#outbox.tell(null)
    })
    if (title !== null) void this.#push()
    return { kind: 'changed', title: String(getMeta(sql, 'title') ?? ''), settings: getSettings(sql) }
  }

  stop(turn: string | null): ReturnType<ConversationActor['stop']> {
    if (!this.#events) return { kind: 'absent' }
    const live = this.#live
    if (!live || (turn !== null && turn !== live.id)) return { kind: 'nothing_running' }
    live.stop()
    return { kind: 'stopped', turn: live.id }
  }

  async wipe(): Promise<{ readonly kind: 'wiped' }> {
    this.#wipes += 1
    const live = this.#live
    this.#live = null
    live?.detach()
    this.#events = null
    this.#readers.closeAll()
    this.#ports.sql.wipe()
    this.#outbox.reset()
    this.#wake()
    await live?.done
    return { kind: 'wiped' }
  }

  async alarm(): Promise<void> {
    const due = this.#takeDue()
    if (!this.#events) return
    if (due.includes('beat') && !this.#live && runningTurn(this.#ports.sql)) this.#closeOrphan(false)
    if (due.includes('prune')) this.#prune()
    if (due.includes('push') || due.includes('beat')) await this.#push()
  }

  /** What is due is set again in the same step: a process that dies before it is done finds it. */
  #takeDue(): ConversationTask[] {
    const { sql, tasks, clock } = this.#ports
    const now = clock.now()
    return sql.transaction(() => {
      const due = tasks.due(now)
      if (!this.#events) return due
      if (due.includes('beat') && runningTurn(sql)) tasks.set('beat', now + BEAT_MS)
      if (due.includes('push')) tasks.set('push', now + OUTBOX_RETRY_MS)
      if (due.includes('prune')) tasks.set('prune', now + LOG_KEEP_MS)
      return due
    })
  }

  busy(): boolean {
    return this.#live !== null || this.#readers.size > 0 || this.#waiting.size > 0
  }

  async end(): Promise<void> {
    const live = this.#live
    if (live) {
      live.end()
      await live.done
    }
    this.#readers.closeAll()
  }

  #open(): void {
    this.#readOnly = this.#ports.prepare().kind === 'newer'
    if (!this.#readOnly && runningTurn(this.#ports.sql)) this.#closeOrphan(true)
    else this.#events = new EventLog(this.#ports.sql, () => this.#readers.published())
  }

  #create(): void {
    if (this.#events) return
    const { sql, random } = this.#ports
    this.#readOnly = this.#ports.prepare().kind === 'newer'
    sql.transaction(() => begin(sql, this.#options.id, epochOf(random)))
    this.#events = new EventLog(sql, () => this.#readers.published())
  }

  /** The same command a second time is the same turn (L6). */
  #joined(command: TurnCommand): Accepted | null {
    if (!this.#events) return null
    const { sql } = this.#ports
    const before = getCommand(sql, command.id)
    if (!before) return null
    if (before.asked !== askedOf(command)) return refuse('id_reused')
    const turn = getTurn(sql, before.turn)
    if (turn && turn.ended !== null && !turn.words && liveAnswer(sql, turn.id)?.state.status === 'failed') return null
    return { kind: 'accepted', turn: before.turn, message: before.message, joined: true }
  }

  /** The command becomes rows, in one step with the beat that finds it again if this process dies; then the turn runs. */
  #begin(command: TurnCommand, free: string): Accepted {
    const { sql, clock, random, tasks } = this.#ports
    const choice = decide(sql, command)
    if (choice.kind === 'refused') return refuse(choice.code)
    const home = homeOf(choice.goesOn, free, this.#options)
    if (home === null) return refuse('not_continuable')
    const at = clock.now()
    const id = random.id()
    const events = this.#log
    events.commit((append) => {
      writeBeginning(sql, append, {
        turn: id,
        command,
        choice,
        home,
        modelAsked: choice.asked.model ?? (home === this.#options.home ? this.#options.model : null),
        at,
        firstSeq: events.reach.head + 1,
      })
      tasks.set('beat', at + BEAT_MS)
      this.#outbox.tell({ state: 'running', at })
    })
    const row = getTurn(sql, id)
    if (row) this.#run(row, choice.asked, choice.goesOn)
    void this.#push()
    return { kind: 'accepted', turn: id, message: choice.question.id, joined: false }
  }

  get #log(): EventLog {
    if (!this.#events) throw new Error('the conversation is not open')
    return this.#events
  }

  #run(row: TurnRow, asked: ChatSettings, goesOn: Answer | null): void {
    const { sql, clock, random, log, peers, upstream } = this.#ports
    this.#quietSince = null
    this.#live = new RunningTurn(row, asked, goesOn, { sql, events: this.#log, clock, random, log, peers, upstream }, this.#options, {
      ended: (turn, ended) => this.#ended(turn, ended),
      broke: (turn, error) => this.#broke(turn, error),
    })
  }

  /** The last rows of a turn, and its last words to readers, in one step. */
  #ended(turn: string, ended: Ended): void {
    if (this.#live?.id !== turn || !this.#events) return
    const { outcome } = ended
    this.#close(turn, ended)
    this.#live = null
    this.#quietSince = this.#ports.clock.monotonic()
    this.#wake()
    void this.#push()
    const { status } = outcome
    this.#ports.log('info', 'turn.ended', {
      conversation: this.#options.id,
      turn,
      status,
      reason: 'reason' in outcome ? outcome.reason : null,
      code: status === 'failed' ? outcome.problem.error : null,
      duration_ms: ended.timings.total,
    })
  }

  /** Something of ours threw. The turn is left to the beat, which ends it as interrupted once writing works again. */
  #broke(turn: string, error: unknown): void {
    this.#ports.log('error', 'turn.broke', {
      conversation: this.#options.id,
      turn,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
    if (this.#live?.id !== turn) return
    this.#live = null
    this.#quietSince = this.#ports.clock.monotonic()
    try {
      if (this.#events) this.#closeOrphan(false)
    } catch (failure) {
      this.#ports.log('error', 'turn.not_closed', { conversation: this.#options.id, turn, error: String(failure) })
    }
    this.#wake()
  }

  #close(turn: string, ended: Ended): void {
    const { sql, clock, tasks } = this.#ports
    const at = clock.now()
    this.#log.commit((append) => {
      const last = writeEnd(sql, append, turn, ended, at)
      tasks.clear('beat')
      tasks.set('prune', at + LOG_KEEP_MS)
      this.#outbox.tell({ state: ended.outcome.status, at: (getTurn(sql, turn)?.at ?? at) + ended.timings.total })
      this.#readers.ended(turn, last)
    }, 'power')
  }

  /** L7: a turn that nobody runs, closed with the text it has; on a wake under a new epoch. */
  #closeOrphan(woke: boolean): void {
    const { sql, clock, random, log, peers } = this.#ports
    const orphan = runningTurn(sql)
    if (!orphan) return
    const words = (liveAnswer(sql, orphan.id)?.parts.length ?? 0) > 0
    const ended: Ended = {
      outcome: { status: 'interrupted', reason: 'process_ended' },
      timings: { queued: null, first_byte: null, first_word: null, total: clock.now() - orphan.at },
      tokensPerSecond: null,
      words,
    }
    sql.durable(() => {
      if (woke) {
        setMeta(sql, 'epoch', epochOf(random))
        this.#events = new EventLog(sql, () => this.#readers.published())
      }
      this.#close(orphan.id, ended)
    })
    // Its place at home would be held until it expires.
    void peers.home(orphan.home).release(orphan.id, { tokens_per_second: null, failed: null })
    log('warn', 'turn.interrupted', { conversation: this.#options.id, turn: orphan.id })
    void this.#push()
  }

  #stateOf(turn: string): TurnState {
    return this.#events ? turnState(this.#ports.sql, turn) : { kind: 'absent' }
  }

  #push(): Promise<void> {
    const wipes = this.#wipes
    return this.#outbox
      .push(() => wipes === this.#wipes && this.#events !== null)
      .catch((error: unknown) => this.#ports.log('error', 'outbox.broke', { conversation: this.#options.id, error: String(error) }))
  }

  #prune(): void {
    const { sql, clock, tasks } = this.#ports
    const events = this.#log
    const old = endedInLog(sql, events.reach.floor)
    const now = clock.now()
    const due = old.findLast(({ ended }) => ended + LOG_KEEP_MS <= now)
    if (due) events.prune(due.last)
    const next = old.find(({ ended }) => ended + LOG_KEEP_MS > now)
    if (next) tasks.set('prune', next.ended + LOG_KEEP_MS)
    else tasks.clear('prune')
  }

  #wake(): void {
    for (const done of this.#waiting) done()
  }
}

const epochOf = (random: Random): string => random.id().slice(0, 12)

const refuse = (code: ProblemCode): Accepted => ({ kind: 'refused', code, turn: null })
