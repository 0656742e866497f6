// Messages that were not accepted yet: kept on this device, and sent by themselves when the server is there again.
import type { Api } from '../api/api.ts'
import type { UnsentKeep } from '../api/keep.ts'
import { readRecord, type UnsentRecord } from './unsent.ts'

export interface Outbox {
  put(record: UnsentRecord): void
  /** It was accepted, or taken back. */
  drop(id: string): void
  /** Those of a chat that was deleted. */
  dropOf(session: string): void
  /** What an earlier visit left, oldest first. */
  load(): Promise<readonly UnsentRecord[]>
  /** Sends what waits in other chats than this one. Resolves with how many were accepted. */
  sendOthers(open: string | null): Promise<number>
  forget(): void
}

export function createOutbox(api: Api, keep: UnsentKeep): Outbox {
  const records = new Map<string, UnsentRecord>()
  /** Refused, and not to be asked again by itself. */
  const refused = new Set<string>()
  let sending = false

  const drop = (id: string): void => {
    if (records.delete(id)) void keep.remove(id)
  }

  /** Whether it was accepted. It goes on at the server: nobody here reads its answer. */
  const deliver = async ({ session, command }: UnsentRecord): Promise<boolean> => {
    const enough = new AbortController()
    let accepted = false
    const listener = {
      onOpen() {
        accepted = true
        enough.abort()
      },
      onEvent: () => undefined,
    }
    const end = await api.send(session, command, null, listener, enough.signal)
    // Another turn runs there: it is not its time yet.
    if (end.kind === 'refused' && end.problem.error !== 'turn_running' && end.problem.error !== 'actor_unavailable' && end.status !== 401)
      refused.add(command.id)
    return accepted
  }

  return {
    put(record) {
      records.set(record.command.id, record)
      void keep.put(record.command.id, record)
    },
    drop,
    dropOf(session) {
      for (const [id, record] of records) if (record.session === session) drop(id)
    },
    async load() {
      const found = (await keep.all()).map(readRecord).filter((record) => record !== null)
      const oldest = found.sort((a, b) => a.at - b.at)
      for (const record of oldest) if (!records.has(record.command.id)) records.set(record.command.id, record)
      return oldest
    },
    async sendOthers(open) {
      if (sending) return 0
      sending = true
      let accepted = 0
      for (const [id, record] of records) {
        if (record.session === open || refused.has(id)) continue
        if (!(await deliver(record))) continue
        drop(id)
        accepted += 1
      }
      sending = false
      return accepted
    },
    forget() {
      for (const id of records.keys()) drop(id)
    },
  }
}
