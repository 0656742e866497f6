// One stream of a conversation at a time: opened, watched, asked for again where it is cut while a turn runs.
import { signal } from '@preact/signals-core'
import type { ConversationEvent } from '../../shared/events.ts'
import type { Api, Failure, StreamEnd, StreamListener } from '../api/api.ts'
import type { Timers } from '../api/timers.ts'
import { PING_MS } from '../../shared/limits.ts'
import { createBackoff } from './backoff.ts'

/** What is followed: read anew before each stream. */
export interface Followed {
  readonly session: string | null
  /** The id of the last event that was seen. */
  readonly after: string | null
  readonly running: boolean
}

export interface FollowingPorts {
  readonly api: Api
  readonly timers: Timers
  readonly now: () => Followed
  /** Whether it brought the page further. It may end the stream. */
  readonly onEvent: (event: ConversationEvent | null, id: string) => boolean
  /** The chat is not there (any more). */
  readonly onGone: (failure: Failure) => void
}

/** A stream that brought no event for this long is not trusted when the page wakes. In milliseconds. */
export const QUIET_MS = 1.2 * PING_MS

export const isGone = (end: StreamEnd | Failure): end is Failure & { kind: 'refused' } => end.kind === 'refused' && (end.status === 404 || end.status === 410)

export function createFollowing({ api, timers, now, onEvent, onGone }: FollowingPorts) {
  /** `lost`: a turn runs, and the page cannot see it at the moment. */
  const link = signal<'none' | 'live' | 'lost'>('none')
  /** Since when it is lost, in this device's milliseconds. */
  const lostAt = signal(0)
  const backoff = createBackoff(timers)
  /** Whoever takes its place aborts it. */
  let reader: AbortController | null = null
  /** There may be events that were not seen. */
  let behind = false
  let heardAt = 0

  const listener = (mine: AbortController): StreamListener => ({
    onOpen() {
      if (mine.signal.aborted) return
      heardAt = timers.now()
      link.value = 'live'
    },
    onEvent(event, id) {
      if (mine.signal.aborted) return
      heardAt = timers.now()
      if (onEvent(event, id)) backoff.reset()
    },
  })

  const unlink = (): void => {
    reader?.abort()
    reader = null
    link.value = 'none'
  }

  /** Follows as long as a turn runs, and for the server's linger; asks again where it is cut. */
  const follow = async (): Promise<void> => {
    const { session } = now()
    if (reader || session === null) return
    const mine = (reader = new AbortController())
    behind = false
    backoff.reset()
    for (;;) {
      const end = await api.events(session, now().after, listener(mine), mine.signal)
      if (mine.signal.aborted) return
      if (isGone(end)) {
        onGone(end)
        break
      }
      if (!now().running || (end.kind === 'refused' && end.status === 401)) {
        behind = end.kind !== 'closed'
        break
      }
      if (link.peek() !== 'lost') lostAt.value = timers.now()
      link.value = 'lost'
      await backoff.wait(mine.signal)
      if (mine.signal.aborted) return
    }
    reader = null
    link.value = 'none'
  }

  return {
    link,
    lostAt,
    follow,
    unlink,
    /** Reads another stream in its place; `opened`: the server had begun to answer. null: something took that one's place. */
    async instead(
      open: (listener: StreamListener, signal: AbortSignal) => Promise<StreamEnd>,
    ): Promise<{ readonly end: StreamEnd; readonly opened: boolean } | null> {
      unlink()
      const mine = (reader = new AbortController())
      const end = await open(listener(mine), mine.signal)
      if (mine.signal.aborted) return null
      const opened = link.peek() === 'live'
      unlink()
      return { end, opened }
    },
    /** Whether there may be events that were not seen. */
    isBehind: () => behind,
    setBehind(is: boolean) {
      behind = is
    },
    /** Whether a stream is open that brought nothing for long. */
    isQuiet: () => reader !== null && timers.now() - heardAt > QUIET_MS,
    /** Ends a wait before the next try. */
    wake: () => backoff.wake(),
  }
}
