// The bytes that readers get: server-sent events, encoded once.
import { type ConversationEvent, type Cursor, formatCursor } from '../../shared/events.ts'

const encoder = new TextEncoder()

/** One event as a frame. JSON has no raw line breaks, so one data line always does. */
export const frame = (cursor: Cursor, json: string): Uint8Array => encoder.encode(`id: ${formatCursor(cursor)}\ndata: ${json}\n\n`)

export const resetFrame = (cursor: Cursor, event: Extract<ConversationEvent, { type: 'reset' }>): Uint8Array => frame(cursor, JSON.stringify(event))

/** A comment, which readers skip. A fresh copy each time: a byte stream takes the buffer it is given. */
export const ping = (): Uint8Array => encoder.encode(': ping\n\n')
