// The actor of one machine at home: what is known of it, who may call it, what it loads, and its figures. What it decides is in the files beside it.
import type { Examination } from '../../shared/doctor.ts'
import type { HomeReport } from '../../shared/health.ts'
import { FIRST_PROBE_WAIT_MS, HOME_KNOWN_MS, LINE_WAIT_MS, PROBE_FAST_MS, PROBE_SLOW_MS } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Actor, Clock, Doctor, Following, History, HomeActor, Left, Log, Place, Probe, Sql, Tasks, Turn, Upstream } from '../ports.ts'
import { afterTurn } from './circuit.ts'
import { Examinations } from './examine.ts'
import { Line, type Standing } from './line.ts'
import { Loader } from './loader.ts'
import { firstUse, isReady, type Memory, nextStep, type Step, wanted } from './loading.ts'
import { Poller } from './poller.ts'
import { isAlive, isStable, type Known, learn, NOTHING_KNOWN, pickModel } from './report.ts'
import { Samples } from './samples.ts'
import { Watchers } from './watchers.ts'

export { MIGRATIONS } from './migrations.ts'
export { pickModel } from './report.ts'

/** `expire`: a place in line runs out. */
export type HomeTask = 'expire'

export interface HomePorts {
  readonly sql: Sql
  readonly tasks: Tasks<HomeTask>
  readonly prepare: () => { readonly kind: 'current' | 'newer' }
  readonly clock: Clock
  readonly log: Log
  readonly upstream: Upstream
  readonly doctor: Doctor
}

export interface HomeOptions {
  readonly id: string
  /** LLM_MODEL; null: no preference. */
  readonly model: string | null
  /** LLM_PARALLEL: at most this many turns at once. */
  readonly parallel: number
  /** Whether it is the built-in model. */
  readonly demo: boolean
  /** LLM_BASE_URL: what was found at another address is not known of this one. */
  readonly address: string
}

type Stand = Omit<Turn, 'report'>

export class Home implements HomeActor, Actor {
  readonly #ports: HomePorts
  readonly #options: HomeOptions
  readonly #line: Line
  readonly #samples: Samples
  readonly #poller: Poller
  readonly #loader: Loader
  readonly #watchers: Watchers
  readonly #examinations: Examinations
  #known: Known
  /** When who waits was looked at last. */
  #last = { mood: '', changes: -1 }

