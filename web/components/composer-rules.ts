// What the field does with a key, and what is said under it. Pure.
import { type Health, isAbsent } from '../../shared/health.ts'
import { MESSAGE_MAX } from '../../shared/limits.ts'
import type { Key } from './keys.ts'
import { strings } from './strings.ts'

/** The part of a message's room from which on it is said how much is left. */
export const COUNT_FROM = 0.9

/** `touch`: the keyboard is on the screen, where Enter is the only way to break a line and a button sends. */
export function sendsByEnter({ key, shift, command, alt, composing }: Key, touch: boolean): boolean {
  if (key !== 'Enter' || composing || shift || alt) return false
  return command || !touch
}

/** Up, where there is nothing above the caret to go to. */
export const editsLast = ({ key, shift, command, alt, composing }: Key, text: string): boolean =>
  key === 'ArrowUp' && text === '' && !shift && !command && !alt && !composing

/** What the field is about. */
export interface Writing {
  readonly length: number
  /** The chat is not there any more. */
  readonly gone: boolean
  /** Another message was not sent: it waits for a decision, or to go by itself. */
  readonly blocked: 'no' | 'decision' | 'waits'
  /** An answer is being written. */
  readonly running: boolean
  readonly offline: boolean
  readonly health: Health | null
  /** The model at home has written in this chat: then nobody else does. */
  readonly fromHome: boolean
}

/** One line; empty: there is nothing to say. */
export function noteOf({ length, gone, blocked, running, offline, health, fromHome }: Writing): string {
  if (length > MESSAGE_MAX) return strings.tooLong(length - MESSAGE_MAX)
  if (gone) return strings.chatGone
  if (blocked !== 'no') return blocked === 'waits' ? strings.afterTheOther : strings.firstTheOther
  if (length >= MESSAGE_MAX * COUNT_FROM) return strings.left(MESSAGE_MAX - length)
  if (running && length > 0) return strings.editWaits
  if (offline) return strings.keptOffline
  return health && isRefusedNow(health, fromHome) ? strings.refusedNow(strings.home(health.home.state)) : ''
}

/** A message sent now would not be answered. */
const isRefusedNow = ({ answers, home }: Health, fromHome: boolean): boolean => answers === 'nobody' || (answers === 'demo' && fromHome && isAbsent(home.state))
