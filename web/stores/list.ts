// The list of chats: read from the server whenever it has news, changed here at once when the person renames or deletes.
import { createModel, signal } from '@preact/signals-core'
import type { Summary, View } from '../../shared/conversation.ts'
import type { Api, Failure } from '../api/api.ts'

/** The list with what this page knows better: the open chat runs, or is not in the list yet. */
export function overlay(items: readonly Summary[], view: View): readonly Summary[] {
  if (view.created === 0) return items
  const running = view.running !== null
  const at = items.findIndex(({ id }) => id === view.id)
  const item = items[at]
  if (!item) return [{ id: view.id, title: view.title, created: view.created, updated: view.created, state: running ? 'running' : 'idle' }, ...items]
  if (running === (item.state === 'running')) return items
  return items.with(at, { ...item, state: running ? 'running' : 'idle' })
}

/** Those whose title has every word that is looked for, whatever its case. */
export function filtered(items: readonly Summary[], filter: string): readonly Summary[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  if (words.length === 0) return items
  return items.filter(({ title }) => {
    const text = title.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

export const ListStore = createModel((api: Api) => {
  const items = signal<readonly Summary[]>([])
  const more = signal(false)
  const loaded = signal(false)
  /** What went wrong last; stands until something goes well. */
  const failure = signal<Failure | null>(null)
  /** Part of a title that is looked for; empty: all are shown. */
  const filter = signal('')
  /** About to be deleted: not shown any more. */
  const hidden = signal<ReadonlySet<string>>(new Set())
  let asked = 0

  const replace = (id: string, change: Partial<Summary>): void => {
    items.value = items.peek().map((item) => (item.id === id ? { ...item, ...change } : item))
  }

  return {
    items,
    more,
    loaded,
    failure,
    filter,
    hidden,
    /** One that has begun here: the server's list will have it soon. */
    put(line: Summary | null) {
      if (line && loaded.peek() && !items.peek().some(({ id }) => id === line.id)) items.value = [line, ...items.peek()]
    },
    hide(id: string) {
      hidden.value = new Set(hidden.peek()).add(id)
    },
    unhide(id: string) {
      const left = new Set(hidden.peek())
      left.delete(id)
      hidden.value = left
    },
    /** Reads the first page again. Returns the revision it is of; null: it could not, or a later call overtook it. */
    async refresh(): Promise<number | null> {
      const mine = ++asked
      const answer = await api.sessions(null)
      if (mine !== asked) return null
      failure.value = answer.kind === 'ok' ? null : answer
      if (answer.kind !== 'ok') return null
      const { sessions, rev } = answer.value
      // Pages of older ones that were read already stay.
      const known = new Set(sessions.map(({ id }) => id))
      const last = sessions.at(-1)?.updated ?? -Infinity
      const older = answer.value.more ? items.peek().filter(({ id, updated }) => updated < last && !known.has(id)) : []
      items.value = [...sessions, ...older]
      if (older.length === 0) more.value = answer.value.more
      loaded.value = true
      return rev
    },
    async loadMore() {
      const last = items.peek().at(-1)
      if (!last) return
      const mine = ++asked
      const answer = await api.sessions(last.updated)
      if (mine !== asked) return
      failure.value = answer.kind === 'ok' ? null : answer
      if (answer.kind !== 'ok') return
      const known = new Set(items.peek().map(({ id }) => id))
      items.value = [...items.peek(), ...answer.value.sessions.filter(({ id }) => !known.has(id))]
      more.value = answer.value.more
    },
    /** Returns whether it has the new title now. */
    async rename(id: string, title: string): Promise<boolean> {
      const before = items.peek().find((item) => item.id === id)?.title
      replace(id, { title })
      const answer = await api.rename(id, title)
      failure.value = answer.kind === 'ok' ? null : answer
      if (answer.kind === 'ok') replace(id, { title: answer.value.title })
      else if (before !== undefined) replace(id, { title: before })
      return answer.kind === 'ok'
    },
    /** Returns whether it is gone. */
    async remove(id: string): Promise<boolean> {
      const answer = await api.remove(id)
      const gone = answer.kind === 'ok' || (answer.kind === 'refused' && (answer.status === 404 || answer.status === 410))
      failure.value = gone ? null : answer
      if (gone) {
        // A list that was asked for before it went may still hold it.
        asked += 1
        items.value = items.peek().filter((item) => item.id !== id)
      }
      return gone
    },
    clear() {
      asked += 1
      items.value = []
      more.value = false
      loaded.value = false
      failure.value = null
      filter.value = ''
      hidden.value = new Set()
    },
  }
})
