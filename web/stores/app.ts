// The whole page as one model: who tells whom.
import { batch, computed, createModel, effect, untracked } from '@preact/signals-core'
import type { Api } from '../api/api.ts'
import type { Timers } from '../api/timers.ts'
import { ConversationStore } from './conversation.ts'
import { HealthStore } from './health.ts'
import { ListStore, overlay } from './list.ts'
import { type HistoryPort, type Route, RouterStore } from './router.ts'
import { SessionStore } from './session.ts'
import { createTicker } from './ticker.ts'

export interface AppPorts {
  readonly api: Api
  readonly timers: Timers
  readonly history: HistoryPort
  readonly newId: () => string
}

export const AppStore = createModel(({ api, timers, history, newId }: AppPorts) => {
  const session = new SessionStore(api)
  const health = new HealthStore(api, timers)
  const router = new RouterStore(history)
  const list = new ListStore(api)
  const conversation = new ConversationStore({ api, timers, newId })
  /** The revision that the list is of. */
  let revision: number | null = null

  let refreshing = false

  const refresh = async (): Promise<void> => {
    if (refreshing) return
    refreshing = true
    const rev = await list.refresh()
    refreshing = false
    if (rev === null) return
    revision = rev
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
    if (created > 0 && router.route.peek() === null && conversation.id.peek() === id) untracked(() => router.go(id))
  })
  effect(() => {
    if (session.state.value === 'in') {
      untracked(() => {
        void refresh()
        conversation.wake()
      })
    } else if (session.state.value === 'out') untracked(() => list.clear())
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
      if (session.state.peek() === 'unknown') void session.check()
      else if (session.state.peek() === 'in' && rev !== null && rev !== revision) void refresh()
    })
  })
  effect(() => {
    if (health.stranger.value) untracked(() => session.lost())
  })

  return {
    session,
    health,
    router,
    list,
    conversation,
    /** This device's milliseconds; moves while it is looked at. */
    now: createTicker(timers),
    lines: computed(() => overlay(list.items.value, conversation.thread.value)),
    title: computed(() => conversation.thread.value.title),

    /** Asks who is there and how home is, and goes on asking. */
    start() {
      void session.check()
      void health.poll()
    },
    newChat() {
      conversation.fresh()
      router.go(null)
    },
    select(route: Route) {
      router.go(route)
    },
    async rename(id: string, title: string) {
      if ((await list.rename(id, title)) && id === conversation.id.peek()) await refresh()
    },
    async remove(id: string): Promise<boolean> {
      const gone = await list.remove(id)
      if (gone && id === conversation.id.peek()) {
        batch(() => {
          conversation.fresh()
          router.go(null)
        })
      }
      return gone
    },
    async signOut() {
      await session.signOut()
      if (session.state.peek() === 'out') conversation.close()
    },
    /** The page was shown or hidden. */
    shown(visible: boolean) {
      health.shown(visible)
      if (visible) conversation.wake()
    },
    /** This device's network came or went. */
    network() {
      void health.poll()
      conversation.wake()
    },
  }
})
