// What is known of home and of the way to the server: asked every 5 s while the page is seen, seldom while it is not.
import { batch, computed, createModel, signal } from '@preact/signals-core'
import type { Health, PublicHealth } from '../../shared/health.ts'
import type { Answered, Api, Failure } from '../api/api.ts'
import type { Timers } from '../api/timers.ts'

/** Between two looks at `/health` while the page is seen, and while it is hidden, in milliseconds. */
export const POLL_MS = 5_000
export const POLL_HIDDEN_MS = 30_000
/** And while home is not well: the server looks every 5 s then, and who waits for home is to see within 10 s that it is back. */
export const POLL_UNWELL_MS = 3_000

/** The way to the server. `since`: the first look of a row that came to the same, in this device's milliseconds. */
export type Origin =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'here'; readonly since: number }
  | { readonly kind: 'offline'; readonly failure: Failure; readonly since: number }

const isFull = (health: Health | PublicHealth): health is Health => 'home' in health

export const HealthStore = createModel((api: Api, timers: Timers) => {
  const health = signal<Health | null>(null)
  const origin = signal<Origin>({ kind: 'unknown' })
  /** The server takes the one who asks for a stranger. */
  const stranger = signal(false)
  /** When `/health` answered last, in this device's milliseconds. */
  const heardAt = signal<number | null>(null)
  /** Milliseconds from this page to the server and back, of the last look that was answered. */
  const roundTrip = signal<number | null>(null)
  /** Whether a look is under way. */
  const looking = signal(false)
  /** Server milliseconds minus this device's. */
  const skew = signal(0)

  let visible = true
  let asking = false
  let cancel: (() => void) | null = null

  const plan = (): void => {
    cancel?.()
    const state = origin.peek().kind === 'here' ? health.peek()?.home.state : undefined
    const unwell = state !== undefined && state !== 'online' && state !== 'demo'
    cancel = timers.after(!visible ? POLL_HIDDEN_MS : unwell ? POLL_UNWELL_MS : POLL_MS, () => void poll())
  }

  const poll = async (): Promise<void> => {
    if (asking) return
    asking = true
    looking.value = true
    cancel?.()
    const began = timers.now()
    const answer = await api.health()
    batch(() => {
      looking.value = false
      if (answer.kind === 'ok') roundTrip.value = timers.now() - began
      hear(answer)
    })
    asking = false
    plan()
  }

  const hear = (answer: Answered<Health | PublicHealth>): void =>
    batch(() => {
      if (answer.kind === 'ok') {
        const said = Date.parse(answer.value.timestamp)
        if (Number.isFinite(said)) skew.value = said - timers.now()
        stranger.value = !isFull(answer.value)
        health.value = isFull(answer.value) ? answer.value : null
        if (origin.peek().kind !== 'here') origin.value = { kind: 'here', since: timers.now() }
        heardAt.value = timers.now()
      } else {
        const before = origin.peek()
        origin.value = { kind: 'offline', failure: answer, since: before.kind === 'offline' ? before.since : timers.now() }
      }
    })

  return {
    /** The last word, which stands while the server cannot be reached; `origin` says whether it can. */
    health,
    origin,
    stranger,
    heardAt,
    skew,
    roundTrip,
    looking,
    /** Grows with every change of the list of chats; null: not told. */
    rev: computed(() => health.value?.rev ?? null),
    /** Looks now, and from then on. */
    poll,
    /** The page was shown (then it looks at once) or hidden. */
    shown(now: boolean) {
      if (visible === now) return
      visible = now
      if (visible) void poll()
      else if (!asking) plan()
    },
  }
})
