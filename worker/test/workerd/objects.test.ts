// The Cloudflare host, with the real objects in workerd: what every host gives its actors, and what is this host's own.
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { createPeers } from '../../hosts/cloudflare-peers.ts'
import { type HostUnderTest, hostContract } from '../host.contract.ts'
import { ask, kill, seen, textIn, useSimulator } from './home.ts'

beforeAll(useSimulator)

async function open(): Promise<HostUnderTest> {
  const peers = createPeers(env, () => {})
  const account = peers.account('contract')
  const summary = { id: 'kept', title: 'ä title', created: 1, updated: 2, state: 'done' } as const
  let chat = 'a0'
  return {
    async roundTrip() {
      expect(await account.record(1, summary)).toMatchObject({ kind: 'recorded' })
      const list = await account.list(null)
      return { given: summary, got: list.kind === 'list' ? list.conversations[0] : list.kind }
    },
    give: (value) => account.record(1, value as typeof summary),
    fail: () => account.open({ text: 'not a name' } as unknown as string),
    async stream() {
      const text = 'contract: a stream [[tokens=30]] [[rate=200]]'
      const conversation = peers.conversation('owner', 'streams')
      const accepted = await conversation.accept(ask('m1', text))
      if (accepted.kind !== 'accepted') throw new Error(accepted.kind)
      const opened = await conversation.events({ kind: 'turn', turn: accepted.turn }, { kind: 'turn', turn: accepted.turn })
      if (opened.kind !== 'stream') throw new Error(opened.kind)
      const got = textIn(await new Response(opened.body).text())
      return { expected: (await seen(text))[0]?.written ?? '', got }
    },
    async arm() {
      chat = `a${Number(chat.slice(1)) + 1}`
      const accepted = await peers.conversation('owner', chat).accept(ask('m1', `contract: ${chat} [[tokens=2000]] [[rate=20]]`))
      expect(accepted.kind).toBe('accepted')
    },
    forget: () => kill(`owner:${chat}`),
    async rung() {
      expect(await runDurableObjectAlarm(env.CONVERSATION.getByName(`owner:${chat}`))).toBe(true)
      await peers.conversation('owner', chat).stop(null)
    },
    async close() {},
  }
}

hostContract('workerd', open)

describe('cloudflare objects', () => {
  it('answer to their methods, and to nothing else', async () => {
    const stub = env.HOME.getByName('home') as unknown as Record<string, () => Promise<unknown>>
    for (const name of ['busy', 'end', 'held', '#held', 'ctx', 'env', 'actor']) {
      const call = async (): Promise<unknown> => stub[name]?.()
      await expect(call()).rejects.toThrow(/RPC|not a function/)
    }
    expect(await env.HOME.getByName('home').glance()).toMatchObject({ id: 'home' })
  })

  it('can be called again by a peer that was made before they died', async () => {
    const peer = createPeers(env, () => {}).conversation('owner', 'dies')
    expect(await peer.read(null)).toMatchObject({ kind: 'absent' })
    await kill('owner:dies')
    expect(await peer.read(null)).toMatchObject({ kind: 'absent' })
  })

  it('know their name, also when only their alarm opens them', async () => {
    const stub = env.CONVERSATION.getByName('some:body:c1')
    await runInDurableObject(stub, (_object, { id, storage }) => {
      expect(id.name).toBe('some:body:c1')
      return storage.setAlarm(Date.now() + 3600_000)
    })
    await evictDurableObject(stub)
    expect(await runDurableObjectAlarm(stub)).toBe(true)
  })

  it('keep the alarm with the rows: what goes back takes it along', async () => {
    await runInDurableObject(env.ACCOUNT.getByName('alarms'), async (_object, { storage }) => {
      const at = Date.now() + 3600_000
      await storage.setAlarm(at)
      expect(() =>
        storage.transactionSync(() => {
          void storage.setAlarm(at + 1)
          throw new Error('back')
        }),
      ).toThrow('back')
      expect(await storage.getAlarm()).toBe(at)
    })
  })

  it('with a wrong configuration nobody is there, and the alarm waits until it is right', async () => {
    const stub = env.CONVERSATION.getByName('owner:wrong')
    const peer = createPeers(env, () => {}).conversation('owner', 'wrong')
    await runInDurableObject(stub, (_object, { storage }) => storage.setAlarm(Date.now() + 3600_000))
    await evictDurableObject(stub)
    Object.assign(env, { LLM_TIMEOUT: 'soon' })
    const lines: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
    expect(await peer.read(null)).toEqual({ kind: 'actor_unavailable' })
    expect(await runDurableObjectAlarm(stub)).toBe(true)
    await runInDurableObject(stub, async (_object, { storage }) => {
      expect(await storage.getAlarm()).toBeGreaterThan(Date.now())
      expect(await storage.getAlarm()).toBeLessThan(Date.now() + 10_000)
    })
    log.mockRestore()
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 'error', event: 'alarm.failed' }])
    Object.assign(env, { LLM_TIMEOUT: '60' })
    await evictDurableObject(stub)
    expect(await peer.read(null)).toMatchObject({ kind: 'absent' })
  })
})
