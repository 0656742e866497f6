// What tests of this room send to a simulated LM Studio, and what they read of its answers.
import { type Cases, createCases } from './cases.ts'
import { createWorld, SIM_MODEL, type World } from './cases-world.ts'
import type { SimClock } from './play.ts'
import { createInstantClock } from './test-clock.ts'

export const casesOf = (state: Partial<World> = {}, clock: SimClock = createInstantClock()): Cases => createCases(createWorld(state), clock)

/** A request that nobody holds any more hears of no abort: each is held for as long as the signal that may abort it. */
const held = new WeakMap<AbortSignal, Request>()

export function chat(prompt: string, more: Record<string, unknown> = {}, init: RequestInit = {}): Request {
  const messages = [{ role: 'user', content: prompt }]
  const body = JSON.stringify({ model: SIM_MODEL, messages, stream: true, ...more })
  const request = new Request('http://sim/v1/chat/completions', { method: 'POST', body, ...init })
  if (init.signal) held.set(init.signal, request)
  return request
}
export const get = (path: string, init: RequestInit = {}): Request => new Request(`http://sim${path}`, init)
export const post = (path: string, body: unknown): Request => new Request(`http://sim${path}`, { method: 'POST', body: JSON.stringify(body) })

export const json = async (sim: Cases, request: Request): Promise<[number, unknown]> => {
  const response = await sim.fetch(request)
  return [response.status, await response.json()]
}

/** The content of all deltas, as a client would read it. */
export const contentOf = (stream: string): string =>
  Array.from(stream.matchAll(/^data: (\{.*\})$/gm), ([, data = '']) => JSON.parse(data).choices?.[0]?.delta?.content ?? '').join('')
