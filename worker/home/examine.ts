// A run of the doctor at a time, for all who ask; kept in memory only, for it is of this moment.
import type { Examination, Finding } from '../../shared/doctor.ts'
import { DOCTOR_AGAIN_MS, DOCTOR_LINE_MS, DOCTOR_RENEW_MS, PROBE_FAST_MS } from '../../shared/limits.ts'
import type { Clock, Doctor, DoctorLine, Following, Log, Place, Turn } from '../ports.ts'

export interface ExaminationPorts {
  readonly clock: Clock
  readonly log: Log
  readonly doctor: Doctor
  /** Takes or renews a place in line, and waits for it. */
  readonly turn: (place: Place, waitMs: number) => Promise<Pick<Turn, 'granted' | 'refused'>>
  readonly release: (turn: string) => void
}

interface Run {
  readonly began: number
  readonly findings: Finding[]
  readonly stop: AbortController
  /** Null while it goes on. */
  ended: number | null
  /** Settles with the next finding, or with the end. */
  next: PromiseWithResolvers<void>
}

export class Examinations {
  readonly #ports: ExaminationPorts
  #run: Run | null = null

  constructor(ports: ExaminationPorts) {
    this.#ports = ports
  }

  get busy(): boolean {
    return this.#run !== null && this.#run.ended === null
  }

  async ask(following: Following | null, waitMs: number): Promise<Examination> {
    const { clock } = this.#ports
    const known = this.#run
    const run = known && (known.ended === null || following?.began === known.began || clock.now() - known.ended < DOCTOR_AGAIN_MS) ? known : this.#start()
    const seen = following?.began === run.began ? following.known : 0
    if (waitMs > 0 && run.ended === null && run.findings.length <= seen) {
      const over = new AbortController()
      await Promise.race([run.next.promise, clock.sleep(waitMs, over.signal)])
      over.abort()
    }
    return { began: run.began, done: run.ended !== null, findings: [...run.findings] }
  }

  /** The process is about to end. */
  stop(): void {
    this.#run?.stop.abort()
  }

  #start(): Run {
    // Its name must not be that of the one before.
    const began = Math.max(this.#ports.clock.now(), (this.#run?.began ?? 0) + 1)
    const run: Run = { began, findings: [], stop: new AbortController(), ended: null, next: Promise.withResolvers() }
    this.#run = run
    void this.#go(run)
    return run
  }

  async #go(run: Run): Promise<void> {
    const { clock, log, doctor } = this.#ports
    const told = (): void => {
      run.next.resolve()
      run.next = Promise.withResolvers()
    }
    try {
      for await (const finding of doctor({ before: [], line: this.#line(`doctor-${run.began}`), signal: run.stop.signal })) {
        run.findings.push(finding)
        told()
      }
    } catch (error) {
      log('error', 'home.doctor_broke', { error: String(error) })
    }
    run.ended = clock.now()
    told()
    log('info', 'home.examined', { ms: run.ended - run.began, failed: run.findings.find(({ result }) => result === 'failed')?.step ?? null })
  }

  /** Nobody waits in the chat for it: who does comes first. */
  #line(conversation: string): DoctorLine {
    const { clock, turn, release } = this.#ports
    const over = new AbortController()
    let tries = 1
    // A place that was refused does not come back under its name.
    const place = (): Place => ({ turn: `${conversation}-${tries}`, conversation, class: 'background', model: null })
    /** A place is held by asking for it again. */
    const hold = async (): Promise<void> => {
      while (!over.signal.aborted) {
        await clock.sleep(DOCTOR_RENEW_MS, over.signal)
        if (!over.signal.aborted) await turn(place(), 0)
      }
    }
    return {
      enter: async (signal) => {
        const late = clock.monotonic() + DOCTOR_LINE_MS
        for (let left = DOCTOR_LINE_MS; left > 0 && !signal.aborted; left = late - clock.monotonic()) {
          const { granted, refused } = await turn(place(), Math.min(left, DOCTOR_RENEW_MS))
          if (granted) {
            void hold()
            return true
          }
          if (refused === null) continue
          // Home was thought to be away; what was seen just now it hears with its next look.
          tries += 1
          await clock.sleep(PROBE_FAST_MS, signal)
        }
        return false
      },
      leave: () => {
        over.abort()
        release(place().turn)
      },
    }
  }
}
