// Reads whole chats, page by page, to be taken away.
import { EXPORT_PAGES_MAX } from '../../shared/limits.ts'
import type { Summary, View } from '../../shared/conversation.ts'
import type { Answered, Api, Failure } from '../api/api.ts'

/** A chat with every message it has. */
export type Whole = Omit<View, 'earlier' | 'running'>

/** The chat from its first message on. `told` is called with how many messages are there so far. */
export async function readWhole(api: Api, id: string, told: (messages: number) => void): Promise<Answered<Whole>> {
  const newest = await api.session(id, null)
  if (newest.kind !== 'ok') return newest
  const { title, created, settings, head } = newest.value.view
  let { messages, earlier } = newest.value.view
  told(messages.length)
  for (let page = 1; page < EXPORT_PAGES_MAX && earlier && messages.length > 0; page += 1) {
    const answer = await api.session(id, messages[0]?.id ?? null)
    if (answer.kind !== 'ok') return answer
    const { view } = answer.value
    messages = [...view.messages, ...messages]
    earlier = view.earlier && view.messages.length > 0
    told(messages.length)
  }
  return { kind: 'ok', value: { id, title, created, settings, head, messages } }
}

/** Every chat of the person, newest first. One that went meanwhile is left out. */
export async function readEverything(api: Api, told: (chats: number) => void): Promise<Answered<readonly Whole[]>> {
  const lines: Summary[] = []
  for (let before: number | null = null; ;) {
    const answer: Awaited<ReturnType<Api['sessions']>> = await api.sessions(before)
    if (answer.kind !== 'ok') return answer
    const known = new Set(lines.map(({ id }) => id))
    const fresh = answer.value.sessions.filter(({ id }) => !known.has(id))
    lines.push(...fresh)
    const last = fresh.at(-1)
    if (!answer.value.more || !last) break
    before = last.updated
  }
  const chats: Whole[] = []
  for (const { id } of lines) {
    const answer = await readWhole(api, id, () => undefined)
    if (answer.kind === 'ok') chats.push(answer.value)
    else if (!isGone(answer)) return answer
    told(chats.length)
  }
  return { kind: 'ok', value: chats }
}

const isGone = (failure: Failure): boolean => failure.kind === 'refused' && (failure.status === 404 || failure.status === 410)
