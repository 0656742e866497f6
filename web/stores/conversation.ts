// The open chat: its view by fold, what was sent and is not accepted yet, and the stream that it follows.
import { batch, computed, createModel, signal } from '@preact/signals-core'
import { type Answer, emptyView, type Summary, type View } from '../../shared/conversation.ts'
import { type ConversationEvent, type Cursor, formatCursor, parseCursor } from '../../shared/events.ts'
import type { Api, Command, Failure, StreamEnd, StreamListener } from '../api/api.ts'
import type { Timers } from '../api/timers.ts'
import { PING_MS } from '../../shared/limits.ts'
import { createBackoff } from './backoff.ts'
import { take } from './held.ts'
import { finishedAnswer, isLiveOnly, liveAnswer, newestOf, withSince } from './live.ts'
import { failed, isSettled, storable, type Unsent } from './unsent.ts'

export interface ConversationPorts {
  readonly api: Api
  readonly timers: Timers
  readonly newId: () => string
}

/** `absent`: deleted, or never there. */
export type Reach =
  | { readonly kind: 'ready' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'absent'; readonly failure: Failure }

/** A stream that brought no event for this long is not trusted when the page wakes. In milliseconds. */
export const QUIET_MS = 1.2 * PING_MS

interface Kept {
  readonly id: string | null
  readonly draft: string
  readonly unsent: Unsent | null
}

const isGone = (end: StreamEnd | Failure): end is Failure & { kind: 'refused' } => end.kind === 'refused' && (end.status === 404 || end.status === 410)

