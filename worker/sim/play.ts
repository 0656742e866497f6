// A scripted answer played against a clock: what to wait, what to send, how the connection ends. Scripts in, a byte stream out.

/** The part of a clock that a model needs. `now` is in milliseconds; `sleep` ends early, without an error, when the signal aborts. */
export interface SimClock {
  now(): number
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** How a connection ends: in order, by a reset, or never (the socket stays open and silent). */
export type Close = 'end' | 'reset' | 'hang'

/** Something to put on the wire; `text` and `reasoning` say what of it is answer, for who keeps a record. */
export interface Send {
  readonly kind: 'send'
  readonly bytes: string | Uint8Array
  readonly text?: string
  readonly reasoning?: string
}
export interface Wait {
  readonly kind: 'wait'
  readonly ms: number
}
export type Step = Wait | Send

/** An answer as it will go over the wire. It is asked for its next step only when the reader wants more. */
export type Script = Generator<Step, Close, undefined>

/** What the caller sees where a real server resets the connection. A host that owns the socket resets it on this error. */
export class Cut extends Error {
  override readonly name = 'Cut'
}

/** How a playing script ended: all was read, the caller left, or the connection was reset. */
export type Ending = 'finished' | 'aborted' | 'cut'

export interface Stage {
  readonly clock: SimClock
  /** Aborts when the caller leaves. */
  readonly signal: AbortSignal
  /** How much faster than told the waits go by, looked at for each; left out: as told. */
  readonly speed?: () => number
  /** What the `Cut` of a script that ends with a reset says. */
  readonly why?: string
  /** Runs before the first step, with nothing on the wire yet. Returns early when its signal aborts. */
  readonly before?: (signal: AbortSignal) => Promise<void>
  /** Called before the bytes can be read, so that what was read is always part of what was recorded. */
  readonly onSend?: (step: Send, bytes: number) => void
  /** Called once. */
  readonly onEnd?: (ending: Ending) => void
}

export interface Playing {
  readonly body: ReadableStream<Uint8Array>
  /** Ends it now, as a reset. */
  readonly cut: () => void
}

/** Milliseconds that a late script may catch up. A reader that paused longer does not get the whole pause at once. */
export const CATCH_UP_MS = 100
/** Steps without a pause after which other work gets a turn. */
const STEPS_BETWEEN_TURNS = 64

/** A list of steps as a script. */
export function* scriptOf(steps: Iterable<Step>, close: Close): Script {
  yield* steps
  return close
}

/** Waits that add up: a timer that comes late is made good by the next ones. */
class Pace {
  readonly #clock: SimClock
  #due: number
  #steps = 0
  constructor(clock: SimClock) {
    this.#clock = clock
    this.#due = clock.now()
  }
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    const now = this.#clock.now()
    this.#due = Math.min(Math.max(this.#due + ms, now - CATCH_UP_MS), now + ms)
    if (this.#due > now) {
      this.#steps = 0
      await this.#clock.sleep(this.#due - now, signal)
      return
    }
    this.#steps += 1
    if (this.#steps < STEPS_BETWEEN_TURNS) return
    this.#steps = 0
    await this.#clock.sleep(0, signal)
  }
}

/** Plays a script as the body of an answer, one `send` a read. Cancelling the body, or the stage's signal, stops it at once. */
export function play(script: Script, stage: Stage): Playing {
  const encoder = new TextEncoder()
  const stop = new AbortController()
  let pace: Pace | null = null
  let fail: ((error: unknown) => void) | null = null

  const end = (ending: Ending): boolean => {
    if (stop.signal.aborted) return false
    stop.abort()
    stage.signal.removeEventListener('abort', leave)
    stage.onEnd?.(ending)
    return true
  }
  const leave = (): void => {
    if (end('aborted')) fail?.(stage.signal.reason)
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        fail = (error) => controller.error(error)
        if (stage.signal.aborted) leave()
        else stage.signal.addEventListener('abort', leave)
      },
      async pull(controller) {
        if (pace === null) {
          await stage.before?.(stop.signal)
          pace = new Pace(stage.clock)
        }
        while (!stop.signal.aborted) {
          const next = script.next()
          if (next.done === true) {
            if (next.value === 'hang') return aborted(stop.signal)
            if (next.value === 'end' && end('finished')) controller.close()
            if (next.value === 'reset' && end('cut')) controller.error(new Cut(stage.why ?? 'The script ends with a reset.'))
            return
          }
          const step = next.value
          if (step.kind === 'wait') {
            await pace.wait(step.ms / (stage.speed?.() ?? 1), stop.signal)
            continue
          }
          const bytes = typeof step.bytes === 'string' ? encoder.encode(step.bytes) : step.bytes
          stage.onSend?.(step, bytes.length)
          controller.enqueue(bytes)
          return
        }
      },
      cancel() {
        end('aborted')
      },
    },
    { highWaterMark: 0 },
  )
  const cut = (): void => {
    if (end('cut')) fail?.(new Cut('The connection was cut.'))
  }
  return { body, cut }
}

/** Holds an answer back until its first byte is there: its status and headers come late, and a reset before that is a failed request. */
export async function untilFirstByte(body: ReadableStream<Uint8Array>): Promise<ReadableStream<Uint8Array>> {
  const reader = body.getReader()
  const first = await reader.read()
  let held = first.done ? null : first.value
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (held !== null) {
          controller.enqueue(held)
          held = null
          return
        }
        const next = await reader.read()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
