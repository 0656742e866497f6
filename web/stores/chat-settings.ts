// How the open chat is asked (model, system prompt, temperature), and how new ones are.
import { batch, computed, createModel, effect, signal } from '@preact/signals-core'
import { type ChatSettings, PLAIN_SETTINGS, sameSettings } from '../../shared/conversation.ts'
import type { Answered, Api, Failure } from '../api/api.ts'
import type { ConversationStore } from './conversation.ts'

export const ChatSettingsStore = createModel((api: Api, conversation: InstanceType<typeof ConversationStore>) => {
  /** null: not read yet. */
  const defaults = signal<ChatSettings | null>(null)
  /** What was chosen for the new chat; null: the defaults hold. */
  const chosen = signal<ChatSettings | null>(null)
  const saving = signal(false)
  const current = computed<ChatSettings>(() =>
    conversation.isNew.value ? (chosen.value ?? defaults.value ?? PLAIN_SETTINGS) : conversation.thread.value.settings,
  )
  // A choice is for one chat.
  effect(() => {
    if (conversation.began.value !== null) chosen.value = null
  })

  return {
    current,
    defaults,
    saving,
    /** What the first message of a new chat brings along; null: nothing that the server does not do by itself. */
    forMessage(): ChatSettings | null {
      return !conversation.isNew.peek() || sameSettings(current.peek(), PLAIN_SETTINGS) ? null : current.peek()
    },
    async load() {
      const answer = await api.defaults()
      if (answer.kind === 'ok') defaults.value = answer.value
    },
    /** Of the open chat, from its next turn on. null: done. */
    async change(next: ChatSettings): Promise<Failure | null> {
      const id = conversation.id.peek()
      if (conversation.isNew.peek() || id === null) {
        chosen.value = next
        return null
      }
      saving.value = true
      const answer = await api.configure(id, next)
      batch(() => {
        saving.value = false
        if (answer.kind === 'ok' && conversation.id.peek() === id) conversation.learn({ settings: answer.value.settings })
      })
      return answer.kind === 'ok' ? null : answer
    },
    /** Of the chats that begin from now on. null: done. */
    async saveDefaults(next: ChatSettings): Promise<Failure | null> {
      saving.value = true
      const answer: Answered<ChatSettings> = await api.saveDefaults(next)
      saving.value = false
      if (answer.kind === 'ok') defaults.value = answer.value
      return answer.kind === 'ok' ? null : answer
    },
    clear() {
      defaults.value = null
      chosen.value = null
    },
  }
})