export const ConversationStore = createModel(({ api, timers, newId }: ConversationPorts) => {
  /** null: a new chat, without a name yet. */
  const id = signal<string | null>(null)
  /** The truth, changed by every event. Who shows the thread looks at `thread` and `live`. */
  const view = signal<View>(emptyView(''))
  /** The view as of the last event that changed more than the answer that is being written. */
  const thread = signal<View>(view.peek())
  const live = signal<Answer | null>(null)
  const unsent = signal<Unsent | null>(null)
  const reach = signal<Reach>({ kind: 'ready' })
  /** `lost`: a turn runs, and the page cannot see it at the moment. */
  const link = signal<'none' | 'live' | 'lost'>('none')
  /** Since when it is lost, in this device's milliseconds. */
  const lostAt = signal(0)
  const draft = signal('')
  /** The turn that was asked to stop. */
  const stopping = signal<string | null>(null)
  const loadingEarlier = signal(false)
  /** What went wrong with stopping or loading. */
  const trouble = signal<Failure | null>(null)
  /** The last answer that ended while this page looked on. */
  const finished = signal<Answer | null>(null)
  /** Whether a message may be sent: nothing runs, and nothing waits to be sent. */
  const ready = computed(() => unsent.value === null && view.value.running === null)

  /** What is not sent of the chats that are not open; null: of the new one, with the name it would have. */
  const kept = new Map<string | null, Kept>()
  const backoff = createBackoff(timers)
  /** Made by this page, and not accepted yet as far as it knows. */
  let isNew = true
  let cursor: Cursor | null = null
  /** One stream at a time; whoever takes its place aborts it. */
  let reader: AbortController | null = null
  /** Ends with the visit: answers that come later are of a chat that is not shown. */
  let visit = new AbortController()
  let loading: Promise<void> | null = null
  /** There may be events that this page has not seen. */
  let behind = false
  /** When the stream brought something last, and the newest change that the list told of. */
  let heardAt = 0
  let told = 0

  const after = (): string | null => (cursor ? formatCursor(cursor) : null)

  const show = (next: View, event: ConversationEvent | null): void => {
    const before = view.peek()
    if (next === before) return
    batch(() => {
      view.value = next
      if (next.created > 0) isNew = false
      live.value = withSince(live.peek(), liveAnswer(next))
      if (!event || !isLiveOnly(event, next)) thread.value = next
      const ended = finishedAnswer(before, next)
      if (ended) finished.value = ended
      if (stopping.peek() !== next.running) stopping.value = null
      const waiting = unsent.peek()
      if (waiting && isSettled(waiting, next)) unsent.value = null
    })
  }

  const fail = (command: Command, failure: Failure): void => {
    const waiting = unsent.peek()
    if (waiting?.command === command) unsent.value = failed(waiting, failure)
  }

  const cutOff = (waiting: Unsent | null): Unsent | null => (waiting?.state.kind === 'sending' ? failed(waiting, { kind: 'unreachable', why: 'cut' }) : waiting)

  /** Follows as long as a turn runs, and for the server's linger; asks again where it is cut. */
  const follow = async (): Promise<void> => {
    const session = id.peek()
    if (reader || session === null) return
    const mine = (reader = new AbortController())
    behind = false
    backoff.reset()
    for (;;) {
      const end = await api.events(session, after(), listener(mine), mine.signal)
      if (mine.signal.aborted) return
      if (isGone(end)) {
        if (view.peek().created > 0) reach.value = { kind: 'absent', failure: end }
        break
      }
      if (view.peek().running === null || (end.kind === 'refused' && end.status === 401)) {
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

  const listener = (mine: AbortController): StreamListener => ({
    onOpen() {
      if (mine.signal.aborted) return
      heardAt = timers.now()
      link.value = 'live'
    },
    onEvent(event, frame) {
      if (mine.signal.aborted) return
      heardAt = timers.now()
      const taken = take({ view: view.peek(), cursor }, event, frame)
      if (taken.kind === 'skipped') return
      if (taken.kind === 'stray') {
        unlink()
        unsent.value = cutOff(unsent.peek())
        void load()
        return
      }
      backoff.reset()
      cursor = taken.held.cursor
      show(taken.held.view, event)
    },
  })

  const unlink = (): void => {
    reader?.abort()
    reader = null
    link.value = 'none'
  }

  const load = (): Promise<void> => {
    const mine = read().finally(() => {
      if (loading === mine) loading = null
    })
    loading = mine
    return mine
  }

  const read = async (): Promise<void> => {
    const session = id.peek()
    if (session === null) return
    const { signal: left } = visit
    reach.value = { kind: 'loading' }
    const answer = await api.session(session, null)
    if (left.aborted) return
    if (answer.kind === 'ok') {
      cursor = parseCursor(answer.value.cursor)
      show(answer.value.view, null)
      reach.value = { kind: 'ready' }
      void follow()
    } else reach.value = { kind: isGone(answer) ? 'absent' : 'failed', failure: answer }
  }

  const dispatch = async (command: Command): Promise<void> => {
    const { signal: left } = visit
    unsent.value = { command, head: view.peek().head, state: { kind: 'sending', since: timers.now() } }
    trouble.value = null
    await loading
    if (left.aborted) return
    const reached = reach.peek()
    if (reached.kind === 'failed' || reached.kind === 'absent') return fail(command, reached.failure)
    const session = id.peek() ?? named()
    unlink()
    const mine = (reader = new AbortController())
    const end = await api.send(session, command, after(), listener(mine), mine.signal)
    if (mine.signal.aborted) return
    unlink()
    // Nothing said that it was accepted. It may have been: then the next look at the chat finds it, and a retry of it joins it.
    fail(command, end.kind === 'closed' || end.kind === 'aborted' ? { kind: 'unreachable', why: 'cut' } : end)
    const unknown = end.kind === 'unreachable' || (end.kind === 'refused' && end.problem.error === 'turn_running')
    if (view.peek().running !== null || (unknown && view.peek().created > 0)) void follow()
    else behind = unknown
  }

  const named = (): string => {
    const name = newId()
    batch(() => {
      id.value = name
      view.value = thread.value = emptyView(name)
    })
    return name
  }

  /** Leaves the chat that is open for another; null: for the new one, as it was left. */
  const enter = (next: string | null): void => {
    kept.set(isNew ? null : id.peek(), { id: id.peek(), draft: draft.peek(), unsent: cutOff(unsent.peek()) })
    // A new chat may have been accepted without this page knowing: then it comes back under its name.
    const key = next !== null && kept.get(null)?.id === next ? null : next
    const left = kept.get(key)
    kept.delete(key)
    visit.abort()
    visit = new AbortController()
    loading = null
    cursor = null
    behind = false
    told = 0
    isNew = next === null
    batch(() => {
      unlink()
      id.value = next ?? left?.id ?? null
      view.value = thread.value = emptyView(next ?? left?.id ?? '')
      live.value = null
      reach.value = { kind: 'ready' }
      draft.value = left?.draft ?? ''
      unsent.value = left?.unsent ?? null
      stopping.value = null
      loadingEarlier.value = false
      trouble.value = null
      finished.value = null
    })
  }

  return {
    id,
    view,
    thread,
    live,
    unsent,
    reach,
    link,
    lostAt,
    draft,
    stopping,
    loadingEarlier,
    trouble,
    finished,
    ready,

    /** Shows a chat; one that is shown already is left as it is. */
    async open(next: string) {
      if (id.peek() === next) return
      enter(next)
      await load()
    },

    /** The new chat, as it was left. */
    fresh() {
      if (!isNew) enter(null)
    },

    /** Asks for the chat again, where it could not be had. */
    async reload() {
      if (!loading) await load()
    },

    /** Sends a message, unless one is under way or waits to be sent. */
    async send(text: string) {
      if (!ready.peek() || text.trim() === '') return
      await dispatch({ kind: 'message', id: newId(), text: storable(text) })
    },

    /** Asks the same question again, for another answer. */
    async retry(turn: string) {
      if (!ready.peek()) return
      await dispatch({ kind: 'retry', id: newId(), turn })
    },

    /** Sends again what was not accepted, under the same name: it is answered once. */
    async resend() {
      const waiting = unsent.peek()
      if (waiting?.state.kind !== 'failed' || view.peek().running !== null) return
      const { failure } = waiting.state
      if (reach.peek().kind === 'failed') await load()
      // That name is taken by something else: only another one can help.
      const reused = failure.kind === 'refused' && failure.problem.error === 'id_reused'
      if (unsent.peek() === waiting) await dispatch(reused ? { ...waiting.command, id: newId() } : waiting.command)
    },

    /** Takes back what was not accepted; a message becomes the draft. */
    takeBack() {
      const waiting = unsent.peek()
      if (waiting?.state.kind !== 'failed') return
      unsent.value = null
      if (waiting.command.kind === 'message') draft.value = [waiting.command.text, draft.peek()].filter((text) => text !== '').join('\n\n')
    },

    async stop() {
      const { running } = view.peek()
      const session = id.peek()
      if (running === null || session === null || stopping.peek() === running) return
      const { signal: left } = visit
      stopping.value = running
      trouble.value = null
      const answer = await api.stop(session, running)
      if (left.aborted) return
      if (answer.kind !== 'ok') {
        stopping.value = null
        if (answer.kind === 'unreachable' || answer.problem.error !== 'nothing_running') trouble.value = answer
      }
      void follow()
    },

    async loadEarlier() {
      const session = id.peek()
      const first = view.peek().messages[0]
      if (session === null || !first || !view.peek().earlier || loadingEarlier.peek()) return
      const { signal: left } = visit
      loadingEarlier.value = true
      trouble.value = null
      const answer = await api.session(session, first.id)
      if (left.aborted) return
      loadingEarlier.value = false
      const now = view.peek()
      if (answer.kind !== 'ok') trouble.value = answer
      else if (now.messages[0]?.id === first.id)
        show({ ...now, earlier: answer.value.view.earlier, messages: [...answer.value.view.messages, ...now.messages] }, null)
    },

    /** The network is back, or the page is looked at again: no waiting, and no trust in a stream that has been quiet. */
    wake() {
      backoff.wake()
      const { kind } = reach.peek()
      if (kind === 'failed' && !loading) void load()
      if (kind !== 'ready') return
      const quiet = reader !== null && unsent.peek() === null && timers.now() - heardAt > QUIET_MS
      if (quiet) unlink()
      if (quiet || behind) void follow()
    },

    /** What the list says of this chat: looks where it tells of something that is not seen here. null: it is not in the list. */
    heard(summary: Summary | null) {
      const now = view.peek()
      if (reach.peek().kind !== 'ready' || now.created === 0 || (summary && summary.id !== now.id)) return
      const news =
        summary === null ||
        summary.updated > Math.max(told, newestOf(now)) ||
        summary.title !== now.title ||
        (summary.state === 'running' && now.running === null)
      told = Math.max(told, summary?.updated ?? 0)
      if (news) void follow()
    },

    /** Ends the stream and forgets everything. */
    close() {
      enter(null)
      kept.clear()
      batch(() => {
        id.value = null
        view.value = thread.value = emptyView('')
        draft.value = ''
        unsent.value = null
      })
    },
  }
})
