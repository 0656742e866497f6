// Sends what is wrong in both directions for a while, and says what came of it: no 500, no crash, no hang, nothing said that should not be.
import { isDeepStrictEqual } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { EDGE_CUT_RETRIES, ERROR_BODY_MS, OVERFLOW_RETRIES } from '../../../shared/limits.ts'
import { Client } from '../hosts/client.ts'
import { type Launched, launch } from '../launch.ts'
import { isAlive, residentMb } from '../processes.ts'
import { Seeded } from '../seeded.ts'
import { recordedAnswers, wrongAnswer } from './answers.ts'
import { wrongRequest } from './requests.ts'
import { exchange } from './wire.ts'
import { type WrongHome, startWrongHome } from './wrong-home.ts'

export interface FuzzOptions {
  readonly seconds: number
  readonly seed: number
  /** The number of the first case: a finding names its own. */
  readonly from?: number
  readonly say: (line: string) => void
  readonly signal?: AbortSignal
}

export interface FuzzEnd {
  readonly findings: readonly string[]
  readonly line: string
}

/** An answer, or its end, may take so long, in milliseconds. */
const ANSWER_MS = 10_000
const SILENCE_S = 5
/** A turn may take longer: each time that it is asked again home may say no and hang, then say nothing at all. */
const TURN_MS = (1 + EDGE_CUT_RETRIES + OVERFLOW_RETRIES) * ERROR_BODY_MS + SILENCE_S * 1000 + ANSWER_MS
/** Of each direction at a time. */
const AT_ONCE = 3
/** Turns in one chat: what came before goes to home again. */
const TURNS = 8
/** So many are said; a run that finds more is wrong enough. */
const FINDINGS_MAX = 20
const PASSWORD = 'a fuzzed password'
/** Nothing of this is for who asked. */
const INNER = /node_modules|node:internal|SQLITE_|\.ts:\d+|sqlite_master|a fuzzed password/
const OPENED = /^(GET|POST|PUT|PATCH|DELETE|HEAD) \/(agent\/|settings)/

export async function fuzz({ seconds, seed, from = 0, say, signal }: FuzzOptions): Promise<FuzzEnd> {
  const began = performance.now()
  const home = await startWrongHome()
  const env = { LLM_MAX_RETRIES: '0', LLM_SILENCE: String(SILENCE_S), LLM_PARALLEL: '8', LOG_LEVEL: 'error' }
  const hosts: Launched[] = []
  try {
    const open = await launch('node', { llm: home.url, env })
    hosts.push(open)
    const locked = await launch('node', { llm: home.url, env: { ...env, OWNER_PASSWORD: PASSWORD } })
    hosts.push(locked)
    const run = new Run(home, open, locked, seed, from, say)
    await run.signIn()
    const before = residentMb(open.pid)
    const until = began + seconds * 1000
    const going = (): boolean => performance.now() < until && signal?.aborted !== true && run.findings.length < FINDINGS_MAX
    const lane = async (once: () => Promise<void>): Promise<void> => {
      while (going()) await once()
    }
    await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => [lane(() => run.request()), lane(() => run.answer(at))]).flat())
    await run.after()
    const figures = `${run.requests} requests (${run.statuses()}), ${run.answers} answers of home (${run.outcomes()})`
    const memory = `memory ${before} -> ${residentMb(open.pid)} MB`
    const line = `fuzz seed ${seed}: ${figures}; ${memory}; ${run.findings.length} findings; ${((performance.now() - began) / 1000).toFixed(0)} s`
    return { findings: run.findings, line }
  } finally {
    for (const host of hosts) await host.kill()
    home.close()
  }
}

class Run {
  readonly findings: string[] = []
  requests = 0
  answers = 0
  readonly #seed: number
  readonly #home: WrongHome
  readonly #open: Launched
  readonly #locked: Launched
  readonly #say: (line: string) => void
  readonly #recorded = recordedAnswers()
  readonly #counts = new Map<string, number>()
  readonly #ends = new Map<string, number>()
  readonly #next: { request: number; answer: number }
  #cookie = ''

  constructor(home: WrongHome, open: Launched, locked: Launched, seed: number, from: number, say: (line: string) => void) {
    this.#home = home
    this.#open = open
    this.#locked = locked
    this.#seed = seed
    this.#next = { request: from + (from % 2), answer: from + ((from + 1) % 2) }
    this.#say = say
  }

