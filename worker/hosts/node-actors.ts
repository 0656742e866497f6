// The actors of the Node host: one object and one database each, opened when called, closed when idle and many.
import type { DatabaseSync } from 'node:sqlite'
import { NODE_ACTORS_OPEN, NODE_STOP_MS } from '../../shared/limits.ts'
import type { Actor, Alarm, Clock, Log, Peer, Sql, Unavailable } from '../ports.ts'
import type { Alarms } from './node-alarms.ts'
import type { Folder } from './node-files.ts'
import { type Methods, copy, copyResult, createPeer } from './node-peers.ts'
import { type NodeSql, createNodeSql } from './node-sql.ts'

/** Makes one actor on its own database and alarm; it must not wait. */
export type Make = (ground: { readonly sql: Sql; readonly alarm: Alarm }, name: string) => Actor

export interface ActorsOptions {
  readonly folder: Pick<Folder, 'openActor' | 'removeActor'>
  readonly alarms: Pick<Alarms, 'of'>
  readonly clock: Clock
  readonly log: Log
  /** One row a kind of actor; a kind's name is part of its files' names and never changes. */
  readonly kinds: Readonly<Record<string, Make>>
  /** Idle actors that stay open. */
  readonly openMax?: number
}

export interface Actors {
  /** An actor as others see it. What it throws is logged, and answered with `actor_unavailable`; data that cannot pass rejects with DataCloneError. */
  peer<T>(kind: string, name: string, methods: Methods<T>): Peer<T>
  /** Calls one actor's `alarm()`, opening it where needed. Rejects where that fails. */
  ring(kind: string, name: string): Promise<void>
  /** Ends every actor, within NODE_STOP_MS in all, and closes its files. Peers answer `actor_unavailable` from then on. */
  end(): Promise<void>
}

interface Opened {
  readonly kind: string
  readonly name: string
  readonly actor: Actor
  readonly db: DatabaseSync
  readonly sql: NodeSql
  calls: number
  closing: Promise<void> | null
}

const UNAVAILABLE: Unavailable = { kind: 'actor_unavailable' }

export function createActors(options: ActorsOptions): Actors {
  const { folder, alarms, clock, log, kinds, openMax = NODE_ACTORS_OPEN } = options
  /** The least recently used first. */
  const opened = new Map<string, Opened>()
  let closed = false

  const open = (kind: string, name: string): Opened => {
    const make = kinds[kind]
    if (!make) throw new Error(`there is no actor of the kind ${kind}`)
    const db = folder.openActor(kind, name)
    try {
      // Whose file it is: its own name does not tell.
      db.exec('create table if not exists _host(kind text not null, name text not null)')
      db.prepare('insert into _host(kind, name) select ?, ? where not exists (select 1 from _host)').run(kind, name)
      const sql = createNodeSql(db)
      const actor = make({ sql, alarm: alarms.of(kind, name, sql.after) }, name)
      const entry: Opened = { kind, name, actor, db, sql, calls: 0, closing: null }
      opened.set(`${kind}:${name}`, entry)
      return entry
    } catch (error) {
      db.close()
      throw error
    }
  }

  const enter = async (kind: string, name: string): Promise<Opened> => {
    for (;;) {
      if (closed) throw new Error('the host has stopped')
      const there = opened.get(`${kind}:${name}`)
      if (!there) return open(kind, name)
      if (!there.closing) return there
      await there.closing
    }
  }

  /** Runs `use` with the actor, which stays open for it, and is the most recently used after it. */
  const within = async <T>(kind: string, name: string, use: (actor: Actor) => T): Promise<Awaited<T>> => {
    const entry = await enter(kind, name)
    entry.calls += 1
    try {
      return await use(entry.actor)
    } finally {
      entry.calls -= 1
      if (opened.delete(`${kind}:${name}`)) opened.set(`${kind}:${name}`, entry)
      closeIdle()
    }
  }

  const closeIdle = (): void => {
    if (closed || opened.size <= openMax) return
    const idle = [...opened.values()].filter(({ calls, closing, actor }) => calls === 0 && !closing && !actor.busy())
    for (const entry of idle.slice(0, Math.max(0, idle.length - openMax))) entry.closing = end(entry, NODE_STOP_MS).then(() => shut(entry))
  }

  const end = async ({ kind, actor }: Opened, ms: number): Promise<void> => {
    const ended = new AbortController()
    try {
      await Promise.race([actor.end(), clock.sleep(ms, ended.signal)])
    } catch (error) {
      log('error', 'actor.end_failed', { kind, error: String(error) })
    }
    ended.abort()
  }

  /** Closes the database, and removes it where the actor keeps nothing: looking at what is not there leaves no trace. */
  const shut = ({ kind, name, db, sql }: Opened): void => {
    opened.delete(`${kind}:${name}`)
    try {
      const empty = sql.empty()
      db.close()
      if (empty) folder.removeActor(kind, name)
    } catch (error) {
      log('error', 'actor.close_failed', { kind, error: String(error) })
    }
  }

  const call = async (kind: string, name: string, method: string, args: readonly unknown[]): Promise<unknown> => {
    const given = args.map(copy)
    const result = await within(kind, name, (actor) => {
      const target: unknown = Reflect.get(actor, method)
      if (typeof target !== 'function') throw new Error('there is no such method')
      const value: unknown = Reflect.apply(target, actor, given)
      return value
    }).catch((error: unknown) => {
      log('error', 'actor.failed', { kind, method, error: String(error) })
      return UNAVAILABLE
    })
    return copyResult(result)
  }

  return {
    peer: (kind, name, methods) => createPeer(methods, (method, args) => call(kind, name, method, args)),
    ring: (kind, name) => within(kind, name, (actor) => actor.alarm()),
    async end() {
      const ended = new Set<Opened>()
      const late = clock.monotonic() + NODE_STOP_MS
      // One that ends may still call another, which opens it.
      for (let left = NODE_STOP_MS; left > 0; left = late - clock.monotonic()) {
        const rest = [...opened.values()].filter((entry) => !ended.has(entry))
        if (rest.length === 0) break
        for (const entry of rest) ended.add(entry)
        await Promise.all(rest.map((entry) => entry.closing ?? end(entry, left)))
      }
      closed = true
      for (const entry of opened.values()) shut(entry)
    },
  }
}
