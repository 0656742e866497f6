// One model at a time that the server was asked to read into memory. It may be silent for minutes, and its answer may be lost on the way.
import type { HomeReport } from '../../shared/health.ts'
import { LOAD_WATCH_MS } from '../../shared/limits.ts'
import type { ProblemCode } from '../../shared/problem.ts'
import type { Clock, Log, Upstream } from '../ports.ts'

export interface LoaderHooks {
  /** What came of it, while nothing else is begun; null: it is loaded. `listed`: the list says so already. Not called where the server cannot be asked. */
  ended(model: string, problem: ProblemCode | null, listed: boolean): Promise<void>
  /** Another one may be begun. */
  over(): void
}

interface Running {
  readonly model: string
  readonly since: number
  readonly seen: AbortController
  readonly stop: AbortController
}

export interface LoaderPorts {
  readonly clock: Clock
  readonly log: Log
  readonly upstream: Upstream
}

/** The answer was lost or cut on its way; the load may go on at home. */
const LOST: ReadonlySet<ProblemCode> = new Set(['edge_cut', 'home_silent', 'home_unreachable', 'home_off', 'home_busy', 'model_loading'])

export class Loader {
  readonly #ports: LoaderPorts
  readonly #hooks: LoaderHooks
  #running: Running | null = null
  #supported = true

  constructor(ports: LoaderPorts, hooks: LoaderHooks) {
    this.#ports = ports
    this.#hooks = hooks
  }

  /** Whether the server can be asked; it is taken to be able until it says otherwise. */
  get supported(): boolean {
    return this.#supported
  }

  get running(): NonNullable<HomeReport['loading']> | null {
    return this.#running && { model: this.#running.model, since: this.#running.since }
  }

  get busy(): boolean {
    return this.#running !== null
  }

  /** Asks for it, unless one is under way. */
  begin(model: string): void {
    if (this.#running !== null) return
    this.#running = { model, since: this.#ports.clock.now(), seen: new AbortController(), stop: new AbortController() }
    void this.#run(this.#running)
  }

  /** The list has it in memory: the answer is not waited for any more. */
  seen(): void {
    this.#running?.seen.abort()
  }

  end(): void {
    this.#running?.stop.abort()
  }

  async #run(running: Running): Promise<void> {
    const { log } = this.#ports
    const { model, seen, stop } = running
    let problem: ProblemCode | null = null
    let supported = true
    try {
      const answer = await this.#ports.upstream.load(model, AbortSignal.any([seen.signal, stop.signal]))
      if (!seen.signal.aborted && answer.kind === 'failed') problem = await this.#watched(answer.problem.code, running)
      if (problem !== null && answer.kind === 'failed') log('info', 'home.load_failed', { model, code: answer.problem.code, detail: answer.problem.detail })
      supported = answer.kind !== 'unsupported' || seen.signal.aborted
    } catch (error) {
      log('error', 'home.load_broke', { model, error: String(error) })
      problem = 'internal'
    }
    if (stop.signal.aborted) return
    this.#supported = supported
    try {
      if (supported) await this.#hooks.ended(model, problem, seen.signal.aborted)
    } finally {
      this.#running = null
      this.#hooks.over()
    }
  }

  /** After an answer that was lost: whether it appears in the list all the same. */
  async #watched(code: ProblemCode, { seen, stop }: Running): Promise<ProblemCode | null> {
    if (!LOST.has(code)) return code
    await this.#ports.clock.sleep(LOAD_WATCH_MS, AbortSignal.any([seen.signal, stop.signal]))
    return seen.signal.aborted ? null : 'model_load_failed'
  }
}
