// Asks the worker that was just started what it knows of home, until it knows.
import { setTimeout as sleep } from 'node:timers/promises'
import * as z from 'zod/mini'
import { HOME_STATES } from '../shared/health.ts'
import type { Seen } from './home-sentence.ts'

/** How long home may take to be known before the start says what it knows, in milliseconds. */
export const KNOWN_MS = 8_000
/** How long the worker may take to answer at all, in milliseconds: it is bundled first. */
export const UP_MS = 90_000
/** Between two tries, and for one of them, in milliseconds. */
const AGAIN_MS = 150
const TRY_MS = 5_000

const Told = z.object({
  home: z.object({
    state: z.enum(HOME_STATES),
    probed_at: z.nullable(z.number()),
    asked: z.nullable(z.string()),
    model: z.nullable(z.object({ id: z.string(), loaded: z.nullable(z.boolean()), context: z.nullable(z.number()) })),
  }),
  answers: z.enum(['home', 'demo', 'nobody']),
  next: z.array(z.string()),
})
const Public = z.object({ status: z.string() })
const Problem = z.object({ detail: z.object({ error: z.literal('misconfigured') }) })

/** What an answer of `/health` tells; null: it is not one. What was seen of home before `since` is of another run, and counts as unknown. */
export function read(body: unknown, since: number): Seen | null {
  const told = Told.safeParse(body)
  if (told.success) {
    const { home, answers, next } = told.data
    const old = home.state !== 'demo' && (home.probed_at ?? 0) < since
    return old ? { kind: 'health', home: { ...home, state: 'unknown' }, answers: 'home', next: [] } : { kind: 'health', home, answers, next }
  }
  if (Problem.safeParse(body).success) return { kind: 'misconfigured' }
  return Public.safeParse(body).success ? { kind: 'stranger' } : null
}

export interface Asking {
  readonly address: string
  /** Signs in with it, where there is one: a stranger is not told of home. */
  readonly password: string | null
  readonly signal: AbortSignal
  /** Called once, when the worker answers for the first time. */
  readonly onUp: () => void
}

/** Waits until the worker answers, then until home is known, but at most `KNOWN_MS`. null: it never answered. */
export async function askHome({ address, password, signal, onUp }: Asking): Promise<Seen | null> {
  const begun = Date.now()
  const ask = async (headers: Record<string, string>): Promise<Seen | null> => {
    try {
      const answer = await fetch(`${address}/health`, { headers, redirect: 'manual', signal: AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]) })
      return read(await answer.json(), begun)
    } catch {
      return null
    }
  }
  const until = async (ms: number, headers: Record<string, string>, enough: (seen: Seen) => boolean): Promise<Seen | null> => {
    let last: Seen | null = null
    for (const deadline = performance.now() + ms; performance.now() < deadline && !signal.aborted;) {
      last = (await ask(headers)) ?? last
      if (last !== null && enough(last)) return last
      await sleep(AGAIN_MS)
    }
    return last
  }
  if ((await until(UP_MS, {}, () => true)) === null) return null
  onUp()
  const cookie = password === null ? null : await signIn(address, password, signal)
  const seen = await until(KNOWN_MS, cookie === null ? {} : { cookie }, (last) => last.kind !== 'health' || last.home.state !== 'unknown')
  return seen ?? { kind: 'nothing' }
}

async function signIn(address: string, password: string, signal: AbortSignal): Promise<string | null> {
  try {
    const answer = await fetch(`${address}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ password }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TRY_MS)]),
    })
    await answer.body?.cancel()
    return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? null
  } catch {
    return null
  }
}
