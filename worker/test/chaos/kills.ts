// Kills the product again and again while turns run, starts it again on the same data, and holds what is there against what must be (issue: turns under fire).
import { isDeepStrictEqual } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { textOf } from '../../../shared/conversation.ts'
import { type Simulator, startSimulator } from '../../bench/simulator.ts'
import { Client, fieldOf } from '../hosts/client.ts'
import { type Kind, type Launched, launch } from '../launch.ts'
import { membersOf, survivors } from '../processes.ts'
import { Seeded } from '../seeded.ts'
import { Chat, type Stored } from './chat.ts'
import { type Figures, closingLine, noFigures } from './figures.ts'
import { type Sent, foldedHolds, onceHolds, quietHolds, writtenHolds } from './holds.ts'
import { type Moment, momentsOf, wishFor } from './moments.ts'
import { reach } from './reach.ts'

export interface ChaosOptions {
  readonly host: Kind
  readonly kills: number
  readonly seed: number
  /** Each breach, as it is seen, and how far it is. */
  readonly say: (line: string) => void
  readonly signal?: AbortSignal
}

export interface ChaosEnd {
  readonly breaches: readonly string[]
  readonly line: string
}

/** Chats at a time, and how many of their turns home takes at a time: two are in line. */
const CHATS = 5
const PARALLEL = 3
/** Turns after which a chat is left for a new one. */
const TURNS = 3
const FLUSH_MS = 50
/** How much may be lost: one flush, and a second. */
const LOST_MS = FLUSH_MS + 1_000
/** From the restart until nothing runs, in milliseconds. */
const QUIET_MS = 15_000
/** One kill in so many is followed by silence: nobody asks anything until that time is over. The last of a run is. */
const UNASKED_ONE_IN = 25
const LOOK_MS = 50
/** What the proxy of wrangler dev adds to a request is the more. */
const ACCEPT_MS: Record<Kind, number> = { node: 30, workerd: 30, wrangler: 90 }

/** Runs to its end, also where something is wrong; rejects only where it cannot go on. */
export async function chaos({ host: kind, kills, seed, say, signal }: ChaosOptions): Promise<ChaosEnd> {
  const began = performance.now()
  const chance = new Seeded(seed)
  const simulator = await startSimulator()
  const host = await launch(kind, { llm: `${simulator.url}/v1`, env: { LLM_PARALLEL: String(PARALLEL), LOG_FLUSH_MS: String(FLUSH_MS) } }).catch(
    async (error: unknown) => {
      await simulator.stop()
      throw error
    },
  )
  const run = new Run(kind, host, simulator, chance, say)
  try {
    for (const [at, moment] of momentsOf(kills, chance).entries()) {
      if (signal?.aborted === true) break
      await run.once(moment, at, at % UNASKED_ONE_IN === UNASKED_ONE_IN - 1 || at === kills - 1)
    }
    await run.sweep()
  } finally {
    await host.kill()
    await simulator.stop()
  }
  return { breaches: run.breaches, line: closingLine(kind, seed, run.figures, run.breaches.length, performance.now() - began) }
}

/** The name of the message that a chat is sent before this kill. */
const nameOf = (chat: Chat, at: number): string => `kill-${at + 1}-${chat.id}`

class Run {
  readonly breaches: string[] = []
  readonly figures: Figures = noFigures()
  readonly #kind: Kind
  readonly #host: Launched
  readonly #simulator: Simulator
  readonly #chance: Seeded
  readonly #say: (line: string) => void
  readonly #client: Client
  readonly #all: Chat[] = []
  #chats: Chat[] = []

  constructor(kind: Kind, host: Launched, simulator: Simulator, chance: Seeded, say: (line: string) => void) {
    this.#kind = kind
    this.#host = host
    this.#simulator = simulator
    this.#chance = chance
    this.#say = say
    this.#client = new Client(host.url)
  }

