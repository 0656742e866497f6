// Messages that were not accepted yet: kept on this device, and sent by themselves when the server is there again.
import type { Api, Failure } from '../api/api.ts'
import type { UnsentKeep } from '../api/keep.ts'
import { isGone } from './following.ts'
import { mayPass, readRecord, type UnsentRecord } from './unsent.ts'

export interface Outbox {
  put(record: UnsentRecord): void
  /** It was accepted, or taken back. */
  drop(id: string): void
  /** It was not accepted. What was refused waits for the person, also at the next visit. */
  failed(id: string, failure: Failure): void
  /** Those of a chat that was deleted. */
  dropOf(session: string): void
  /** What an earlier visit left, oldest first. */
  load(): Promise<readonly UnsentRecord[]>
  /** Sends what waits in other chats than these. Resolves with the ids of those that were accepted. */
  sendOthers(except: ReadonlySet<string>): Promise<ReadonlySet<string>>
  forget(): void
}

export function createOutbox(api: Api, keep: UnsentKeep): Outbox {
  const records = new Map<string, UnsentRecord>()
  let sending = false

  const put = (record: UnsentRecord): void => {
    records.set(record.command.id, record)
    void keep.put(record.command.id, record)
  }
  const drop = (id: string): void => {
    if (records.delete(id)) void keep.remove(id)
  }
  const failed = (id: string, failure: Failure): void => {
    const record = records.get(id)
    if (record && failure.kind === 'refused' && !mayPass(failure)) put({ ...record, refused: failure })
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
    if (isGone(end)) drop(command.id)
    else if (end.kind === 'refused') failed(command.id, end)
    return accepted
  }

  return {
    put,
    drop,
    failed,
    dropOf(session) {
      for (const [id, record] of records) if (record.session === session) drop(id)
    },
    async load() {
      const found = (await keep.all()).map(readRecord).filter((record) => record !== null)
      const oldest = found.sort((a, b) => a.at - b.at)
      for (const record of oldest) if (!records.has(record.command.id)) records.set(record.command.id, record)
      return oldest
    },
    async sendOthers(except) {
      const accepted = new Set<string>()
      if (sending) return accepted
      sending = true
      for (const [id, record] of records) {
        if (except.has(record.session) || record.refused || !(await deliver(record))) continue
        drop(id)
        accepted.add(id)
      }
      sending = false
      return accepted
    },
    forget() {
      for (const id of records.keys()) drop(id)
    },
  }
}
