// Waiting for the end of a turn over a connection that must not look dead.
import { JSON_KEEPALIVE_MS, RPC_WAIT_MAX_MS } from '../../shared/limits.ts'
import type { Clock, TurnState, Unavailable } from '../ports.ts'

export type Waited = Exclude<TurnState, { readonly kind: 'running' }> | Unavailable

/** Asks for the state of the turn, staying at most that many milliseconds. */
export type AskState = (waitMs: number) => Promise<TurnState | Unavailable>

/** The end of the turn, or that it still runs after `ms`. */
export async function waitUntil(clock: Clock, ask: AskState, ms: number): Promise<Waited | { readonly kind: 'running' }> {
  const end = clock.monotonic() + ms
  for (let left = ms; left > 0; left = end - clock.monotonic()) {
    const state = await ask(Math.min(RPC_WAIT_MAX_MS, left))
    if (state.kind !== 'running') return state
  }
  return { kind: 'running' }
}

/**
 * A body that writes a space at once and every JSON_KEEPALIVE_MS, then the text of `write`: white space before JSON means nothing to who reads it, and
 * much to a proxy with a clock. A reader who leaves ends the asking, not the turn.
 */
export function slowBody(clock: Clock, ask: AskState, write: (end: Waited) => string): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const left = new AbortController()
  let ending: Promise<Waited | null> | null = null

  async function untilEnd(): Promise<Waited | null> {
    for (;;) {
      const state = await ask(RPC_WAIT_MAX_MS)
      if (left.signal.aborted) return null
      if (state.kind !== 'running') return state
    }
  }

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (ending === null) {
        ending = untilEnd()
        controller.enqueue(encoder.encode(' '))
        return
      }
      const rest = new AbortController()
      const pause = clock.sleep(JSON_KEEPALIVE_MS, rest.signal).then(() => 'space' as const)
      const first = await Promise.race([ending, pause])
      rest.abort()
      if (left.signal.aborted || first === null) return
      if (first === 'space') return controller.enqueue(encoder.encode(' '))
      controller.enqueue(encoder.encode(write(first)))
      controller.close()
    },
    cancel() {
      left.abort()
    },
  })
}