  constructor(ports: HomePorts, options: HomeOptions) {
    const { sql, clock, upstream, log } = ports
    this.#ports = ports
    this.#options = options
    ports.prepare()
    this.#line = new Line(sql)
    this.#samples = new Samples(sql)
    this.#watchers = new Watchers(clock)
    this.#poller = new Poller(clock, { look: () => this.#look(), at: () => this.#known.probed_at, interval: () => this.#interval() })
    this.#loader = new Loader(
      { clock, log, upstream },
      { ended: (model, problem, listed) => this.#loadEnded(model, problem, listed), over: () => this.#settle() },
    )
    const stored = sql.all("select value from meta where key = 'known'")[0]?.['value']
    // Written by this class alone; an older version wrote less of it.
    const known: { readonly address: string; readonly known: Partial<Known> } | null = typeof stored === 'string' ? JSON.parse(stored) : null
    this.#known = { ...NOTHING_KNOWN, ...(known?.address === options.address ? known.known : {}) }
    if (known !== null && known.address !== options.address) this.#samples.forget()
    this.#examinations = new Examinations({
      ...ports,
      turn: (place, waitMs) => this.turn(place, waitMs),
      release: (turn) => this.release(turn, { tokens_per_second: null, failed: null }),
    })
  }

  async look(waitMs: number): Promise<HomeReport> {
    this.#poller.watch()
    if (waitMs > 0 && this.#stale()) await this.#soon(waitMs)
    return this.#report()
  }

  glance(): HomeReport {
    return this.#report()
  }

  /**
   * Waits, at most `waitMs`, until there is something that this turn was not told yet: so who waits hears at once, and so does who holds a place. The
   * place is renewed on entry only.
   */
  async turn(place: Place, waitMs: number): Promise<Turn> {
    const { clock } = this.#ports
    const fresh = this.#line.standing(place.turn)?.kind !== 'held'
    this.#line.enter(place, clock.now())
    this.#poller.watch()
    // Who comes new is neither let through nor refused by what may be over: one quick look first.
    if (fresh && this.#doubtful()) await this.#soon(FIRST_PROBE_WAIT_MS)
    this.#settle()
    const stand = (): Stand => this.#stand(place.turn, this.#line.standing(place.turn), this.#memory())
    if (waitMs > 0) await this.#watchers.news(place.turn, keyOf(stand(), this.#mood()), Math.min(waitMs, LINE_WAIT_MS))
    const told = stand()
    if (told.refused === null) this.#watchers.told(place.turn, keyOf(told, this.#mood()))
    else this.#watchers.forget(place.turn)
    return { ...told, report: this.#report() }
  }

  release(turn: string, { tokens_per_second, failed }: Left): { readonly kind: 'released' } {
    const { sql, clock } = this.#ports
    const now = clock.now()
    const holder = this.#line.holders().find((one) => one.turn === turn)
    sql.transaction(() => {
      if (!this.#line.leave(turn, now)) return
      if (tokens_per_second !== null) this.#samples.wrote(now, tokens_per_second)
      if (failed !== null) this.#keep({ ...this.#known, circuit: afterTurn(this.#known.circuit, failed), last_failure: { code: failed, at: now } })
    })
    this.#watchers.forget(turn)
    this.#settle()
    // It was answered by a model that was not in memory when it was looked last: now it is.
    if (failed === null && holder !== undefined && wanted(holder, this.#memory())?.loaded === false) void this.#poller.now()
    return { kind: 'released' }
  }

  examine(following: Following | null, waitMs: number): Promise<Examination> {
    return this.#examinations.ask(following, waitMs)
  }

  history(minutes: number): History {
    const until = this.#ports.clock.now()
    return { kind: 'history', until, samples: this.#samples.since(until, minutes) }
  }

  async alarm(): Promise<void> {
    this.#ports.tasks.due(this.#ports.clock.now())
    this.#settle()
    this.#watchers.keep((turn) => this.#line.standing(turn) !== null)
  }

  busy(): boolean {
    return this.#poller.busy || this.#loader.busy || this.#watchers.size > 0 || this.#examinations.busy
  }

  async end(): Promise<void> {
    this.#examinations.stop()
    this.#poller.end()
    this.#loader.end()
    this.#watchers.end()
  }

  /** What stands now: who is granted, what must be loaded for whom, when the next place runs out, and who has to hear of it. */
  #settle(): void {
    const { tasks, clock } = this.#ports
    const now = clock.now()
    // Nobody is let through to a home where nobody is; those who have a place keep it.
    this.#line.settle(this.#known.circuit.open === null ? this.#places() : 0, now)
    for (let step = this.#step(); step !== null; step = this.#step()) {
      if (step.kind === 'first') this.#line.letGo(step.turn, now)
      else this.#loader.begin(step.model)
    }
    // Who is about to be refused does not wait.
    if (this.#known.circuit.open === null) this.#samples.waiting(now, this.#line.counts().waiting)
    const at = this.#line.nextExpiry()
    // A renewed place moves the expiry on; the alarm may come early, and then finds nothing.
    const armed = tasks.at('expire')
    if (at === null) tasks.clear('expire')
    else if (armed === null || armed > at || armed <= now) tasks.set('expire', at)
    this.#wake()
  }

  /** What a turn acts on. */
  #stand(turn: string, standing: Standing | null, memory: Memory): Stand {
    const told = { granted: false, position: 0, waits: null, refused: null }
    if (standing?.kind === 'over') return { ...told, refused: standing.refused ?? 'home_busy' }
    const holds = standing?.kind === 'held'
    if (holds && isReady(standing, memory)) return { ...told, granted: true }
    // What was seen so long ago refuses nobody: the look that is under way will tell.
    const open = this.#stale() ? null : this.#known.circuit.open
    if (open !== null) {
      this.#line.refuse(turn, open, this.#ports.clock.now())
      return { ...told, refused: open }
    }
    return holds ? { ...told, waits: 'model' } : { ...told, position: standing?.position ?? 1, waits: 'line' }
  }

  /** How home is, as far as there is news in it for who waits or holds a place. */
  #mood(): string {
    const { state, models } = this.#report()
    return JSON.stringify([state, models.filter(({ loaded }) => loaded === true).map(({ id }) => id)])
  }

  /** Wakes those for whom there is news; where nothing changed nobody is looked at. */
  #wake(): void {
    const mood = this.#mood()
    const { changes } = this.#line
    if (mood === this.#last.mood && changes === this.#last.changes) return
    this.#last = { mood, changes }
    this.#poller.hasten()
    const standings = this.#line.standings()
    const memory = this.#memory()
    this.#watchers.wake((turn) => keyOf(this.#stand(turn, standings.get(turn) ?? null, memory), mood))
  }

  #step(): Step | null {
    return this.#known.circuit.open === null ? nextStep(this.#line.holders(), this.#memory()) : null
  }

  #memory(): Memory {
    const { models, server, state } = this.#known
    const canLoad = server === 'lmstudio' && this.#loader.supported
    return { models, preferred: this.#options.model, serverLoads: state === 'loading', running: this.#loader.running?.model ?? null, canLoad }
  }

  #places(): number {
    return Math.max(1, Math.min(this.#options.parallel, this.#known.places ?? this.#options.parallel))
  }

  #interval(): number {
    return isStable(this.#known.state) && this.#loading() === null ? PROBE_SLOW_MS : PROBE_FAST_MS
  }

  /** One look, joined where it is under way; not waited for longer than that. */
  async #soon(waitMs: number): Promise<void> {
    const over = new AbortController()
    await Promise.race([this.#poller.now(), this.#ports.clock.sleep(waitMs, over.signal)])
    over.abort()
  }

  async #look(): Promise<void> {
    const { log, upstream } = this.#ports
    try {
      this.#learn(await upstream.probe())
    } catch (error) {
      log('error', 'home.probe_broke', { home: this.#options.id, error: String(error) })
    }
  }

  #learn(probe: Probe): void {
    const { sql, clock, log } = this.#ports
    const before = this.#known
    const known = learn(before, probe, clock.now(), this.#options.demo)
    sql.transaction(() => {
      this.#keep(known)
      this.#samples.looked(clock.now(), isAlive(known.state), known.round_trip)
    })
    if (before.state !== known.state) {
      const detail = probe.kind === 'down' ? probe.problem.detail : null
      log('info', 'home.changed', { home: this.#options.id, from: before.state, to: known.state, detail })
    }
    const { running } = this.#loader
    if (running !== null && this.#inMemory(running.model)) this.#loader.seen()
    this.#settle()
  }

  #keep(known: Known): void {
    this.#known = known
    this.#ports.sql.all(
      "insert into meta(key, value) values('known', ?) on conflict(key) do update set value = excluded.value",
      JSON.stringify({ address: this.#options.address, known }),
    )
  }

  /** Those who waited for it may call, or are told why not. Where it is loaded the list says so first, with what it can read at once. */
  async #loadEnded(model: string, problem: ProblemCode | null, listed: boolean): Promise<void> {
    if (problem === null && !listed) {
      // One that is under way began before it was loaded: by what that says the next question would load it once more.
      await this.#poller.running
      await this.#poller.now()
    }
    const { sql, clock } = this.#ports
    const now = clock.now()
    sql.transaction(() => {
      for (const holder of this.#line.holders()) {
        if (wanted(holder, this.#memory())?.id !== model) continue
        if (problem === null) this.#line.letGo(holder.turn, now)
        else if (!isReady(holder, this.#memory())) this.#line.refuse(holder.turn, problem, now)
      }
      if (problem !== null) this.#keep({ ...this.#known, last_failure: { code: problem, at: now } })
    })
  }

  /** Nobody looked for so long that what was seen then is not what is now. */
  #stale(): boolean {
    return this.#known.probed_at === null || this.#ports.clock.now() - this.#known.probed_at > HOME_KNOWN_MS
  }

  /** Nothing is known, or that nobody was there when it was looked last. */
  #doubtful(): boolean {
    return this.#stale() || this.#known.circuit.open !== null
  }

  #loading(): HomeReport['loading'] {
    const { running } = this.#loader
    if (running !== null) return this.#inMemory(running.model) ? null : running
    return firstUse(this.#line.holders(), this.#memory())
  }

  #inMemory(model: string): boolean {
    return this.#known.models.some(({ id, loaded }) => id === model && loaded === true)
  }

  #report(): HomeReport {
    const stale = this.#stale()
    const { state, last_before, first_seen, probed_at, round_trip, server, models, last_failure } = this.#known
    const loading = this.#loading()
    const now = stale ? 'unknown' : state === 'online' && loading !== null ? 'loading' : state
    return {
      id: this.#options.id,
      state: now,
      since: stale
        ? { last_before: probed_at, first_seen: null }
        : now !== state && loading !== null
          ? { last_before: loading.since, first_seen: loading.since }
          : { last_before, first_seen },
      probed_at,
      round_trip,
      server,
      models,
      asked: this.#options.model,
      model: pickModel(this.#options.model, models),
      line: { ...this.#line.counts(), places: this.#places() },
      loading,
      last_failure,
    }
  }
}

const keyOf = ({ granted, position, waits, refused }: Stand, mood: string): string => `${granted} ${position} ${waits} ${refused} ${mood}`
