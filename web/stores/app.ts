// The whole page as one model: who tells whom.
import { EARLIER_PAGES_MAX } from '../../shared/limits.ts'
import { batch, computed, createModel, effect, signal, untracked } from '@preact/signals-core'
import type { ChatSettings, Question } from '../../shared/conversation.ts'
import { VERSION } from '../../shared/version.ts'
import type { Answered, Api, Failure, Place } from '../api/api.ts'
import type { Keep, UnsentKeep } from '../api/keep.ts'
import type { Timers } from '../api/timers.ts'
import { endOf, versionsOf } from './branches.ts'
import { ChatSettingsStore } from './chat-settings.ts'
import { ConversationStore } from './conversation.ts'
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
const UNREAD: Failure = { kind: 'unreachable', why: 'no_answer' }

export const AppStore = createModel(({ api, timers, history, newId, keep, unsentKeep }: AppPorts) => {
  const session = new SessionStore(api, keep)
  const health = new HealthStore(api, timers)
  const homeHistory = new HistoryStore(api)
  const router = new RouterStore(history)
  const list = new ListStore(api)
  const outbox = createOutbox(api, unsentKeep)
  const drafts = createDrafts(keep)
  const conversation = new ConversationStore({ api, timers, newId, outbox, drafts })
  const settings = new ChatSettingsStore(api, conversation)
  const preferences = new PreferencesStore(keep)
  const seen = new SeenStore(keep)
  const toasts = new ToastStore(timers)
  /** The server is of another version than this page. */
  const stale = signal(false)
  /** The question that is being edited. */
  const editing = signal<string | null>(null)
  /** Whether the page is seen. */
  const visible = signal(true)
  /** The revision that the list is of. */
  let revision: number | null = null

  let refreshing = false
  /** Deletions on their way. */
  const removing = new Set<Promise<void>>()
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
      // A browser takes its time over an address: the first words need not wait for it.
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
  // The server is there, or there again.
  effect(() => {
    if (health.origin.value.kind === 'here') untracked(() => conversation.wake())
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
      void deliver()
      if (settings.defaults.peek() === null) void settings.load()
    })
  })
  /** What only waited for the server to be there goes now. */
  const deliver = async (): Promise<void> => {
    void conversation.sendAgain()
    const open = conversation.id.peek()
    const accepted = await outbox.sendOthers(new Set([...list.hidden.peek(), ...(open === null ? [] : [open])]))
    if (accepted.size === 0) return
    conversation.delivered(accepted)
    toasts.show({ kind: 'sent_later' })
    void refresh()
  }
  const failed = (what: 'rename' | 'delete' | 'save' | 'export' | 'sign_out', failure: Failure): void => toasts.show({ kind: 'failed', what, failure })

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
    stale,
    editing,
    examine: api.examine,
    /** This device's milliseconds; moves while it is looked at. */
    now: createTicker(timers),
    /** The list of chats as it is shown. */
    lines: computed(() => filtered(lines.value, list.filter.value)),
    /** The names of the chats that have something new. */
    unread: computed<ReadonlySet<string>>(() => {
      const isUnread = seen.isUnread.value
      return new Set(lines.value.filter((line) => line.id !== conversation.id.value && isUnread(line)).map(({ id }) => id))
    }),
    title: computed(() => conversation.thread.value.title),

    /** Asks who is there and how home is, and goes on asking; gives back what an earlier visit did not send. */
    start() {
      void session.check()
      void health.poll()
      void outbox.load().then((records) => conversation.restore(records))
    },
    newChat() {
      conversation.fresh()
      router.go(null)
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
    /** Asks a question anew, in other words: a branch of its own. The first one stays. */
    async edit(question: Question, text: string) {
      if (!conversation.ready.peek()) return
      editing.value = null
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
    /** Shows the branch through a message. */
    show(id: string) {
      const end = endOf(conversation.thread.peek().messages, id)
      conversation.tip.value = end === conversation.thread.peek().head ? null : end
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
    /** Is gone from the page at once, and from the server when it was not taken back. */
    remove(id: string) {
      const title = lines.peek().find((line) => line.id === id)?.title ?? ''
      list.hide(id)
      if (id === conversation.id.peek()) {
        batch(() => {
          conversation.fresh()
          router.go(null)
        })
      }
      const done = async (): Promise<void> => {
        if (await list.remove(id)) {
          outbox.dropOf(id)
          drafts.keep(id, '')
        } else if (list.failure.peek()) failed('delete', list.failure.peek()!)
        list.unhide(id)
      }
      toasts.show(
        { kind: 'deleted', title },
        () => list.unhide(id),
        () => {
          const mine = done().finally(() => removing.delete(mine))
          removing.add(mine)
        },
      )
    },
    async configure(next: ChatSettings) {
      const failure = await settings.change(next)
      if (failure) failed('save', failure)
    },
    /** Returns whether they are kept now; where not, that was said. */
    async saveDefaults(next: ChatSettings): Promise<boolean> {
      const failure = await settings.saveDefaults(next)
      if (failure) failed('save', failure)
      else toasts.show({ kind: 'settings_saved' })
      return failure === null
    },
    /** The whole chat, to be taken away; null: it could not be read, and that was said. */
    async whole(id: string): Promise<Whole | null> {
      return exported(await reading().then((part) => part?.readWhole(api, id, () => undefined) ?? UNREAD))
    },
    async everything(told: (chats: number) => void): Promise<readonly Whole[] | null> {
      return exported(await reading().then((part) => part?.readEverything(api, told) ?? UNREAD))
    },
    async signOut() {
      // What was deleted is deleted, while somebody may do that.
      toasts.flush()
      await Promise.all(removing)
      const failure = await session.signOut()
      if (failure) return failed('sign_out', failure)
      conversation.close()
      settings.clear()
      homeHistory.clear()
      seen.clear()
    },
    /** The version that the server says it is. */
    heardVersion(version: string) {
      stale.value = version !== VERSION
    },
    /** The page was shown or hidden. */
    shown(now: boolean) {
      visible.value = now
      health.shown(now)
      if (now) conversation.wake()
    },
    /** The page is about to go: what waits to be taken back is done. */
    leaving() {
      toasts.flush()
    },
    /** This device's network came or went. */
    network() {
      void health.poll()
      conversation.wake()
    },
  }
})
