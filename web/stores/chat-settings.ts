// How the open chat is asked (model, system prompt, temperature), and how new ones are.
import { batch, computed, createModel, effect, signal, untracked } from '@preact/signals-core'
import { type ChatSettings, DEFAULTS_BY_NAME, PLAIN_SETTINGS, sameSettings } from '../../shared/conversation.ts'
import type { Answered, Api, Failure, MessageCommand } from '../api/api.ts'
import type { ConversationStore } from './conversation.ts'
import type { Drafts } from './drafts.ts'
import { readSettings } from './unsent.ts'

/** Of the open chat; of the chats that begin from now on. */
export type Whose = 'chat' | 'defaults'

/** The name that the settings of a chat have among the drafts; empty: of the new chat. No chat and no question has one like it. */
export const settingsOf = (id: string): string => `settings:${id}`
const DEFAULTS = 'defaults:'

export const ChatSettingsStore = createModel((api: Api, conversation: InstanceType<typeof ConversationStore>, drafts: Drafts) => {
  /** null: not read yet. */
  const defaults = signal<ChatSettings | null>(null)
  /** Why they could not be read when they were asked for last. */
  const failure = signal<Failure | null>(null)
  const reading = signal(false)
  /** What was chosen for the new chat; null: the defaults hold. */
  const chosen = signal<ChatSettings | null>(null)
  const saving = signal(false)
  const current = computed<ChatSettings>(() =>
    conversation.isNew.value ? (chosen.value ?? defaults.value ?? PLAIN_SETTINGS) : conversation.thread.value.settings,
  )
  /** Whether `current` is what holds, and not what holds where nothing else is known. */
  const known = computed(() => (conversation.isNew.value ? (chosen.value ?? defaults.value) !== null : conversation.thread.value.created > 0))
  /** What is being written for the new chat, as far as this page knows. */
  let mine = drafts.of(settingsOf(''))
  /** A chat has begun from the new one: a choice is for one chat, and so is what is being written. */
  const begin = (session: string): void => {
    chosen.value = null
    // Another tab may write something else for a new chat of its own.
    if (mine !== '' && drafts.of(settingsOf('')) === mine) {
      drafts.keep(settingsOf(session), mine)
      drafts.keep(settingsOf(''), '')
    }
    mine = ''
  }
  effect(() => {
    const session = conversation.began.value
    if (session !== null) untracked(() => begin(session))
  })
  const nameOf = (whose: Whose): string => (whose === 'defaults' ? DEFAULTS : settingsOf((!conversation.isNew.peek() && conversation.id.peek()) || ''))
  const isSaved = (whose: Whose, settings: ChatSettings): boolean => sameSettings(settings, (whose === 'chat' ? current : defaults).peek() ?? PLAIN_SETTINGS)
  const written = (name: string): ChatSettings | null => readSettings(parsed(drafts.of(name)))
  /** What was written is saved now; something else may have been written meanwhile. */
  const saved = (name: string, settings: ChatSettings): void => {
    const text = written(name)
    if (text && sameSettings(text, settings)) drafts.keep(name, '')
  }

  return {
    current,
    known,
    defaults,
    failure,
    reading,
    saving,
    begin,
    /** What was written and neither saved nor let go, on this device; null: nothing. */
    draftOf(whose: Whose): ChatSettings | null {
      const draft = written(nameOf(whose))
      return draft && isSaved(whose, draft) ? null : draft
    },
    /** Keeps what is being written until it is saved, or let go (null). */
    keepDraft(whose: Whose, next: ChatSettings | null) {
      const text = next && !isSaved(whose, next) ? JSON.stringify(next) : ''
      if (nameOf(whose) === settingsOf('')) mine = text
      drafts.keep(nameOf(whose), text)
    },
    /** What the first message of a new chat brings along; null: nothing that the server does not do by itself. What this page does not know, it names. */
    forMessage(): MessageCommand['settings'] {
      if (!conversation.isNew.peek()) return null
      if (!known.peek()) return DEFAULTS_BY_NAME
      return sameSettings(current.peek(), PLAIN_SETTINGS) ? null : current.peek()
    },
    /** Asks for the defaults, once at a time. */
    async load() {
      if (reading.peek()) return
      reading.value = true
      const answer = await api.defaults()
      batch(() => {
        reading.value = false
        failure.value = answer.kind === 'ok' ? null : answer
        if (answer.kind === 'ok') defaults.value = answer.value
      })
    },
    /** Of the open chat, from its next turn on. null: done. */
    async change(next: ChatSettings): Promise<Failure | null> {
      const id = conversation.id.peek()
      const name = nameOf('chat')
      if (conversation.isNew.peek() || id === null) {
        chosen.value = next
        saved(name, next)
        return null
      }
      saving.value = true
      const answer = await api.configure(id, next)
      batch(() => {
        saving.value = false
        if (answer.kind === 'ok' && conversation.id.peek() === id) conversation.learn({ settings: answer.value.settings })
      })
      if (answer.kind === 'ok') saved(name, next)
      return answer.kind === 'ok' ? null : answer
    },
    /** Of the chats that begin from now on. null: done. */
    async saveDefaults(next: ChatSettings): Promise<Failure | null> {
      saving.value = true
      const answer: Answered<ChatSettings> = await api.saveDefaults(next)
      saving.value = false
      if (answer.kind === 'ok') {
        defaults.value = answer.value
        saved(DEFAULTS, next)
        // What holds for all holds for the new chat too.
        if (chosen.peek() === null) saved(settingsOf(''), next)
      }
      return answer.kind === 'ok' ? null : answer
    },
    clear() {
      defaults.value = null
      chosen.value = null
    },
  }
})

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
