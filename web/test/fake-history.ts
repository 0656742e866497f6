// A browser's history that a test plays by hand: going back takes a while, as it does there.
import type { HistoryPort } from '../stores/router.ts'

export interface FakeHistory extends HistoryPort {
  /** The entries, as path and what is open over it. */
  readonly entries: string[]
  /** The person goes back or forth. */
  go(steps: number): void
}

export function fakeHistory(path: string, open = 0): FakeHistory {
  const entries = [{ path, open }]
  let at = 0
  let call = (): void => undefined
  const go = (steps: number): void => {
    if (!entries[at + steps]) return
    at += steps
    call()
  }
  return {
    get entries() {
      return entries.slice(0, at + 1).map((entry) => `${entry.path}${'+'.repeat(entry.open)}`)
    },
    path: () => entries[at]!.path,
    open: () => entries[at]!.open,
    push(next, over) {
      entries.splice(at + 1, entries.length, { path: next, open: over })
      at += 1
    },
    replace(next, over) {
      entries[at] = { path: next, open: over }
    },
    back: (steps) => void setTimeout(() => go(-steps)),
    listen(listener) {
      call = listener
    },
    go,
  }
}