  /** One kill and everything after it. */
  async once(moment: Moment, at: number, unasked: boolean): Promise<void> {
    const found: string[] = []
    this.#refill()
    await this.#until(moment, at).catch((error: unknown) => found.push(`its moment did not come: ${String(error)}`))
    this.figures.kills[moment] += 1

    const processes = membersOf(this.#host.pid) ?? []
    await this.#host.kill()
    const left = survivors(processes)
    if (left.length > 0) found.push(`these outlived the kill: ${left.map(({ pid }) => pid).join(', ')}`)
    await Promise.all(this.#chats.map((chat) => chat.take()))
    const sent = new Map(this.#chats.flatMap((chat) => chat.sent.filter(({ id }) => id === nameOf(chat, at)).map((each) => [chat, each] as const)))
    for (const [{ folded }, { id }] of sent)
      for (const message of folded.messages) if (message.role === 'assistant' && message.parent === id) this.figures.folded += textOf(message).length

    const began = Date.now()
    await this.#host.restart()
    if (unasked) await sleep(Math.max(0, began + QUIET_MS - Date.now()))
    const stored = new Map<Chat, Stored>()
    for (const chat of this.#chats) stored.set(chat, await this.#quiet(chat, began, unasked, found))
    if (!unasked) this.figures.asked = Math.max(this.figures.asked, Date.now() - began)
    for (const [chat, as] of stored) {
      const message = sent.get(chat)
      const held = chat.deleted !== 'no' ? this.#buried(chat, as, found) : message ? this.#held(chat, message, as, began, unasked, found) : null
      await held?.catch((error: unknown) => found.push(String(error)))
    }
    await this.#written(sent, found)
    for (const breach of found) {
      this.breaches.push(`kill ${at + 1} (${moment}): ${breach}`)
      this.#say(`kill ${at + 1} (${moment}): ${breach}`)
    }
  }

  /** At the end: everything that ever was is as it was, and what was deleted is gone. */
  async sweep(): Promise<void> {
    const found: string[] = []
    for (const chat of this.#all) {
      const stored = await chat.read(this.#client)
      if (chat.deleted !== 'no') {
        if (stored.kind !== 'gone') found.push(`${chat.id} was deleted and is there`)
      } else if (chat.sent.length > 0 && (stored.kind !== 'view' || !isDeepStrictEqual(stored.view, chat.folded))) found.push(`(a) ${chat.id} is not as it was`)
    }
    const { body } = await this.#client.get('/agent/sessions')
    const sessions = fieldOf(body, 'sessions')
    for (const session of Array.isArray(sessions) ? sessions : [])
      if (fieldOf(session, 'state') === 'running') found.push(`(d) the list says that ${String(fieldOf(session, 'id'))} runs`)
    for (const breach of found) {
      this.breaches.push(`at the end: ${breach}`)
      this.#say(`at the end: ${breach}`)
    }
  }

  #refill(): void {
    this.#chats = this.#chats.filter(({ sent, deleted }) => sent.length < TURNS && deleted === 'no')
    while (this.#chats.length < CHATS) {
      const chat = new Chat(`chat-${this.#all.length + 1}`)
      this.#all.push(chat)
      this.#chats.push(chat)
    }
  }

  /** All chats are asked something; one of them comes to its moment. */
  async #until(moment: Moment, at: number): Promise<void> {
    const [victim, ...others] = this.#chance.shuffled(this.#chats)
    if (!victim) throw new Error('there is no chat')
    const beside = (): void => {
      // Who is in line needs others who stay.
      for (const chat of others)
        chat.send(this.#client, nameOf(chat, at), wishFor(moment === 'queue' ? 'queue' : 'beside', this.#chance)).catch((error: unknown) => {
          this.breaches.push(`kill ${at + 1} (${moment}): ${String(error)}`)
        })
    }
    const ground = { client: this.#client, chance: this.#chance, flushMs: FLUSH_MS, acceptMs: ACCEPT_MS[this.#kind] }
    const reached = (): Promise<void> => reach(moment, victim, nameOf(victim, at), wishFor(moment, this.#chance), ground)
    if (moment === 'queue') {
      beside()
      await sleep(4 * LOOK_MS)
      await reached()
    } else if (moment === 'accept') {
      beside()
      await sleep(this.#chance.between(0, 10 * LOOK_MS))
      await reached()
    } else {
      const reaching = reached()
      await sleep(this.#chance.between(LOOK_MS, 2 * LOOK_MS))
      beside()
      await reaching
    }
  }

  /** (d): looked at until nothing runs; once where nobody looked before. */
  async #quiet(chat: Chat, began: number, unasked: boolean, found: string[]): Promise<Stored> {
    for (;;) {
      const stored = await chat.read(this.#client)
      const running = stored.kind === 'view' ? quietHolds(stored.view) : []
      if (running.length === 0) return stored
      if (unasked || Date.now() - began > QUIET_MS) {
        found.push(...running)
        return stored
      }
      await sleep(LOOK_MS)
    }
  }

  async #held(chat: Chat, sent: Sent, stored: Stored, began: number, unasked: boolean, found: string[]): Promise<void> {
    const view = stored.kind === 'view' ? stored.view : null
    found.push(...onceHolds(view, sent))
    let turn: string | null = null
    if (stored.kind === 'view') {
      found.push(...foldedHolds(chat.folded, stored.view), ...(await chat.resume(this.#client, stored)))
      const answer = stored.view.messages.findLast((message) => message.role === 'assistant')
      if (answer?.role === 'assistant' && answer.parent === sent.id) {
        turn = answer.id
        const { status } = answer.state
        if (status === 'interrupted') this.figures.interrupted += 1
        else if (status === 'done') this.figures.done += 1
        else found.push(`${answer.id} is ${status}: ${JSON.stringify(answer.state)}`)
        if (unasked && status === 'interrupted') {
          const ms = answer.at + (answer.timings?.total ?? Infinity) - began
          this.figures.unasked = Math.max(this.figures.unasked, ms)
          if (ms > QUIET_MS) found.push(`(d) ${answer.id} ended ${ms} ms after the restart`)
        }
      }
    } else if (chat.folded.messages.length > 0) found.push(`(a) ${chat.id} was shown and is not there: ${stored.kind}`)

    // The same message again: the same turn where there was one.
    const again = await chat.again(this.#client, sent)
    if (!again.ended) found.push(`${sent.id}, sent again, came to no end`)
    if (turn !== null && again.turn !== turn) found.push(`(e) ${sent.id}, sent again, is another turn`)
    const after = await chat.read(this.#client)
    if (after.kind !== 'view') return void found.push(`${chat.id} is ${after.kind} after its message was sent again`)
    found.push(...onceHolds(after.view, { ...sent, acknowledged: true }), ...quietHolds(after.view))
    const told = again.view.messages.find(({ id }) => id === again.turn)
    const kept = after.view.messages.find(({ id }) => id === again.turn)
    if (!isDeepStrictEqual(told, kept)) found.push(`(a) ${again.turn}: its replay is not what the server shows`)
    chat.folded = after.view
    chat.last = after.cursor
    this.figures.turns += 1
    if (turn === null && kept?.role === 'assistant' && kept.state.status === 'done') this.figures.done += 1
  }

  /** L9: gone is gone, also where the process died before it could say so and the wish is repeated. */
  async #buried(chat: Chat, stored: Stored, found: string[]): Promise<void> {
    this.figures.turns += 1
    if (chat.deleted === 'done' && stored.kind !== 'gone') found.push(`(deleted) ${chat.id} was deleted and is ${stored.kind}`)
    if (chat.deleted === 'asked') await chat.remove(this.#client)
    const after = await chat.read(this.#client)
    if (after.kind !== 'gone') found.push(`(deleted) ${chat.id} was deleted again and is ${after.kind}`)
    const { status } = await this.#client.say(chat.id, 'Are you there?')
    if (status !== 410) found.push(`(deleted) ${chat.id} was deleted and takes messages: ${status}`)
  }

  /** (b), (c), and that the model was asked once and writes to nobody. */
  async #written(sent: ReadonlyMap<Chat, Sent>, found: string[]): Promise<void> {
    const wrote = await this.#simulator.wrote()
    for (const [chat, { id, prompt, rate }] of sent) {
      const records = wrote.filter((record) => record.prompt === prompt)
      const [record = null, ...others] = records
      if (others.length > 0) found.push(`(e) the model was asked ${records.length} times for ${id}`)
      if (record && !record.finished && !record.aborted) found.push(`(d) the model still writes for ${id}`)
      const answer = chat.folded.messages.findLast((message) => message.role === 'assistant' && message.parent === id)
      if (chat.deleted !== 'no' || answer?.role !== 'assistant') continue
      const { breaches, loss } = writtenHolds(answer, record, rate, { lostMs: LOST_MS })
      found.push(...breaches)
      this.figures.lostChars = Math.max(this.figures.lostChars, loss.chars)
      this.figures.lostMs = Math.max(this.figures.lostMs, loss.ms)
    }
  }
}
