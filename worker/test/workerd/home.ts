// Tests in workerd with the simulated model server as home: set up, what it saw, what a stream says.
import { runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { inject } from 'vitest'
import type { ConversationEvent } from '../../../shared/events.ts'
import type { TurnCommand } from '../../ports.ts'

/** What the simulator tells of a chat request, as far as these tests look. */
export interface Seen {
  readonly written: string
  readonly finished: boolean
  readonly aborted: boolean
}

/** Every object that is made from here on has the simulator as home, and writes no log but errors. */
export function useSimulator(): void {
  Object.assign(env, { LLM_BASE_URL: `${inject('simulator')}/v1`, LOG_LEVEL: 'error' })
}

/** Ends a conversation's object where it stands, as a crash would. (An eviction waits until nothing runs.) Stubs of before are of no use then. */
export async function kill(name: string): Promise<void> {
  const died = runInDurableObject(env.CONVERSATION.getByName(name), (_object, state) => state.abort('killed by a test'))
  await died.catch((error: unknown) => {
    if (!String(error).includes('killed by a test')) throw error
  })
}

/** The requests whose last message was `text`, oldest first. */
export async function seen(text: string): Promise<readonly Seen[]> {
  const response = await fetch(`${inject('simulator')}/__control/records`)
  const { records } = await response.json<{ records: (Seen & { messages: { content: string }[] })[] }>()
  return records.filter(({ messages }) => messages.at(-1)?.content === text)
}

export const ask = (id: string, text: string): TurnCommand => ({
  kind: 'message',
  id,
  text,
  mode: 'chat',
  model: null,
  parent: { kind: 'head' },
  settings: null,
  defaults: null,
  request_id: `r-${id}`,
})

/** The events in a piece of a stream; what is not ended by an empty line does not count. */
export const eventsIn = (stream: string): readonly ConversationEvent[] =>
  [...stream.matchAll(/^data: (.*)\n\n/gm)].map(([, data]) => JSON.parse(data ?? '') as ConversationEvent)

export const textIn = (stream: string): string =>
  eventsIn(stream)
    .map((event) => (event.type === 'text' ? event.text : ''))
    .join('')
