// The whole page as one model: who tells whom.
import { EARLIER_PAGES_MAX } from '../../shared/limits.ts'
import { batch, computed, createModel, effect, signal, untracked } from '@preact/signals-core'
import { branch, type ChatSettings, type Question } from '../../shared/conversation.ts'
import { VERSION } from '../../shared/version.ts'
import type { Answered, Api, Failure, Place } from '../api/api.ts'
import type { Keep, UnsentKeep } from '../api/keep.ts'
import type { Timers } from '../api/timers.ts'
import { endOf, versionsOf } from './branches.ts'
import { ChatSettingsStore, settingsOf } from './chat-settings.ts'
import { ConversationStore } from './conversation.ts'
import { createDeletion } from './deletion.ts'
import { createDrafts } from './drafts.ts'
import type { Whole } from './export.ts'
import { HealthStore } from './health.ts'
import { HistoryStore } from './history.ts'
import { filtered, ListStore, overlay } from './list.ts'
import { newestOf } from './live.ts'
import { createOutbox } from './outbox.ts'
import { PreferencesStore } from './preferences.ts'
import { type HistoryPort, type Route, RouterStore } from './router.ts'
import { SeenStore } from './seen.ts'
import { SessionStore } from './session.ts'
import { createTicker } from './ticker.ts'
import { ToastStore } from './toasts.ts'

export interface AppPorts {
  readonly api: Api
  readonly timers: Timers
  readonly history: HistoryPort
  readonly newId: () => string
  readonly keep: Keep
  readonly unsentKeep: UnsentKeep
}

/** Rarely needed, so not there from the start. null: it could not be fetched. */
const reading = (): Promise<typeof import('./export.ts') | null> => import('./export.ts').catch(() => null)

