// A device and the pages that are opened on it.
import type { Api } from '../api/api.ts'
import type { Timers } from '../api/timers.ts'
import { AppStore } from '../stores/app.ts'
import type { ConversationPorts } from '../stores/conversation.ts'
import { createDrafts } from '../stores/drafts.ts'
import { createOutbox } from '../stores/outbox.ts'
import { FakeKeep, FakeUnsentKeep } from './fake-keep.ts'

/** Names are id1, id2 … in the order they are made. */
export function newIds(prefix = 'id'): () => string {
  let made = 0
  return () => `${prefix}${++made}`
}

export const conversationPorts = (api: Api, timers: Timers, newId = newIds(), keep = new FakeKeep(), unsentKeep = new FakeUnsentKeep()): ConversationPorts => ({
  api,
  timers,
  newId,
  outbox: createOutbox(api, unsentKeep),
  drafts: createDrafts(keep),
})

export type App = InstanceType<typeof AppStore>

/** What one device keeps, over all visits to one server. */
export class FakeDevice {
  readonly keep = new FakeKeep()
  readonly unsentKeep = new FakeUnsentKeep()
  readonly #ports: { readonly api: Api; readonly timers: Timers }

  constructor(api: Api, timers: Timers) {
    this.#ports = { api, timers }
  }

  /** The page is opened, at the last of these paths; where it goes is added to them. */
  visit(paths: string[], newId: () => string): App {
    const nothing = (): void => undefined
    const history = {
      path: () => paths.at(-1) ?? '/',
      open: () => 0,
      push: (next: string) => paths.push(next),
      replace: nothing,
      back: nothing,
      listen: nothing,
    }
    return new AppStore({ ...this.#ports, history, newId, keep: this.keep, unsentKeep: this.unsentKeep })
  }
}
