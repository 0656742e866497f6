// Bodies that go out as they come, in the two forms there are: an event stream, and JSON that takes its time.
import type { Context, TypedResponse } from 'hono'
import type { Env } from '../middleware/env.ts'

/** Keeps nginx and its kin from holding the stream back. */
const AT_ONCE = { 'cache-control': 'no-store', 'x-accel-buffering': 'no' }

/** Bytes that the actor encoded. To a typed client it is JSON that never comes, so that what does come keeps its type. */
export function eventStream(c: Context<Env>, bytes: ReadableStream<Uint8Array>): Response & TypedResponse<never, 200, 'json'> {
  const answer: Response = c.body(bytes, 200, { 'content-type': 'text/event-stream; charset=utf-8', ...AT_ONCE })
  return answer as Response & TypedResponse<never, 200, 'json'>
}

/** Bytes that are one JSON text at their end; T is what it then is. */
export function lateJson<T>(c: Context<Env>, bytes: ReadableStream<Uint8Array>): Response & TypedResponse<T, 200, 'json'> {
  const answer: Response = c.body(bytes, 200, { 'content-type': 'application/json', ...AT_ONCE })
  return answer as Response & TypedResponse<T, 200, 'json'>
}
