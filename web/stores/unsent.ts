// A command on its way: shown at once, replaced by what the server accepted, kept with its reason where it was not.
import { type ChatSettings, DEFAULTS_BY_NAME, type Message, type View } from '../../shared/conversation.ts'
import { ID_PATTERN } from '../../shared/limits.ts'
import type { Command, Failure, MessageCommand, Place, Refused } from '../api/api.ts'
import { readProblem } from '../api/refusal.ts'

export interface Unsent {
  readonly command: Command
  /** The end of the branch when it was given. */
  readonly head: string | null
  readonly state: { readonly kind: 'sending'; readonly since: number } | { readonly kind: 'failed'; readonly failure: Failure }
}

/** What this device keeps of a message until it was accepted. `fresh`: its chat has begun with it. `at`: this device's milliseconds. */
export interface UnsentRecord {
  readonly session: string
  readonly fresh: boolean
  readonly command: MessageCommand
  readonly at: number
  /** Why the server did not take it, so that it waits for the person; null: it may go by itself. */
  readonly refused: Refused | null
}

/** Whether the view has what the command asked for, so that it need not be shown beside it. */
export function isSettled(unsent: Unsent, view: View): boolean {
  const { command, head } = unsent
  if (command.kind === 'message') return view.messages.some(({ id }) => id === command.id)
  return view.head !== head
}

/** Why it stays. One that is no longer there, or has failed already, is left as it is. */
export const failed = (unsent: Unsent, failure: Failure): Unsent => ({ ...unsent, state: { kind: 'failed', failure } })

/** The way ended before there was an answer. `at`: this device's milliseconds. */
export const cut = (at: number): Failure => ({ kind: 'unreachable', why: 'cut', at })

/** What is on its way when the chat is left: it is not known whether it arrives. */
export const cutOff = (unsent: Unsent | null, at: number): Unsent | null => (unsent?.state.kind === 'sending' ? failed(unsent, cut(at)) : unsent)

/** As it was when the page was left. Whether it arrived is not known, unless it was refused. */
export const restored = ({ command, at, refused }: UnsentRecord): Unsent => ({
  command,
  head: null,
  state: { kind: 'failed', failure: refused ?? cut(at) },
})

/** Whether the same may be taken another time, without the person doing something about it. */
export const mayPass = (failure: Failure): boolean =>
  failure.kind === 'unreachable' || ['actor_unavailable', 'signed_out', 'turn_running'].includes(failure.problem.error)

/** Whether it failed only because the server was not heard, so that it may be sent again without asking. */
export const mayGoByItself = ({ state, command }: Unsent): boolean => command.kind === 'message' && state.kind === 'failed' && mayPass(state.failure)

/** The message that the shown branch ends in while a command waits. */
export function placeBefore(command: Command, messages: readonly Message[], end: string | null): string | null {
  if (command.kind !== 'message') {
    const answer = messages.find(({ id }) => id === command.turn)
    // What goes on stays where it is.
    return (command.kind === 'retry' ? answer?.parent : answer?.id) ?? end
  }
  if (command.place.kind === 'head') return end
  return command.place.kind === 'root' ? null : command.place.message
}

/** The text without what cannot be stored: halves of characters and NULs, which a paste can bring. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\0', '')

/** What was kept may have been written by another version, or by nobody we know. null: it is no such record. */
export function readRecord(value: unknown): UnsentRecord | null {
  if (!isObject(value) || !isObject(value['command'])) return null
  const { session, fresh, at } = value
  const { id, text, place } = value['command']
  const asked = value['command']['settings']
  const settings = asked === DEFAULTS_BY_NAME ? asked : readSettings(asked)
  const where = readPlace(place)
  if (typeof session !== 'string' || !ID_PATTERN.test(session) || typeof id !== 'string' || !ID_PATTERN.test(id)) return null
  if (typeof text !== 'string' || text.trim() === '' || where === null) return null
  return {
    session,
    fresh: fresh === true,
    command: { kind: 'message', id, text, place: where, settings },
    at: typeof at === 'number' ? at : 0,
    refused: readRefused(value['refused']),
  }
}

function readPlace(value: unknown): Place | null {
  if (!isObject(value)) return null
  if (value['kind'] === 'head' || value['kind'] === 'root') return { kind: value['kind'] }
  return value['kind'] === 'after' && typeof value['message'] === 'string' ? { kind: 'after', message: value['message'] } : null
}

function readRefused(value: unknown): Refused | null {
  if (!isObject(value)) return null
  const problem = readProblem({ detail: value['problem'] })
  return problem && typeof value['status'] === 'number' ? { kind: 'refused', status: value['status'], problem } : null
}

/** null: they are none. */
export function readSettings(value: unknown): ChatSettings | null {
  if (!isObject(value)) return null
  const { model, system, temperature } = value
  if ((model !== null && typeof model !== 'string') || typeof system !== 'string' || (temperature !== null && typeof temperature !== 'number')) return null
  return { model, system, temperature }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
