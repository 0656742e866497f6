// bench load: 500 streams at 5 tokens a second of which 100 never read, against 400 that all read, by turns in one run (L8: a dead reader slows nobody).
import { setTimeout as sleep } from 'node:timers/promises'
import type { Kind, Launched } from '../test/launch.ts'
import { type Bench, type Ground, type Row, atLeast, atMost, figure } from './bench.ts'
import { LOAD_DIFFERENCE_MAX_PERCENT, LOAD_GROWTH_MAX_PERCENT, LOAD_RATE, LOAD_READING, LOAD_ROUNDS, LOAD_SILENT } from './budgets.ts'
import { readersOf } from './quiet-readers.ts'
import type { Simulator } from './simulator.ts'
import { gaps, median, percentile } from './stats.ts'
import { usageOf } from './usage.ts'

/** Turns that run at a time: as many as home can be said to take. Each is followed by as many of the readers. */
const TURNS = 50
/** How long readers listen, and how long what was opened may settle before that, in milliseconds. */
const LISTEN_MS = 12_000
const SETTLE_MS = 2_000
/** After the readers left and the turns were stopped: until a round's memory is looked at. */
const REST_MS = 3_000
/** Who had text in the last so many milliseconds had it to the end. */
const END_MS = 2_000

interface Round {
  readonly silent: boolean
  /** Milliseconds: the middle of all readers' gaps. */
  readonly gap: number
  readonly gaps: number
  /** The gap that one in twenty exceeds. */
  readonly long: number
  /** Readers that had text until the end. */
  readonly readers: number
  readonly residentMb: number | null
}

async function round(server: Launched, at: number, silent: boolean): Promise<Round> {
  // The same in each round: chats that were used lately are kept open, and would count as growth.
  const chats = Array.from({ length: TURNS }, (_, turn) => `load-${turn}`)
  const tokens = Math.ceil(((LISTEN_MS + SETTLE_MS) / 1000) * LOAD_RATE * 2)
  const readers = readersOf(server.url)
  await Promise.all(chats.map((chat, turn) => begin(server.url, chat, `Turn ${turn} of round ${at}. [[tokens=${tokens}]] [[rate=${LOAD_RATE}]]`)))
  const plan = chats.flatMap((chat) => [
    ...Array.from({ length: LOAD_READING / TURNS }, () => ({ chat, reads: true })),
    ...Array.from({ length: silent ? LOAD_SILENT / TURNS : 0 }, () => ({ chat, reads: false })),
  ])
  await Promise.all(plan.map(({ chat, reads }) => readers.open(chat, reads)))
  await sleep(SETTLE_MS)
  const from = performance.now()
  await sleep(LISTEN_MS)
  const heard = readers.arrivals().map((arrivals) => arrivals.filter((time) => time >= from))
  readers.leave()
  await Promise.all(chats.map((chat) => fetch(`${server.url}/agent/sessions/${chat}/stop`, { method: 'POST' }).then((answer) => answer.arrayBuffer())))
  await sleep(REST_MS)
  const between = heard.flatMap(gaps)
  const until = from + LISTEN_MS - END_MS
  const whole = heard.filter((arrivals) => (arrivals.at(-1) ?? 0) >= until).length
  const residentMb = usageOf(server.pid)?.residentMb ?? null
  return { silent, gap: median(between), gaps: between.length, long: percentile(between, 95), readers: whole, residentMb }
}

/** Sends a message and leaves: its turn runs without its sender. */
async function begin(url: string, chat: string, message: string): Promise<void> {
  const leave = new AbortController()
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' }
  const answer = await fetch(`${url}/agent/message`, { method: 'POST', headers, body: JSON.stringify({ message, session_id: chat }), signal: leave.signal })
  if (answer.status !== 200) throw new Error(`${chat} was answered ${answer.status}`)
  leave.abort()
}

async function through(ground: Ground, kind: Kind): Promise<Row[]> {
  const simulator: Simulator = await ground.simulator()
  await simulator.set({ concurrency: TURNS })
  const server = await ground.launch(kind, { llm: `${simulator.url}/v1`, env: { LLM_PARALLEL: String(TURNS), LOG_LEVEL: 'error' } })
  const rounds: Round[] = []
  for (let at = 0; at < 2 * LOAD_ROUNDS; at += 1) rounds.push(await round(server, at, at % 2 === 0))
  await server.stop()
  await simulator.stop()

  const middle = (silent: boolean): number => median(rounds.filter((each) => each.silent === silent).map(({ gap }) => gap))
  const longest = (silent: boolean): number => median(rounds.filter((each) => each.silent === silent).map(({ long }) => long))
  const counted = (silent: boolean): number => rounds.filter((each) => each.silent === silent).reduce((sum, each) => sum + each.gaps, 0)
  const [dead, alive] = [middle(true), middle(false)]
  const memory = rounds.map(({ residentMb }) => residentMb)
  /** Of the last two rounds, and of the two before them. */
  const [last, before] = [pairOf(memory.slice(-2)), pairOf(memory.slice(-4, -2))]
  return [
    figure({
      what: `${kind}: gap of the readers, median, ${LOAD_SILENT} of ${LOAD_READING + LOAD_SILENT} never read`,
      value: dead,
      unit: 'ms',
      samples: counted(true),
    }),
    figure({ what: `${kind}: the same, all of ${LOAD_READING} read`, value: alive, unit: 'ms', samples: counted(false) }),
    figure({ what: `${kind}: gap of the readers, p95, some never read`, value: longest(true), unit: 'ms', samples: counted(true) }),
    figure({ what: `${kind}: the same, all read`, value: longest(false), unit: 'ms', samples: counted(false) }),
    atMost(LOAD_DIFFERENCE_MAX_PERCENT, {
      what: `${kind}: difference of the two`,
      value: (Math.abs(dead - alive) / alive) * 100,
      unit: '%',
      samples: rounds.length,
    }),
    atLeast(LOAD_READING, {
      what: `${kind}: readers that were served to the end, in the worst round`,
      value: Math.min(...rounds.map(({ readers }) => readers)),
      unit: '',
      samples: rounds.length,
    }),
    ...memory.map((value, at) =>
      figure({ what: `${kind}: resident after round ${at + 1} (${at % 2 === 0 ? 'some never read' : 'all read'})`, value, unit: 'MB', samples: 1 }),
    ),
    atMost(LOAD_GROWTH_MAX_PERCENT, {
      what: `${kind}: growth of resident memory, the last two rounds against the two before`,
      value: before === null || last === null ? null : Math.max(0, (last / before - 1) * 100),
      unit: '%',
      samples: 1,
    }),
  ]
}

/** What two rounds left, one of each kind; null where one was not told. The first two fill what a runtime keeps for itself, and are not compared. */
function pairOf([one = null, other = null]: readonly (number | null)[]): number | null {
  return one === null || other === null ? null : (one + other) / 2
}

export const load: Bench = {
  name: 'load',
  about: `${LOAD_READING + LOAD_SILENT} streams of ${TURNS} turns at ${LOAD_RATE} tokens a second, of which ${LOAD_SILENT} never read, against ${LOAD_READING} that all read: by turns, ${LOAD_ROUNDS} times each`,
  limitMs: 420_000,
  async run(ground) {
    const rows: Row[] = []
    for (const kind of ground.kinds) rows.push(...(await through(ground, kind)))
    return rows
  },
}