  statuses = (): string => told(this.#counts)
  outcomes = (): string => told(this.#ends)

  async signIn(): Promise<void> {
    const { headers } = await new Client(this.#locked.url).post('/auth/sign-in', { password: PASSWORD })
    this.#cookie = headers.get('set-cookie')?.split(';')[0] ?? ''
    if (this.#cookie === '') throw new Error('nobody could sign in')
  }

  /** One request that is wrong, to one of both hosts, with or without a good cookie. */
  async request(): Promise<void> {
    const [number, chance] = this.#case('request')
    const known = chance.chance(0.5)
    const host = chance.chance(0.6) ? this.#open : this.#locked
    const { host: name, origin, port } = new URL(host.url)
    const more = { host: name, connection: 'close', ...(known && host === this.#locked ? { cookie: this.#cookie, origin } : {}) }
    const bytes = wrongRequest(chance, more)
    const found = (what: string): void => this.#found(number, `${what}: ${shown(bytes)}`)
    const came = await exchange(Number(port), bytes, ANSWER_MS).catch(() => null)
    this.requests += 1
    count(this.#counts, String(came?.status ?? 'closed'))
    if (came === null) return found('nobody listens any more')
    const { status, text, hung } = came
    if (hung) found(`no end of an answer in ${ANSWER_MS} ms (${status})`)
    // What a model server cannot do has statuses of its own; all that is ours to do can be done here.
    if (status !== null && status >= 500 && !/"error":"(?!internal|actor_unavailable)/.test(text)) found(`${status} ${text.slice(-400)}`)
    if (INNER.test(text)) found(`the inside is told: ${text.slice(0, 600)}`)
    const asked = Buffer.from(bytes).toString('latin1')
    if (host === this.#locked && !asked.includes(this.#cookie) && status !== null && status < 300 && OPENED.test(asked)) found(`${status} for a stranger`)
    this.#logged(host, found)
  }

  /** One answer of home that is wrong, to a turn that somebody reads, in a chat of this lane. */
  async answer(lane: number): Promise<void> {
    const [number, chance] = this.#case('answer')
    const word = `fuzz-${number}`
    const wrong = wrongAnswer(this.#recorded, chance)
    this.#home.answers.set(word, wrong)
    if (chance.chance(0.1)) this.#home.list = wrongAnswer(this.#recorded, chance)
    const found = (what: string): void => this.#found(number, `${what}; home sent (${wrong.close}): ${shown(Buffer.concat(wrong.pieces))}`)
    const client = new Client(this.#open.url)
    const chat = `answered-${lane}-${Math.floor(number / (2 * TURNS * AT_ONCE))}`
    try {
      const stream = await client.ask(chat, word, { message_id: word })
      const late = setTimeout(() => stream.leave(), TURN_MS)
      await stream.closed
      clearTimeout(late)
      const last = stream.frames.at(-1)?.event
      if (stream.ended !== true || last?.type !== 'turn.ended') found(`the stream did not end well: ${JSON.stringify(last)}`)
      else count(this.#ends, last.outcome.status)
      const turn = stream.headers.get('x-porchlight-turn')
      const told = stream.view(chat).messages.find(({ id }) => id === turn)
      const kept = (await client.view(chat)).messages.find(({ id }) => id === turn)
      if (!isDeepStrictEqual(told, kept)) found('what was streamed is not what is stored')
      if (INNER.test(stream.bytes)) found('the inside is told')
    } catch (error) {
      found(String(error))
    }
    this.answers += 1
    this.#home.answers.delete(word)
    this.#logged(this.#open, found)
  }

  /** Both are still well: they answer, and a turn comes to its end. */
  async after(): Promise<void> {
    this.#home.list = null
    for (const host of [this.#open, this.#locked]) {
      const client = new Client(host.url, host === this.#locked ? { cookie: this.#cookie, origin: host.url } : {})
      const health = await client.get('/health').catch(() => null)
      if (health?.status !== 200) this.#found(this.#next.request, `not well after it: /health ${health?.status}`)
      const said = await client.say('after', 'Are you well?').catch(() => null)
      if (said?.status !== 200) this.#found(this.#next.request, `no answer after it: ${said?.status} ${said?.text.slice(0, 400)}`)
      if (!isAlive(host.pid)) this.#found(this.#next.request, 'a server is gone')
      await sleep(0)
      this.#logged(host, (what) => this.#found(this.#next.request, what))
    }
  }

  /** Requests have even numbers and answers odd ones, so that a case that was found is the same again from its number on. */
  #case(direction: 'request' | 'answer'): [number, Seeded] {
    const number = this.#next[direction]
    this.#next[direction] += 2
    return [number, new Seeded(Math.imul(this.#seed, 0x9e3779b1) + number)]
  }

  readonly #read = new Map<Launched, number>()
  /** What a host wrote as an error since the last look. Several run at a time, so it may be another's. */
  #logged(host: Launched, found: (what: string) => void): void {
    const logs = host.logs()
    const errors = logs
      .slice(this.#read.get(host) ?? 0)
      .split('\n')
      .filter((line) => line.includes('"level":"error"') || /^\s+at /.test(line))
    this.#read.set(host, logs.length)
    if (errors.length > 0) found(`the log says (of this or of a case beside it): ${errors.slice(0, 3).join(' | ').slice(0, 1_500)}`)
  }

  #found(number: number, what: string): void {
    const line = `case ${number} of seed ${this.#seed}: ${what}`
    this.findings.push(line)
    this.#say(line)
  }
}

const count = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1)
const told = (counts: ReadonlyMap<string, number>): string =>
  [...counts]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, times]) => `${name} ${times}`)
    .join(', ')

/** Readable, and not too long. */
const shown = (bytes: Uint8Array): string => {
  const text = JSON.stringify(Buffer.from(bytes).toString('latin1'))
  return text.length <= 1_200 ? text : `${text.slice(0, 900)} … ${text.slice(-300)} (${bytes.length} bytes)`
}
