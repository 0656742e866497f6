// What a chat is: a tree of messages, of which a view shows the last ones. Types and the pure readings of them.
import { TITLE_FROM_MESSAGE } from './limits.ts'
import type { Problem } from './problem.ts'

export const MODES = ['chat', 'controlled', 'autonomous'] as const
export type Mode = (typeof MODES)[number]

/** Where a turn is. It moves left to right; `acting` and `waiting` belong to the agent. */
export const PHASES = ['accepted', 'queued', 'connecting', 'loading', 'reading', 'generating', 'acting', 'waiting'] as const
export type Phase = (typeof PHASES)[number]

/** Why it is there, for the words on the page. */
export const PHASE_REASONS = [
  'accepted',
  'in_line',
  'calling_home',
  'asking_again',
  'home_silent',
  'home_gone',
  'model_loading',
  'edge_cut',
  'prompt',
  'writing',
] as const
export type PhaseReason = (typeof PHASE_REASONS)[number]

/** Tokens, as the model server counted them; never estimated. */
export interface Usage {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly reasoning_tokens: number | null
}

/** Milliseconds, each from the moment the turn was accepted; null where it was not reached. */
export interface Timings {
  readonly queued: number | null
  readonly first_byte: number | null
  readonly first_word: number | null
  readonly total: number
}

export type FinishReason = 'stop' | 'length' | 'other'
export type InterruptReason = 'process_ended' | 'stream_cut' | 'home_gone' | 'home_silent'

/** How a turn ended. `waiting` is the agent's: a decision of the person starts the next step. */
export type Outcome =
  | { readonly status: 'done'; readonly finish_reason: FinishReason }
  | { readonly status: 'stopped' }
  | { readonly status: 'interrupted'; readonly reason: InterruptReason }
  | { readonly status: 'failed'; readonly problem: Problem }
  | { readonly status: 'waiting' }

export interface Running {
  readonly status: 'running'
  readonly phase: Phase
  readonly reason: PhaseReason
  /** 0..100, only where the model server tells it. */
  readonly percent: number | null
  /** Place in line, 1 is next; null when not in line. */
  readonly position: number | null
  /** Server milliseconds since when. */
  readonly since: number
}

/** A stretch of one kind in an answer. */
export interface Part {
  readonly kind: 'text' | 'reasoning'
  readonly step: number
  readonly part: number
  readonly text: string
}

export interface Trimmed {
  /** Messages that were left out, oldest first. */
  readonly dropped: number
  /** Tokens the model can read at once. */
  readonly context: number
}

/** The answer that another one was asked to go on from. */
export interface Continues {
  readonly turn: string
  /** How many of its own first parts are that one's. 0: the model began anew, so the two stand beside each other. */
  readonly parts: number
}

export interface Question {
  readonly role: 'user'
  readonly id: string
  readonly parent: string | null
  readonly at: number
  readonly text: string
}

/** One turn's answer; its id is the turn's. */
export interface Answer {
  readonly role: 'assistant'
  readonly id: string
  /** The question that it answers. */
  readonly parent: string
  readonly at: number
  readonly home: string
  readonly mode: Mode
  readonly model_asked: string | null
  /** The model that really answered, once it said so. */
  readonly model: string | null
  /** null: it was asked from the beginning. */
  readonly continues: Continues | null
  readonly parts: readonly Part[]
  /** Milliseconds that its reasoning took, as far as it is over; null: there is none, or nobody measured it. */
  readonly thought: number | null
  readonly usage: Usage | null
  readonly trimmed: Trimmed | null
  readonly timings: Timings | null
  /** From real usage only. */
  readonly tokens_per_second: number | null
  readonly state: Running | Outcome
}

export type Message = Question | Answer

/** How the turns of a chat are asked. */
export interface ChatSettings {
  /** A preference for this chat; null: the one that is configured. */
  readonly model: string | null
  /** What the model is told before everything else; empty: nothing. */
  readonly system: string
  /** 0..2; null: what the model server does by itself. */
  readonly temperature: number | null
}

export const PLAIN_SETTINGS: ChatSettings = { model: null, system: '', temperature: null }

/** In place of settings: those of new chats, by their name, where who asks does not know them. */
export const DEFAULTS_BY_NAME = 'defaults'

export const sameSettings = (a: ChatSettings, b: ChatSettings): boolean => a.model === b.model && a.system === b.system && a.temperature === b.temperature

/** What a page shows of a chat: its data, its last messages in the order they were made, and the running turn. */
export interface View {
  readonly id: string
  readonly title: string
  readonly created: number
  readonly settings: ChatSettings
  /** The message that the active branch ends in. */
  readonly head: string | null
  /** The turn that runs, if one does. */
  readonly running: string | null
  /** Whether older messages exist, to be asked for by `?before=`. */
  readonly earlier: boolean
  readonly messages: readonly Message[]
}

/** A line of the list of chats. */
export interface Summary {
  readonly id: string
  readonly title: string
  readonly created: number
  readonly updated: number
  readonly state: 'idle' | 'running' | Outcome['status']
}

export const emptyView = (id: string): View => ({
  id,
  title: '',
  created: 0,
  settings: PLAIN_SETTINGS,
  head: null,
  running: null,
  earlier: false,
  messages: [],
})

/** A chat's title until somebody gives it one: the first line of its first message, clipped at a word. */
export function titleOf(text: string): string {
  const line = text.trim().split(/\r?\n/, 1)[0]?.replace(/\s+/g, ' ').trim() ?? ''
  if (line.length <= TITLE_FROM_MESSAGE) return line
  const cut = line.slice(0, TITLE_FROM_MESSAGE)
  const space = cut.lastIndexOf(' ')
  return `${(space > TITLE_FROM_MESSAGE / 2 ? cut.slice(0, space) : cut).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** What the model wrote for the person, without its reasoning. */
export const textOf = (answer: Answer): string => join(answer, 'text')
/** What the model wrote for itself. */
export const reasoningOf = (answer: Answer): string => join(answer, 'reasoning')

function join(answer: Answer, kind: Part['kind']): string {
  let text = ''
  for (const part of answer.parts) if (part.kind === kind) text += part.text
  return text
}

/** The messages from the root to `head`, as far as they are in the list. */
export function branch(messages: readonly Message[], head: string | null): Message[] {
  const byId = new Map(messages.map((message) => [message.id, message]))
  const path: Message[] = []
  for (let at = head === null ? undefined : byId.get(head); at; at = at.parent === null ? undefined : byId.get(at.parent)) path.push(at)
  return path.reverse()
}
