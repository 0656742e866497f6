// This device's own storage: small things in localStorage, unsent messages in IndexedDB.
import { createStore, del, get, set, values } from 'idb-keyval'
import type { Keep, UnsentKeep } from './keep.ts'

const PREFIX = 'porchlight.'
/** Of the database, and of what is in it. */
const NAMES = ['porchlight', 'unsent'] as const

/** `storage` null: the browser keeps nothing for this page. */
export function createKeep(storage: Storage | null): Keep {
  return {
    read(key) {
      try {
        return JSON.parse(storage?.getItem(PREFIX + key) ?? 'null')
      } catch {
        return null
      }
    },
    write(key, value) {
      try {
        if (value === null) storage?.removeItem(PREFIX + key)
        else storage?.setItem(PREFIX + key, JSON.stringify(value))
      } catch {
        // Full, or forbidden: the page works without.
      }
    },
  }
}

export function createUnsentKeep(): UnsentKeep {
  // Opened when it is first needed: that is after the page is drawn.
  let store: ReturnType<typeof createStore> | null = null
  const quiet = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work()
    } catch {
      return otherwise
    }
  }
  return {
    all: () => quiet<readonly unknown[]>(() => values((store ??= createStore(...NAMES))), []),
    put: (id, record) => quiet(() => set(id, record, (store ??= createStore(...NAMES))).then(() => true), false),
    has: (id) => quiet(async () => (await get(id, (store ??= createStore(...NAMES)))) !== undefined, true),
    remove: (id) => quiet(() => del(id, (store ??= createStore(...NAMES))), undefined),
  }
}
