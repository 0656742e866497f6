// This device's own storage: small things in localStorage, unsent messages in IndexedDB.
import { createStore, del, set, values } from 'idb-keyval'
import type { Keep, UnsentKeep } from './keep.ts'

const PREFIX = 'porchlight.'

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
  const store = createStore('porchlight', 'unsent')
  const quiet = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work()
    } catch {
      return otherwise
    }
  }
  return {
    all: () => quiet<readonly unknown[]>(() => values(store), []),
    put: (id, record) => quiet(() => set(id, record, store), undefined),
    remove: (id) => quiet(() => del(id, store), undefined),
  }
}
