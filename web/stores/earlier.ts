// Older messages of the open chat, a page at a time.
import { type ReadonlySignal, type Signal, signal } from '@preact/signals-core'
import type { View } from '../../shared/conversation.ts'
import type { Api, Failure } from '../api/api.ts'

export interface EarlierPorts {
  readonly api: Api
  readonly id: ReadonlySignal<string | null>
  readonly view: ReadonlySignal<View>
  /** Where it is told why they could not be had. */
  readonly trouble: Signal<Failure | null>
  /** Aborted once this chat is left. */
  readonly left: () => AbortSignal
  /** The view with the page in it. */
  readonly onPage: (next: View) => void
}

export function createEarlier({ api, id, view, trouble, left, onPage }: EarlierPorts) {
  const loading = signal(false)
  return {
    loading,
    async load(): Promise<void> {
      const session = id.peek()
      const first = view.peek().messages[0]
      if (session === null || !first || !view.peek().earlier || loading.peek()) return
      const visit = left()
      loading.value = true
      trouble.value = null
      const answer = await api.session(session, first.id)
      if (visit.aborted) return
      loading.value = false
      const now = view.peek()
      if (answer.kind !== 'ok') trouble.value = answer
      else if (now.messages[0]?.id === first.id)
        onPage({ ...now, earlier: answer.value.view.earlier, messages: [...answer.value.view.messages, ...now.messages] })
    },
  }
}
