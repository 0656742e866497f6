// The Cloudflare host: each actor in a Durable Object that passes calls on, one by one.
import { DurableObject } from 'cloudflare:workers'
import { composeAccount, composeApp, composeConversation, composeHome, type Ground, type Platform } from '../compose.ts'
import type { Config } from '../config.ts'
import type { AccountActor, Actor, Change, ConversationActor, Following, HomeActor, Left, Log, Place, ReadFrom, ReadUntil, TurnCommand } from '../ports.ts'
import type { ChatSettings, Summary } from '../../shared/conversation.ts'
import { type CloudflareAlarm, createCloudflareAlarm } from './cloudflare-alarm.ts'
import { cloudflareClock } from './cloudflare-clock.ts'
import { type Env, createPlatform } from './cloudflare-platform.ts'
import { createCloudflareSql } from './cloudflare-sql.ts'

export type { Env } from './cloudflare-platform.ts'

/** What every isolate answers requests with. `open` is the start script's word for this run. */
export function composeEdge(env: Env, open: boolean): { fetch(request: Request): Promise<Response> } {
  const { platform, config } = createPlatform(env)
  return composeApp(platform, config, open)
}

type Make<T> = (ground: Ground, platform: Platform, config: Config, name: string) => T

/** The actor of one object. With a wrong configuration there is none: calls fail, and the alarm is put off until it is right. */
class Held<T extends Actor> {
  readonly #actor: T | null
  readonly #alarm: CloudflareAlarm
  readonly #log: Log

  constructor({ id, storage }: DurableObjectState, env: Env, make: Make<T>) {
    if (id.name === undefined) throw new Error('an object was opened without its name')
    const { platform, config } = createPlatform(env)
    this.#log = platform.log
    this.#alarm = createCloudflareAlarm(storage, cloudflareClock.now)
    const ground: Ground = { sql: createCloudflareSql(storage), alarm: this.#alarm }
    this.#actor = config.kind === 'ok' ? make(ground, platform, config.config, id.name) : null
  }

  get actor(): T {
    if (!this.#actor) throw new Error('the configuration is wrong')
    return this.#actor
  }

  alarm(): Promise<void> {
    const run = async (): Promise<void> => this.actor.alarm()
    return this.#alarm.ring(run, (error) => this.#log('error', 'alarm.failed', { error: String(error) }))
  }
}

/** One chat; its name is `${account}:${id}`. */
export class Conversation extends DurableObject<Env> implements ConversationActor {
  readonly #held: Held<ConversationActor & Actor>

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#held = new Held(ctx, env, (ground, platform, config, name) => {
      const colon = name.lastIndexOf(':')
      return composeConversation(ground, platform, config, name.slice(0, colon), name.slice(colon + 1))
    })
  }

  accept(command: TurnCommand) {
    return this.#held.actor.accept(command)
  }
  outcome(turn: string, waitMs: number) {
    return this.#held.actor.outcome(turn, waitMs)
  }
  events(from: ReadFrom, until: ReadUntil) {
    return this.#held.actor.events(from, until)
  }
  read(before: string | null) {
    return this.#held.actor.read(before)
  }
  change(change: Change) {
    return this.#held.actor.change(change)
  }
  stop(turn: string | null) {
    return this.#held.actor.stop(turn)
  }
  wipe() {
    return this.#held.actor.wipe()
  }
  override alarm() {
    return this.#held.alarm()
  }
}

/** What spans the chats of one person. */
export class Account extends DurableObject<Env> implements AccountActor {
  readonly #held: Held<AccountActor & Actor>

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#held = new Held(ctx, env, composeAccount)
  }

  open(conversation: string) {
    return this.#held.actor.open(conversation)
  }
  record(version: number, summary: Summary) {
    return this.#held.actor.record(version, summary)
  }
  list(before: number | null) {
    return this.#held.actor.list(before)
  }
  rev() {
    return this.#held.actor.rev()
  }
  remove(conversation: string) {
    return this.#held.actor.remove(conversation)
  }
  defaults() {
    return this.#held.actor.defaults()
  }
  setDefaults(settings: ChatSettings) {
    return this.#held.actor.setDefaults(settings)
  }
  guess(address: string) {
    return this.#held.actor.guess(address)
  }
  guessed(address: string) {
    return this.#held.actor.guessed(address)
  }
  override alarm() {
    return this.#held.alarm()
  }
}

/** One machine at home. */
export class Home extends DurableObject<Env> implements HomeActor {
  readonly #held: Held<HomeActor & Actor>

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env)
    this.#held = new Held(ctx, env, composeHome)
  }

  look(waitMs: number) {
    return this.#held.actor.look(waitMs)
  }
  glance() {
    return this.#held.actor.glance()
  }
  turn(place: Place, waitMs: number) {
    return this.#held.actor.turn(place, waitMs)
  }
  release(turn: string, left: Left) {
    return this.#held.actor.release(turn, left)
  }
  history(minutes: number) {
    return this.#held.actor.history(minutes)
  }
  examine(following: Following | null, waitMs: number) {
    return this.#held.actor.examine(following, waitMs)
  }
  override alarm() {
    return this.#held.alarm()
  }
}
