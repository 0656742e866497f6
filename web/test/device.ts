// A device with one page: what its models are given. Two made with the same keeps are two visits of one device.
import type { Api } from '../api/api.ts'
import type { Timers } from '../api/timers.ts'
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
