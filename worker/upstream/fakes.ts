// For tests of this room: a clock that stands until it is moved, bodies that come piece by piece, and chunks in the form of the wire.
import type { Clock } from '../ports.ts'

interface Timer {
  readonly at: number
  readonly call: () => void
}

export class FakeClock implements Clock {
  #time = 0
  #timers: Timer[] = []

  now(): number {
    return 1_795_000_000_000 + this.#time
  }

  monotonic(): number {
    return this.#time
  }

  timer(ms: number, call: () => void): () => void {
    const timer: Timer = { at: this.#time + ms, call }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer)
    }
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const cancel = this.timer(ms, resolve)
      signal?.addEventListener('abort', () => {
        cancel()
        resolve()
      })
    })
  }

  /** Timers that still wait. */
  get waiting(): number {
    return this.#timers.length
  }

  advance(ms: number): void {
    this.#time += ms
    const due = this.#timers.filter((timer) => timer.at <= this.#time)
    this.#timers = this.#timers.filter((timer) => timer.at > this.#time)
    for (const timer of due) timer.call()
  }
}

/** A body that is written by hand, and knows whether it was cancelled. */
export function handBody(): { body: ReadableStream<Uint8Array>; write(text: string): void; end(): void; break(): void; cancelled(): boolean } {
  let cancelled = false
  let control: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      control = controller
    },
    cancel() {
      cancelled = true
    },
  })
  return {
    body,
    write: (text) => control?.enqueue(new TextEncoder().encode(text)),
    end: () => control?.close(),
    break: () => control?.error(new Error('terminated')),
    cancelled: () => cancelled,
  }
}

/** A chunk as LM Studio writes it: the role on every delta. */
export const chunk = (delta: object, more: { finish?: string | null; model?: string; usage?: object } = {}): object => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_780_000_000,
  model: more.model ?? 'google/gemma-4-e4b',
  system_fingerprint: more.model ?? 'google/gemma-4-e4b',
  choices: [{ index: 0, delta, logprobs: null, finish_reason: more.finish ?? null }],
  ...(more.usage ? { usage: more.usage } : {}),
})

export const say = (content: string): object => chunk({ role: 'assistant', content })
export const stop = (finish = 'stop'): object => chunk({}, { finish })
/** Objects as frames, strings as they are. */
export const sse = (...frames: readonly (object | string)[]): string =>
  frames.map((frame) => (typeof frame === 'string' ? frame : `data: ${JSON.stringify(frame)}\n\n`)).join('')
export const DONE = 'data: [DONE]\n\n'
