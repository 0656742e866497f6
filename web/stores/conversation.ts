// The open chat: its view by fold, what was sent and is not accepted yet, and the stream that it follows.
import { batch, computed, createModel, signal } from '@preact/signals-core'
import { type ConversationEvent, type Cursor, formatCursor, parseCursor } from '../../shared/events.ts'
import { type Answer, branch, emptyView, type Message, type Summary, type View } from '../../shared/conversation.ts'
import type { AgainCommand, Api, Command, Failure, MessageCommand, Place } from '../api/api.ts'
import type { Timers } from '../api/timers.ts'
import type { Drafts } from './drafts.ts'
import { createEarlier } from './earlier.ts'
import { createFollowing, isGone } from './following.ts'
import { isBefore, take } from './held.ts'
import { createLeft } from './left.ts'
import { finishedAnswer, isLiveOnly, liveAnswer, tellsMore } from './live.ts'
import type { Outbox } from './outbox.ts'
import type { Reach } from './reach.ts'
import { createWriting } from './writing.ts'
import { cut, cutOff, failed, isSettled, mayGoByItself, placeBefore, restored, storable, type Unsent, type UnsentRecord } from './unsent.ts'

export interface ConversationPorts {
  readonly api: Api
  readonly timers: Timers
  readonly newId: () => string
  /** What this device keeps of what was not sent yet. */
  readonly outbox: Outbox
  /** What was written in a chat and not sent; null: in the new one. */
  readonly drafts: Drafts
}

const HEAD: Place = { kind: 'head' }