export const AppStore = createModel(({ api, timers, history, newId, keep, unsentKeep }: AppPorts) => {
  const session = new SessionStore(api, keep)
  const health = new HealthStore(api, timers)
  const homeHistory = new HistoryStore(api)
  const router = new RouterStore(history, timers)
  const list = new ListStore(api)
  const outbox = createOutbox(api, unsentKeep)
  const drafts = createDrafts(keep)
  const conversation = new ConversationStore({ api, timers, newId, outbox, drafts })
  const settings = new ChatSettingsStore(api, conversation, drafts)
  const preferences = new PreferencesStore(keep)
  const seen = new SeenStore(keep)
  const toasts = new ToastStore(timers)
  /** The version that the server last said it is. */
  const version = signal(VERSION)
  /** The server gives another build than this page is of. */
  const rebuilt = signal(false)
  /** The question that is being edited. */
  const editing = signal<string | null>(null)
  /** Whether the page is seen. */
  const visible = signal(true)
  /** The revision that the list is of. */
  let revision: number | null = null

  let refreshing = false
  const lines = computed(() => {
    const items = conversation.reach.value.kind === 'absent' ? list.items.value : overlay(list.items.value, conversation.thread.value)
    return items.filter(({ id }) => !list.hidden.value.has(id))
  })

  const refresh = async (): Promise<void> => {
    if (refreshing) return
    refreshing = true
    const rev = await list.refresh()
    refreshing = false
    if (rev === null) return
    revision = rev
    seen.begin(list.items.peek())
    const summary = list.items.peek().find(({ id }) => id === conversation.id.peek())
    if (summary || !list.more.peek()) conversation.heard(summary ?? null)
  }

  effect(() => {
    if (session.state.value !== 'in') return
    const route = router.route.value
    untracked(() => (route === null ? conversation.fresh() : void conversation.open(route)))
  })
  // A new chat has an address once the server has it.
  effect(() => {
    const { id, created } = conversation.thread.value
    if (created === 0 || conversation.id.peek() !== id) return
    untracked(() => {
      list.put(lines.peek().find((line) => line.id === id) ?? null)
      // A browser takes its time over an address: in a task of its own, so that a finger is answered between the two.
      timers.soon(() => {
        if (router.route.peek() === null && conversation.id.peek() === id) router.go(id)
      })
    })
  })
  effect(() => {
    if (session.state.value === 'in') {
      untracked(() => {
        void refresh()
        void settings.load()
        conversation.wake()
        // What is told to nobody who is not signed in.
        void health.poll()
      })
    } else if (session.state.value === 'out') {
      revision = null
      untracked(() => list.clear())
    }
  })
  // What is looked at is not news.
  effect(() => {
    const line = lines.value.find(({ id }) => id === conversation.id.value)
    // The list may not have the end yet that the person saw.
    const updated = Math.max(line?.updated ?? 0, newestOf(conversation.thread.value))
    if (line && visible.value && conversation.reach.value.kind === 'ready') untracked(() => seen.look(line.id, updated))
  })
  // Another chat: nothing is edited there.
  effect(() => {
    void conversation.id.value
    editing.value = null
  })
  /** The end of the branch that is shown for the sake of the question that is edited in it. */
  let pinned: string | null = null
  // What came to the chat from elsewhere does not take a question away from who words it anew; what this person asks does.
  effect(() => {
    const question = editing.value
    if (question === null) {
      if (pinned !== null && conversation.tip.peek() === pinned) conversation.tip.value = null
      pinned = null
    }
    if (question === null || conversation.shown.value.some(({ id }) => id === question)) return
    untracked(() => {
      const { messages } = conversation.thread.peek()
      const stays = conversation.unsent.peek() === null && messages.some(({ id }) => id === question)
      if (stays) conversation.tip.value = pinned = endOf(messages, question)
      else editing.value = null
    })
  })
  // Who went back to a chat that is about to be deleted, and asks something there, keeps it.
  effect(() => {
    const id = conversation.id.value
    if (id !== null && conversation.unsent.value?.state.kind === 'sending') untracked(() => deletion.keep(id))
  })
  // The server is there, or there again.
  effect(() => {
    if (health.origin.value.kind === 'here') untracked(() => conversation.wake())
  })
  // An answer has ended: what waited for that goes, and home has something to tell.
  effect(() => {
    if (conversation.finished.value === null) return
    untracked(() => {
      void conversation.sendAgain()
      void health.poll()
    })
  })
  // It answers: what is not known yet, or has changed, can be asked for.
  effect(() => {
    if (health.heardAt.value === null) return
    untracked(() => {
      const rev = health.rev.peek()
      const isOut = session.state.peek() === 'out'
      // Another tab may have signed in meanwhile.
      if (!session.isTold() || (isOut && !health.stranger.peek())) void session.check()
      if (session.state.peek() === 'in' && rev !== null && rev !== revision) void refresh()
      if (session.state.peek() !== 'in') return
      conversation.catchUp()
      void deliver()
      if (settings.defaults.peek() === null) void settings.load()
    })
  })
  /** What only waited for the server to be there goes now. */
  const deliver = async (): Promise<void> => {
    void conversation.sendAgain()
    const open = conversation.id.peek()
    const except = new Set([...list.hidden.peek(), ...(open === null ? [] : [open])])
    const settled = (message: string): void => {
      const begun = conversation.settled(message)
      if (begun !== null) settings.begin(begun)
    }
    const homeless = (text: string): void => {
      conversation.inherit(text)
      toasts.show({ kind: 'homeless' })
    }
    if (!(await outbox.sendOthers(except, settled, homeless))) return
    toasts.show({ kind: 'sent_later' })
    void refresh()
  }
  const failed = (what: 'rename' | 'delete' | 'save' | 'export' | 'sign_out', failure: Failure): void => void toasts.show({ kind: 'failed', what, failure })
  const deletion = createDeletion({
    list,
    toasts,
    forget(id) {
      outbox.dropOf(id)
      for (const name of [id, settingsOf(id)]) drafts.keep(name, '')
    },
    failed: (failure) => failed('delete', failure),
  })

  /** A part of the page could not be fetched. */
  const notFetched = (): Failure => ({ kind: 'unreachable', why: 'no_answer', at: timers.now() })
  const exported = <T>(answer: Answered<T>): T | null => {
    if (answer.kind === 'ok') return answer.value
    failed('export', answer)
    return null
  }

  effect(() => {
    if (health.stranger.value) untracked(() => session.lost())
  })

  return {
    session,
    health,
    homeHistory,
    router,
    list,
    conversation,
    settings,
    preferences,
    toasts,
    visible,
    /** The server is of another version than this page, or gives a newer one. */
    stale: computed(() => rebuilt.value || version.value !== VERSION),
    editing,
    examine: api.examine,
    notFetched,
    /** This device's milliseconds; moves while it is looked at. */
    now: createTicker(timers),
    /** The list of chats as it is shown. */
    lines: computed(() => filtered(lines.value, list.filter.value)),
    /** The names of the chats that have something new. */
    unread: computed<ReadonlySet<string>>(() => {
      const isUnread = seen.isUnread.value
      return new Set(lines.value.filter((line) => line.id !== conversation.id.value && isUnread(line)).map(({ id }) => id))
    }),
    /** Of the open chat, as the list has it where the chat itself is not here; empty: it has none, or nobody knows. */
    title: computed(() => {
      const id = conversation.id.value
      return conversation.thread.value.title || (lines.value.find((line) => line.id === id)?.title ?? '')
    }),

    /** Asks who is there and how home is, and goes on asking; gives back what an earlier visit did not send. */
    start() {
      void session.check()
      void health.poll()
      void outbox.load().then((records) => conversation.restore(records))
    },
    /** What is written for a chat that is gone is for the new one. */
    newChat() {
      const gone = conversation.reach.peek().kind === 'absent' ? conversation.id.peek() : null
      if (gone !== null) conversation.takeBack()
      const left = gone === null ? '' : conversation.draft.peek()
      conversation.fresh()
      router.go(null)
      if (gone === null || left === '') return
      conversation.inherit(left)
      drafts.keep(gone, '')
    },
    select(route: Route) {
      router.go(route)
    },

    /** Sends what is written, after the branch that is shown. */
    async send(text: string) {
      if (!conversation.ready.peek() || text.trim() === '') return
      const tip = conversation.tip.peek()
      const place: Place = tip === null ? { kind: 'head' } : { kind: 'after', message: tip }
      await conversation.send(text, place, settings.forMessage())
    },
    /** How a question is worded while it is edited: as it was left on this device, or as it is. */
    wording: ({ id, text }: Question): string => drafts.of(id) || text,
    /** Keeps how it is worded, until it is asked or let go; null: let go. */
    keepWording(question: Question, text: string | null) {
      drafts.keep(question.id, text === null || text === question.text ? '' : text)
    },
    /** Asks a question anew, in other words: a branch of its own. The first one stays. */
    async edit(question: Question, text: string) {
      if (!conversation.ready.peek()) return
      editing.value = null
      // Another tab may have worded it in its own way meanwhile.
      if (drafts.of(question.id) === text) drafts.keep(question.id, '')
      if (text.trim() === question.text.trim()) return
      await conversation.send(text, question.parent === null ? { kind: 'root' } : { kind: 'after', message: question.parent })
    },
    /** The last question of the branch that is shown is edited. */
    editLast() {
      const last = conversation.shown.peek().findLast(({ role }) => role === 'user')
      if (last && conversation.ready.peek()) editing.value = last.id
    },
    /** By the place of a message: the names of all that could stand there. */
    versions: computed(() => versionsOf(conversation.thread.value.messages)),
    /** Shows the branch through a message; a question that is not in it is not edited any more. */
    show(id: string) {
      const { messages, head } = conversation.thread.peek()
      const end = endOf(messages, id)
      batch(() => {
        if (!branch(messages, end).some((message) => message.id === editing.peek())) editing.value = null
        conversation.tip.value = end === head ? null : end
      })
    },
    /** Reads older messages until some of the branch that is shown came, or there are none. */
    async loadEarlier() {
      const before = conversation.shown.peek().length
      for (let page = 0; page < EARLIER_PAGES_MAX; page += 1) {
        const first = conversation.thread.peek().messages[0]?.id
        await conversation.loadEarlier()
        const { messages, earlier } = conversation.thread.peek()
        if (conversation.shown.peek().length > before || !earlier || messages[0]?.id === first) return
      }
    },

    async rename(id: string, title: string) {
      if (await list.rename(id, title)) {
        toasts.show({ kind: 'renamed', title })
        if (id === conversation.id.peek()) await refresh()
      } else if (list.failure.peek()) failed('rename', list.failure.peek()!)
    },
    /** Is gone from the page at once, and from the server when it was not taken back. `byKeys`: the person uses no pointer. */
    remove(id: string, byKeys = false) {
      const title = lines.peek().find((line) => line.id === id)?.title ?? ''
      const wasOpen = id === conversation.id.peek()
      deletion.begin(id, title, byKeys, () => {
        // Unless the person has gone elsewhere since.
        if (wasOpen && conversation.isNew.peek() && conversation.unsent.peek() === null) router.go(id)
      })
      if (!wasOpen) return
      batch(() => {
        conversation.fresh()
        router.go(null)
      })
    },
    async configure(next: ChatSettings) {
      const kind = conversation.isNew.peek() ? 'settings_chosen' : 'settings_saved'
      const failure = await settings.change(next)
      if (failure) failed('save', failure)
      else toasts.show({ kind })
    },
    /** Returns whether they are kept now; where not, that was said. */
    async saveDefaults(next: ChatSettings): Promise<boolean> {
      const failure = await settings.saveDefaults(next)
      if (failure) failed('save', failure)
      else toasts.show({ kind: 'defaults_saved' })
      return failure === null
    },
    /** The whole chat, to be taken away; null: it could not be read, and that was said. */
    async whole(id: string): Promise<Whole | null> {
      return exported(await reading().then((part) => part?.readWhole(api, id, () => undefined) ?? notFetched()))
    },
    async everything(told: (chats: number) => void): Promise<readonly Whole[] | null> {
      return exported(await reading().then((part) => part?.readEverything(api, told) ?? notFetched()))
    },
    async signOut() {
      // What was deleted is deleted, while somebody may do that.
      await deletion.finish()
      const failure = await session.signOut()
      if (failure) return failed('sign_out', failure)
      conversation.close()
      settings.clear()
      homeHistory.clear()
      seen.clear()
    },
    /** The version that the server says it is. */
    heardVersion(said: string) {
      version.value = said
    },
    /** A newer build of the page took over. */
    rebuilt() {
      rebuilt.value = true
    },
    /** The page was shown or hidden. */
    shown(now: boolean) {
      visible.value = now
      health.shown(now)
      if (now) conversation.wake()
    },
    /** The page is about to go: what waits to be taken back is done. */
    leaving() {
      void deletion.finish()
    },
    /** This device's network came or went. */
    network() {
      void health.poll()
      conversation.wake()
    },
  }
})
