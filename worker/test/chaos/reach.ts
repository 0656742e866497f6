// Bringing one turn to its moment. Resolves when it is there, and the kill is due.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../hosts/client.ts'
import { type Stream, isText } from '../hosts/stream.ts'
import type { Seeded } from '../seeded.ts'
import type { Chat } from './chat.ts'
import type { Moment, Wish } from './moments.ts'

export interface Ground {
  readonly client: Client
  readonly chance: Seeded
  /** LOG_FLUSH_MS of the server. */
  readonly flushMs: number
  /** How long it may take to accept a message, or to delete a chat, in milliseconds: the kill falls before, into, or after it. */
  readonly acceptMs: number
}

/** How far from its moment a kill may fall, in milliseconds. */
const NEAR_MS = 40
const FLUSH_NEAR_MS = 10

/** Sends the message and waits for its moment. Throws where that does not come. */
export async function reach(moment: Moment, chat: Chat, name: string, wish: Wish, ground: Ground): Promise<void> {
  const { client, chance, flushMs, acceptMs } = ground
  const sending = chat.send(client, name, wish)
  if (moment === 'accept') {
    sending.catch(() => null)
    return sleep(chance.between(0, acceptMs))
  }
  const stream = await sending
  if (stream === null) throw new Error(`${name} was not accepted`)
  switch (moment) {
    case 'queue':
      await inPhase(stream, 'queued')
      return sleep(chance.between(0, 10 * NEAR_MS))
    case 'first byte':
      await inPhase(stream, 'reading')
      return sleep(Math.max(0, wish.delay + chance.between(-NEAR_MS, NEAR_MS)))
    case 'stream':
      await words(stream, chance.whole(2, 12))
      return sleep(chance.between(0, 4 * NEAR_MS))
    case 'flush':
      await words(stream, chance.whole(2, 6))
      return sleep(Math.max(0, flushMs + chance.between(-FLUSH_NEAR_MS, FLUSH_NEAR_MS)))
    case 'end':
      await words(stream, 1)
      return sleep(Math.max(0, (wish.tokens / wish.rate) * 1000 + chance.between(-2 * NEAR_MS, NEAR_MS)))
    case 'delete':
      await words(stream, chance.whole(1, 6))
      void chat.remove(client).catch(() => null)
      return sleep(chance.between(0, acceptMs))
  }
}

const inPhase = (stream: Stream, phase: string) => stream.until((frame) => frame.event.type === 'turn.phase' && frame.event.phase === phase)

/** So many events with text of the answer, or with what it thinks before. */
function words(stream: Stream, count: number) {
  let seen = 0
  return stream.until((frame) => (isText(frame) || frame.is('reasoning')) && (seen += 1) >= count)
}