export const ConversationStore = createModel(({ api, timers, newId, outbox, drafts }: ConversationPorts) => {
  /** null: a new chat, without a name yet. */
  const id = signal<string | null>(null)
  /** The truth, changed by every event. Who shows the thread looks at `thread` and `live`. */
  const view = signal<View>(emptyView(''))
  /** The view as of the last event that changed more than the answer that is being written. */
  const thread = signal<View>(view.peek())
  const live = signal<Answer | null>(null)
  const unsent = signal<Unsent | null>(null)
  const reach = signal<Reach>({ kind: 'ready' })
  const { draft, write, inherit, ...writing } = createWriting(drafts)
  /** The turn that was asked to stop. */
  const stopping = signal<string | null>(null)
  /** What went wrong with stopping or loading. */
  const trouble = signal<Failure | null>(null)
  /** The last answer that ended while this page looked on. */
  const finished = signal<Answer | null>(null)
  /** Whether a message may be sent: nothing runs, and nothing waits to be sent. */
  const ready = computed(() => unsent.value === null && view.value.running === null)

  /** The message that the shown branch ends in, where the person chose another one than the server's. */
  const tip = signal<string | null>(null)
  /** The messages that are shown: the branch, up to the place where something is being sent. */
  const shown = computed<readonly Message[]>(() => {
    const { messages, head } = thread.value
    const end = tip.value ?? head
    const waiting = unsent.value
    return branch(messages, waiting ? placeBefore(waiting.command, messages, end) : end)
  })

  const kept = createLeft()
  /** Made by this page, and not accepted yet as far as it knows. */
  const isNew = signal(true)
  /** The last chat that began here. */
  const began = signal<string | null>(null)
  let cursor: Cursor | null = null
  /** Ends with the visit: answers that come later are of a chat that is not shown. */
  let visit = new AbortController()
  let loading: Promise<void> | null = null
  /** The newest change that the list told of. */
  let told = 0

  const after = (): string | null => (cursor ? formatCursor(cursor) : null)

  const show = (next: View, event: ConversationEvent | null): void => {
    const before = view.peek()
    if (next === before) return
    batch(() => {
      view.value = next
      if (next.created > 0 && isNew.peek()) {
        isNew.value = false
        began.value = next.id
        writing.begin(next.id)
      }
      live.value = liveAnswer(next)
      if (!event || !isLiveOnly(event, next)) thread.value = next
      const ended = finishedAnswer(before, next)
      if (ended) finished.value = ended
      if (stopping.peek() !== next.running) stopping.value = null
      const waiting = unsent.peek()
      if (waiting && isSettled(waiting, next)) {
        unsent.value = null
        // The device's store takes its time: in a task of its own.
        timers.soon(() => outbox.drop(waiting.command.id))
      }
      // Something new happened at the end of the chat: that is what is shown.
      if (next.head !== before.head || !next.messages.some(({ id: one }) => one === tip.peek())) tip.value = null
    })
  }

  const fail = (command: Command, failure: Failure): void => {
    const waiting = unsent.peek()
    if (waiting?.command !== command) return
    unsent.value = failed(waiting, failure)
    outbox.failed(command.id, failure)
  }

  /** Whether it brought the page further. */
  const hear = (event: ConversationEvent | null, frame: string): boolean => {
    const taken = take({ view: view.peek(), cursor }, event, frame)
    if (taken.kind === 'skipped') return false
    if (taken.kind === 'stray') {
      unlink()
      unsent.value = cutOff(unsent.peek(), timers.now())
      void load()
      return false
    }
    cursor = taken.held.cursor
    show(taken.held.view, event)
    return true
  }

  const following = createFollowing({
    api,
    timers,
    now: () => ({ session: id.peek(), after: after(), running: view.peek().running !== null }),
    onEvent: hear,
    onGone(failure) {
      if (view.peek().created > 0) reach.value = { kind: 'absent', failure }
    },
  })
  const { link, lostAt, follow, unlink } = following

  const earlier = createEarlier({ api, id, view, trouble, left: () => visit.signal, onPage: (next) => show(next, null) })

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
      const upTo = parseCursor(answer.value.cursor)
      // A stream may have told more meanwhile: the page does not go back behind it.
      if (!isBefore(upTo, cursor)) {
        cursor = upTo
        show(answer.value.view, null)
      }
      reach.value = { kind: 'ready' }
      void follow()
    } else reach.value = { kind: isGone(answer) ? 'absent' : 'failed', failure: answer }
  }

  const dispatch = async (command: Command): Promise<void> => {
    const { signal: left } = visit
    unsent.value = { command, head: view.peek().head, state: { kind: 'sending', since: timers.now() } }
    trouble.value = null
    const session = id.peek() ?? newId()
    if (id.peek() === null) call(session)
    if (command.kind === 'message') outbox.put({ session, fresh: isNew.peek(), command, at: timers.now(), refused: null })
    await loading
    if (left.aborted) return
    const reached = reach.peek()
    if (reached.kind === 'failed' || reached.kind === 'absent') return fail(command, reached.failure)
    const sent = await following.instead((listener, signal) => api.send(session, command, after(), listener, signal))
    if (sent === null) return
    const { end, opened } = sent
    const waiting = unsent.peek()
    // It was accepted long ago, and so much followed that the view does not reach back to it.
    if (opened && end.kind === 'closed' && command.kind === 'message' && waiting?.command === command && view.peek().created > 0) {
      discard(waiting)
      return void follow()
    }
    // Nothing said that it was accepted. It may have been: then the next look at the chat finds it, and a retry of it joins it.
    fail(command, end.kind === 'closed' || end.kind === 'aborted' ? cut(timers.now()) : end)
    const unknown = end.kind === 'unreachable' || (end.kind === 'refused' && end.problem.error === 'turn_running')
    if (view.peek().running !== null || (unknown && view.peek().created > 0)) void follow()
    else following.setBehind(unknown)
  }

  /** An empty chat of that name. */
  const call = (name: string | null): void =>
    batch(() => {
      id.value = name
      view.value = thread.value = emptyView(name ?? '')
    })

  /** Leaves the chat that is open for another; null: for the new one, as it was left. */
  const enter = (next: string | null): void => {
    kept.put(isNew.peek() ? null : id.peek(), { id: id.peek(), unsent: cutOff(unsent.peek(), timers.now()) })
    const left = kept.take(next)
    visit.abort()
    visit = new AbortController()
    loading = null
    cursor = null
    following.setBehind(false)
    told = 0
    batch(() => {
      isNew.value = next === null
      unlink()
      call(next ?? left?.id ?? null)
      live.value = null
      reach.value = { kind: 'ready' }
      writing.enter(next)
      tip.value = null
      unsent.value = left?.unsent ?? null
      stopping.value = null
      earlier.loading.value = false
      trouble.value = null
      finished.value = null
    })
  }

  /** Sends again what was not accepted, under the same name: it is answered once. */
  const resend = async (): Promise<void> => {
    const waiting = unsent.peek()
    if (waiting?.state.kind !== 'failed' || view.peek().running !== null) return
    const { failure } = waiting.state
    if (reach.peek().kind === 'failed') await load()
    // That name is taken by something else: only another one can help.
    const reused = failure.kind === 'refused' && failure.problem.error === 'id_reused'
    if (unsent.peek() !== waiting) return
    if (reused) outbox.drop(waiting.command.id)
    await dispatch(reused ? { ...waiting.command, id: newId() } : waiting.command)
  }

  const discard = ({ command }: Unsent): void => {
    unsent.value = null
    outbox.drop(command.id)
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
    tip,
    shown,
    stopping,
    loadingEarlier: earlier.loading,
    trouble,
    finished,
    ready,
    isNew,
    began,

    /** Shows a chat; one that is shown already is left as it is. */
    async open(next: string) {
      // A new chat may have been accepted without this page knowing: then it is there to be read.
      if (id.peek() === next && !isNew.peek()) return
      enter(next)
      await load()
    },

    /** The new chat, as it was left. */
    fresh() {
      if (!isNew.peek()) enter(null)
    },

    /** Asks for the chat again, where it could not be had. */
    async reload() {
      if (!loading) await load()
    },

    /** Sends a message, unless one is under way or waits to be sent. */
    async send(text: string, place: Place = HEAD, settings: MessageCommand['settings'] = null) {
      if (!ready.peek() || text.trim() === '') return
      await dispatch({ kind: 'message', id: newId(), text: storable(text), place, settings })
    },

    write,
    inherit,

    /** Messages of an earlier visit that were not sent: the ones of other chats wait until those are opened. */
    restore(records: readonly UnsentRecord[]) {
      for (const record of records) {
        const key = record.fresh ? null : record.session
        const waiting = restored(record)
        if (isNew.peek() ? !record.fresh : id.peek() !== record.session) {
          if (!kept.waits(key)) kept.put(key, { id: record.session, unsent: waiting })
        } else if (unsent.peek() === null && !isSettled(waiting, view.peek()))
          batch(() => {
            if (isNew.peek()) call(record.session)
            unsent.value = waiting
          })
      }
    },

    settled: kept.settled,

    /** The server is there: what only waited for it goes now. */
    async sendAgain() {
      const waiting = unsent.peek()
      if (!waiting || !mayGoByItself(waiting)) return
      const waits = await outbox.waits(waiting.command.id)
      if (unsent.peek() !== waiting) return
      if (waits) return resend()
      // Another tab has sent it, or took it back: the chat tells.
      await load()
      const { kind } = reach.peek()
      if (unsent.peek() !== waiting || kind === 'failed' || kind === 'loading') return
      discard(waiting)
      if (!isNew.peek()) return
      reach.value = { kind: 'ready' }
      call(null)
    },

    /** Asks the same question again, for another answer, or for one that goes on from the text of this one. */
    async again(kind: AgainCommand['kind'], turn: string) {
      if (!ready.peek()) return
      await dispatch({ kind, id: newId(), turn })
    },

    resend,

    /** Takes back what was not accepted; a message becomes the draft. */
    takeBack() {
      const waiting = unsent.peek()
      if (waiting?.state.kind !== 'failed') return
      discard(waiting)
      if (waiting.command.kind === 'message') write([waiting.command.text, draft.peek()].filter((text) => text !== '').join('\n\n'))
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

    loadEarlier: earlier.load,

    /** The network is back, or the page is looked at again: no waiting, and no trust in a stream that has been quiet. */
    wake() {
      following.wake()
      const { kind } = reach.peek()
      if (kind === 'failed' && !loading) void load()
      if (kind !== 'ready') return
      const quiet = unsent.peek() === null && following.isQuiet()
      if (quiet) unlink()
      if (quiet || following.isBehind()) void follow()
    },

    /** The server answers: what may have been missed is asked for. A message that waits brings it along. */
    catchUp() {
      if (reach.peek().kind === 'ready' && unsent.peek() === null && following.isBehind()) void follow()
    },

    /** What the server said of the chat itself, beside the stream. */
    learn(change: Pick<View, 'settings'>) {
      show({ ...view.peek(), ...change }, null)
    },

    /** What the list says of this chat: looks where it tells of something that is not seen here. null: it is not in the list. */
    heard(summary: Summary | null) {
      const now = view.peek()
      if (reach.peek().kind !== 'ready' || now.created === 0 || (summary && summary.id !== now.id)) return
      const news = tellsMore(summary, now, told)
      told = Math.max(told, summary?.updated ?? 0)
      if (news) void follow()
    },

    /** Ends the stream and forgets everything. */
    close() {
      enter(null)
      kept.clear()
      batch(() => {
        call(null)
        writing.forget()
        unsent.value = null
      })
      outbox.forget()
    },
  }
})
