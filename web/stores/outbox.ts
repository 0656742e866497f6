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
  /** Whether it still waits: what this device kept and keeps no more was sent by another tab, or taken back there. */
  waits(id: string): Promise<boolean>
  /** What an earlier visit left, oldest first. */
  load(): Promise<readonly UnsentRecord[]>
  /**
   * Sends what waits in other chats than these. `settled`: this one waits no more. `homeless`: nor does this text, for its chat was deleted, or what it
   * answers. Resolves with whether some were accepted from here.
   */
  sendOthers(except: ReadonlySet<string>, settled: (id: string) => void, homeless: (text: string) => void): Promise<boolean>
  forget(): void
}

export function createOutbox(api: Api, keep: UnsentKeep): Outbox {
  const records = new Map<string, UnsentRecord>()
  /** Those that this device is known to have kept. */
  const kept = new Set<string>()
  let sending = false

  const put = (record: UnsentRecord): void => {
    const { id } = record.command
    records.set(id, record)
    void keep.put(id, record).then((is) => is && kept.add(id))
  }
  const waits = async (id: string): Promise<boolean> => !kept.has(id) || keep.has(id)
  const drop = (id: string): void => {
    kept.delete(id)
    if (records.delete(id)) void keep.remove(id)
  }
  const failed = (id: string, failure: Failure): void => {
    const record = records.get(id)
    if (record && failure.kind === 'refused' && !mayPass(failure)) put({ ...record, refused: failure })
  }

  /** One that is accepted goes on at the server: nobody here reads its answer. */
  const deliver = async ({ session, command }: UnsentRecord): Promise<'accepted' | 'gone' | 'waits'> => {
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
    if (isGone(end)) return 'gone'
    if (end.kind === 'refused') failed(command.id, end)
    return accepted ? 'accepted' : 'waits'
  }

  return {
    put,
    drop,
    failed,
    waits,
    dropOf(session) {
      for (const [id, record] of records) if (record.session === session) drop(id)
    },
    async load() {
      const found = (await keep.all()).map(readRecord).filter((record) => record !== null)
      const oldest = found.sort((a, b) => a.at - b.at)
      for (const record of oldest) {
        kept.add(record.command.id)
        if (!records.has(record.command.id)) records.set(record.command.id, record)
      }
      return oldest
    },
    async sendOthers(except, settled, homeless) {
      let accepted = false
      if (sending) return accepted
      sending = true
      for (const [id, record] of records) {
        if (except.has(record.session) || record.refused) continue
        if (await waits(id)) {
          const came = await deliver(record)
          if (came === 'waits') continue
          if (came === 'accepted') accepted = true
          // Unless it was taken back meanwhile.
          else if (records.has(id)) homeless(record.command.text)
        }
        drop(id)
        settled(id)
      }
      sending = false
      return accepted
    },
    forget() {
      for (const id of records.keys()) drop(id)
    },
  }
}
