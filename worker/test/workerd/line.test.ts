// The line in workerd: an object that dies while it holds a place, or while it waits for one, keeps nobody from home for long.
import { env } from 'cloudflare:workers'
import { beforeAll, expect, it } from 'vitest'
import { LEASE_MS } from '../../../shared/limits.ts'
import { ask, kill, seen, useSimulator } from './home.ts'

/** What comes on top of a lease: an alarm, a wait in line, the message itself. */
const SLACK_MS = 8_000

beforeAll(() => {
  useSimulator()
  Object.assign(env, { LLM_PARALLEL: '1' })
})

const begin = async (chat: string, text: string): Promise<void> => {
  expect((await env.CONVERSATION.getByName(`owner:${chat}`).accept(ask('m1', text))).kind).toBe('accepted')
}
const stateOf = async (chat: string) => {
  const read = await env.CONVERSATION.getByName(`owner:${chat}`).read(null)
  const last = read.kind === 'view' ? read.view.messages.at(-1) : null
  return last?.role === 'assistant' ? last.state : null
}

it('frees the place of a holder and of a waiter that died, and neither renews itself', { timeout: LEASE_MS + 30_000 }, async () => {
  await begin('holder', 'line: holder [[tokens=4000]] [[rate=20]]')
  await expect.poll(() => stateOf('holder')).toMatchObject({ phase: 'generating' })
  await begin('ghost', 'line: ghost')
  await begin('waiter', 'line: waiter [[tokens=3]]')
  await expect.poll(() => stateOf('waiter')).toMatchObject({ phase: 'queued', position: 2 })
  await kill('owner:ghost')
  await kill('owner:holder')
  const died = Date.now()
  await expect.poll(() => stateOf('waiter'), { timeout: LEASE_MS + SLACK_MS, interval: 200 }).toMatchObject({ status: 'done' })
  expect(Date.now() - died).toBeLessThan(LEASE_MS + SLACK_MS)
  expect(await seen('line: ghost')).toEqual([])
  await expect.poll(async () => (await env.HOME.getByName('home').glance()).line, { timeout: LEASE_MS }).toEqual({ held: 0, waiting: 0, places: 1 })
})
