// Actors on the Node host, by tiny ones: the contract of every host, and what is this host's own.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Actor, Opened, Unavailable } from '../ports.ts'
import { type HostUnderTest, hostContract } from '../test/host.contract.ts'
import { type Actors, type Make, createActors } from './node-actors.ts'
import { createAlarms } from './node-alarms.ts'
import { nodeClock } from './node-clock.ts'
import { openFolder } from './node-files.ts'

interface Probe {
  keep(value: unknown): unknown
  kept(): unknown
  fail(): never
  stream(): Opened
  arm(ms: number): null
}
const METHODS = { keep: true, kept: true, fail: true, stream: true, arm: true } as const
const WORDS = 'ä bit of text'

/** What the test sees of every actor, by name. */
interface Seen {
  readonly opened: string[]
  readonly ended: string[]
  readonly busy: Set<string>
  rung: (name: string) => void
}

const createProbe =
  (seen: Seen): Make =>
  ({ sql, alarm }, name): Probe & Actor => {
    seen.opened.push(name)
    const make = (): unknown => sql.all('create table if not exists kept(value text)')
    return {
      keep(value) {
        make()
        sql.all('insert into kept values (?)', JSON.stringify(value))
        return value
      },
      kept: () => {
        const [last] = sql.all("select name from sqlite_master where name = 'kept'").length > 0 ? sql.all<{ value: string }>('select value from kept') : []
        return last ? JSON.parse(last.value) : null
      },
      fail() {
        throw new Error('it broke')
      },
      stream: () => ({ kind: 'stream', body: ReadableStream.from([new TextEncoder().encode(WORDS)]) }),
      arm(ms) {
        sql.transaction(() => {
          make()
          alarm.set(nodeClock.now() + ms)
        })
        return null
      },
      async alarm() {
        sql.all('select * from kept')
        seen.rung(name)
      },
      busy: () => seen.busy.has(name),
      async end() {
        seen.ended.push(name)
      },
    }
  }

function start(dir: string, openMax = 10) {
  const seen: Seen = { opened: [], ended: [], busy: new Set(), rung: () => {} }
  const logged: string[] = []
  const folder = openFolder(dir)
  const db = folder.openHost()
  const log = (_level: string, event: string): void => void logged.push(event)
  const alarms = createAlarms(db, nodeClock, log, (kind, name) => actors.ring(kind, name))
  const actors: Actors = createActors({ folder, alarms, clock: nodeClock, log, kinds: { probe: createProbe(seen) }, openMax })
  alarms.start()
  return {
    seen,
    logged,
    db,
    peer: (name: string) => actors.peer<Probe>('probe', name, METHODS),
    async stop() {
      alarms.stop()
      await actors.end()
      db.close()
      folder.release()
    },
  }
}

async function openContract(): Promise<HostUnderTest> {
  const dir = mkdtempSync(path.join(tmpdir(), 'porchlight-actors-'))
  let host = start(dir)
  let rung = Promise.withResolvers<void>()
  const listen = (): void => {
    rung = Promise.withResolvers()
    host.seen.rung = () => rung.resolve()
  }
  return {
    async roundTrip() {
      const given = { text: WORDS, list: [1, null, { deep: true }] }
      expect(await host.peer('a').keep(given)).toEqual(given)
      return { given, got: await host.peer('a').kept() }
    },
    give: (value) => host.peer('a').keep(value),
    fail: () => host.peer('a').fail(),
    async stream() {
      const opened: Opened | Unavailable = await host.peer('a').stream()
      return { expected: WORDS, got: opened.kind === 'stream' ? await new Response(opened.body).text() : opened.kind }
    },
    async arm() {
      listen()
      await host.peer('a').arm(20)
    },
    async forget() {
      await host.stop()
      host = start(dir)
      listen()
    },
    rung: () => rung.promise,
    async close() {
      await host.stop()
      rmSync(dir, { recursive: true })
    },
  }
}

hostContract('node', openContract)

describe('node actors', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'porchlight-actors-'))
  const files = (): readonly string[] => readdirSync(path.join(dir, 'actors')).filter((name) => name.endsWith('.sqlite'))
  let host: ReturnType<typeof start> | null = null
  const begin = (openMax?: number) => (host = start(dir, openMax))
  afterEach(async () => {
    await host?.stop()
    rmSync(dir, { recursive: true })
  })

  it('keeps one file an actor, whose name tells nothing', async () => {
    const { peer } = begin()
    await peer('owner:secret-plan').keep(1)
    await peer('owner:other').keep(2)
    expect(files()).toHaveLength(2)
    for (const name of files()) expect(name).toMatch(/^[0-9a-f]{64}\.sqlite$/)
  })

  it('keeps no file of an actor that was only looked at', async () => {
    const { peer, stop } = begin()
    expect(await peer('nobody').kept()).toBe(null)
    await stop()
    host = null
    expect(readdirSync(path.join(dir, 'actors'))).toEqual([])
  })

  it('closes the least recently used of the idle ones, and opens it again when called', async () => {
    const { peer, seen } = begin(2)
    seen.busy.add('busy')
    for (const name of ['busy', 'a', 'b']) await peer(name).keep(name)
    await peer('a').kept()
    await peer('c').keep('c')
    await expect.poll(() => seen.ended, { timeout: 10_000, interval: 5 }).toEqual(['b'])
    expect(await peer('b').kept()).toBe('b')
    await expect.poll(() => seen.ended, { timeout: 10_000, interval: 5 }).toEqual(['b', 'a'])
    expect(seen.opened).toEqual(['busy', 'a', 'b', 'c', 'b'])
  })

  it('lets nobody reach what is not in its list of methods', async () => {
    const { peer } = begin()
    for (const method of ['alarm', 'busy', 'end', 'constructor', 'then', 'toString']) {
      expect(Object.hasOwn(peer('a'), method)).toBe(false)
    }
  })

  it('answers for a broken file, and says so in the log', async () => {
    const first = begin()
    await first.peer('a').keep(1)
    await first.stop()
    const [name] = files()
    const { writeFileSync } = await import('node:fs')
    writeFileSync(path.join(dir, 'actors', name ?? ''), 'this is no database'.repeat(100))
    const { peer, logged } = begin()
    expect(await peer('a').kept()).toEqual({ kind: 'actor_unavailable' })
    expect(logged).toEqual(['actor.failed'])
    expect(existsSync(path.join(dir, 'actors', name ?? ''))).toBe(true)
  })

  it('a stopped host answers that nobody is there, and ended everyone', async () => {
    const { peer, seen, stop } = begin()
    await peer('a').keep(1)
    await peer('b').keep(1)
    await stop()
    host = null
    expect(await peer('a').kept()).toEqual({ kind: 'actor_unavailable' })
    expect(await peer('c').kept()).toEqual({ kind: 'actor_unavailable' })
    expect(seen.ended).toEqual(['a', 'b'])
  })
})
