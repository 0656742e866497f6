// The actor of one machine at home: one poller for all who watch, what it found, and the line for the GPU.
import type { Examination } from '../../shared/doctor.ts'
import type { HomeReport } from '../../shared/health.ts'
import { HOME_KNOWN_MS, LINE_WAIT_MS, PROBE_FAST_MS, PROBE_SLOW_MS, WATCH_MS } from '../../shared/limits.ts'
import type { Actor, Clock, Doctor, Following, HomeActor, Log, Sql, Tasks, Turn, Upstream } from '../ports.ts'
import { Examinations } from './examine.ts'
import { Line } from './line.ts'
import { isStable, type Known, learn, NOTHING_KNOWN, pickModel } from './report.ts'

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

export class Home implements HomeActor, Actor {
  readonly #ports: HomePorts
  readonly #options: HomeOptions
  readonly #line: Line
  readonly #examinations: Examinations
  /** Who waits in `turn`, by turn. */
  readonly #waiting = new Map<string, () => void>()
  #known: Known
  #probing: Promise<void> | null = null
  #watchedUntil = 0
  #next: (() => void) | null = null

  constructor(ports: HomePorts, options: HomeOptions) {
    this.#ports = ports
    this.#options = options
    ports.prepare()
    this.#line = new Line(ports.sql)
    this.#examinations = new Examinations({ ...ports, turn: (turn, waitMs) => this.turn(turn, waitMs), release: (turn) => this.release(turn) })
    const stored = ports.sql.all("select value from meta where key = 'known'")[0]?.['value']
    // Written by this class alone.
    const known: { readonly address: string; readonly known: Known } | null = typeof stored === 'string' ? JSON.parse(stored) : null
    this.#known = known?.address === options.address ? known.known : NOTHING_KNOWN
  }

  async look(waitMs: number): Promise<HomeReport> {
    this.#watch()
    if (waitMs > 0 && this.#stale() && this.#probing) await Promise.race([this.#probing, this.#ports.clock.sleep(waitMs)])
    return this.#report()
  }

  glance(): HomeReport {
    return this.#report()
  }

  async turn(id: string, waitMs: number): Promise<Turn> {
    this.#watch()
    this.#line.enter(id, this.#ports.clock.now())
    this.#settle()
    if (waitMs > 0 && !this.#line.place(id).granted) {
      await new Promise<void>((resolve) => {
        const cancel = this.#ports.clock.timer(Math.min(waitMs, LINE_WAIT_MS), resolve)
        this.#waiting.set(id, () => {
          cancel()
          resolve()
        })
      })
      this.#waiting.delete(id)
      this.#settle()
    }
    return { ...this.#line.place(id), report: this.#report() }
  }

  release(id: string): { readonly kind: 'released' } {
    this.#line.leave(id)
    this.#settle()
    return { kind: 'released' }
  }

  examine(following: Following | null, waitMs: number): Promise<Examination> {
    return this.#examinations.ask(following, waitMs)
  }

  async alarm(): Promise<void> {
    this.#ports.tasks.due(this.#ports.clock.now())
    this.#settle()
  }

  busy(): boolean {
    return this.#probing !== null || this.#next !== null || this.#waiting.size > 0 || this.#examinations.busy
  }

  async end(): Promise<void> {
    this.#examinations.stop()
    this.#next?.()
    this.#next = null
    for (const wake of this.#waiting.values()) wake()
  }

  #settle(): void {
    const { tasks, clock } = this.#ports
    for (const id of this.#line.settle(this.#places(), clock.now())) this.#waiting.get(id)?.()
    const at = this.#line.nextExpiry()
    // A renewed place moves the expiry on; the alarm may come early, and then finds nothing.
    const armed = tasks.at('expire')
    if (at === null) tasks.clear('expire')
    else if (armed === null || armed > at || armed <= clock.now()) tasks.set('expire', at)
  }

  #places(): number {
    return Math.max(1, Math.min(this.#options.parallel, this.#known.places ?? this.#options.parallel))
  }

  /** Somebody looks, or a turn runs: the poller goes on. */
  #watch(): void {
    const now = this.#ports.clock.now()
    this.#watchedUntil = now + WATCH_MS
    if (this.#probing === null && (this.#known.probed_at === null || now - this.#known.probed_at >= this.#interval())) this.#probe()
    else if (this.#probing === null && this.#next === null) this.#schedule()
  }

  #interval(): number {
    return isStable(this.#known.state) ? PROBE_SLOW_MS : PROBE_FAST_MS
  }

  #schedule(): void {
    const { clock } = this.#ports
    const due = (this.#known.probed_at ?? 0) + this.#interval()
    if (due > this.#watchedUntil) return
    this.#next = clock.timer(Math.max(0, due - clock.now()), () => {
      this.#next = null
      if (this.#probing === null) this.#probe()
    })
  }

  #probe(): void {
    this.#next?.()
    this.#next = null
    this.#probing = this.#ask().finally(() => {
      this.#probing = null
      this.#schedule()
    })
  }

  async #ask(): Promise<void> {
    const { sql, clock, log, upstream } = this.#ports
    try {
      const probe = await upstream.probe()
      const before = this.#known.state
      this.#known = learn(this.#known, probe, clock.now(), this.#options.demo)
      sql.all(
        "insert into meta(key, value) values('known', ?) on conflict(key) do update set value = excluded.value",
        JSON.stringify({ address: this.#options.address, known: this.#known }),
      )
      if (before !== this.#known.state) {
        log('info', 'home.changed', {
          home: this.#options.id,
          from: before,
          to: this.#known.state,
          detail: probe.kind === 'down' ? probe.problem.detail : null,
        })
        this.#settle()
      }
    } catch (error) {
      log('error', 'home.probe_broke', { home: this.#options.id, error: String(error) })
    }
  }

  /** Nobody looked for so long that what was seen then is not what is now. */
  #stale(): boolean {
    return this.#known.probed_at === null || this.#ports.clock.now() - this.#known.probed_at > HOME_KNOWN_MS
  }

  #report(): HomeReport {
    const stale = this.#stale()
    const { state, last_before, first_seen, probed_at, round_trip, server, models } = this.#known
    return {
      id: this.#options.id,
      state: stale ? 'unknown' : state,
      since: stale ? { last_before: probed_at, first_seen: null } : { last_before, first_seen },
      probed_at,
      round_trip,
      server,
      models,
      asked: this.#options.model,
      model: pickModel(this.#options.model, models),
      line: { ...this.#line.counts(), places: this.#places() },
    }
  }
}
