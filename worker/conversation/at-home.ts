// A turn's place at home: the wait for it, its heartbeat, and what home tells meanwhile. Knows neither the question nor the answer.
import type { InterruptReason } from '../../shared/conversation.ts'
import { type HomeReport, isGone } from '../../shared/health.ts'
import { FIRST_PROBE_WAIT_MS, GONE_MS, LEASE_MS, LINE_WAIT_MS, PROBE_FAST_MS, RETRY_FIRST_MS } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Clock, HomeActor, Left, Peer, Place, Turn } from '../ports.ts'

export type Waited =
  | { readonly kind: 'granted' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'refused'; readonly code: ProblemCode }
  | { readonly kind: 'given_up'; readonly reason: InterruptReason }

/** What one try knows of itself, for the watch over it. */
export interface Trying {
  opened: boolean
  /** When something was heard last, by the monotonic clock. */
  heard: number
}

export class AtHome {
  readonly #clock: Clock
  readonly #home: Peer<HomeActor>
  readonly #place: Place
  readonly #silenceMs: number
  #report: HomeReport | null = null

  constructor(ports: { readonly clock: Clock; readonly home: Peer<HomeActor> }, place: Place, silenceMs: number) {
    this.#clock = ports.clock
    this.#home = ports.home
    this.#place = place
    this.#silenceMs = silenceMs
  }

  /** What home told last; null: nothing yet. */
  get report(): HomeReport | null {
    return this.#report
  }

  /** Waits until home may be called. `tell` hears each answer that is not the end of it. */
  async wait(stop: AbortSignal, tell: (turn: Turn) => void): Promise<Waited> {
    const { promise: stopped, resolve } = Promise.withResolvers<null>()
    const leave = (): void => resolve(null)
    stop.addEventListener('abort', leave, { once: true })
    /** Since when home's own actor is not heard; what it said before that may be over. */
    let away: number | null = null
    let loading: number | null = null
    let last = ''
    try {
      for (let wait = 0; !stop.aborted; wait = LINE_WAIT_MS) {
        const asked = this.#clock.monotonic()
        const answer = await Promise.race([this.#home.turn(this.#place, wait), stopped])
        if (answer === null) break
        const now = this.#clock.monotonic()
        if ('kind' in answer) {
          away ??= asked
          if (now - away >= GONE_MS) return { kind: 'refused', code: 'actor_unavailable' }
          await this.#clock.sleep(RETRY_FIRST_MS, stop)
          continue
        }
        away = null
        this.#report = answer.report
        if (answer.granted) return { kind: 'granted' }
        if (answer.refused !== null) return { kind: 'refused', code: answer.refused }
        tell(answer)
        loading = answer.waits === 'model' ? (loading ?? now) : null
        if (loading !== null && now - loading >= this.#silenceMs) return { kind: 'given_up', reason: 'home_silent' }
        // Home holds the call until there is news; one that does not must not be asked without a pause.
        const said = `${answer.waits} ${answer.position}`
        if (wait > 0 && said === last && now - asked < RETRY_FIRST_MS) await this.#clock.sleep(RETRY_FIRST_MS, stop)
        last = said
      }
      return { kind: 'stopped' }
    } finally {
      stop.removeEventListener('abort', leave)
    }
  }

  /** Hears what home lists, where nobody had answered when it was looked at last. Waits for its next look, and no longer. */
  async look(stop: AbortSignal): Promise<void> {
    const until = this.#clock.monotonic() + PROBE_FAST_MS + FIRST_PROBE_WAIT_MS
    while (!stop.aborted) {
      const answer = await this.#home.look(FIRST_PROBE_WAIT_MS)
      if (!('kind' in answer)) this.#report = answer
      const state = this.#report?.state ?? 'unknown'
      if ((state !== 'unknown' && state !== 'silent' && !isGone(state)) || this.#clock.monotonic() >= until) return
      await this.#clock.sleep(RETRY_FIRST_MS, stop)
    }
  }

  /** Renews the place, hears how home is, and gives up on one that is gone or silent for too long. Runs until `over`. */
  async watch(trying: Trying, over: AbortSignal, told: () => void, giveUp: (reason: InterruptReason) => void): Promise<void> {
    let gone: number | null = null
    let last: string | null = null
    while (!over.aborted) {
      const asked = this.#clock.monotonic()
      const answer = await this.#home.turn(this.#place, LINE_WAIT_MS)
      if (over.aborted) return
      const now = this.#clock.monotonic()
      const heard = 'kind' in answer ? null : JSON.stringify(answer.report)
      if (!('kind' in answer)) {
        this.#report = answer.report
        gone = isGone(answer.report.state) ? (gone ?? now) : null
        told()
      }
      if (gone !== null && now - Math.max(gone, trying.heard) >= GONE_MS) return giveUp('home_gone')
      if (now - trying.heard >= this.#silenceMs) return giveUp('home_silent')
      // One that was held was heard at its end; else the next sign of life is due in a while.
      if (heard === last || heard === null) await this.#clock.sleep(Math.max(0, LEASE_MS / 3 - (now - asked)), over)
      last = heard
    }
  }

  leave(left: Left): void {
    void this.#home.release(this.#place.turn, left)
  }
}
