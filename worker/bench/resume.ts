// bench resume: a long turn read again from its beginning, as a reader does that lost everything.
import type { Kind } from '../test/launch.ts'
import { type Bench, type Ground, type Row, atLeast, atMost, figure } from './bench.ts'
import { RESUME_EVENTS, RESUME_MAX_MS } from './budgets.ts'
import { median, percentile } from './stats.ts'
import { startTorrent } from './torrent.ts'

const TIMES = 20
const WARM_UP = 3
const SESSION = 'long'
/** Some pieces come while the one before is being stored, and share its event. */
const SPARE = 1.5
/** Nothing here may take longer, in milliseconds. */
const LIMIT_MS = 60_000
const PING = ': ping\n\n'

const post = (url: string, path: string, body: unknown, signal: AbortSignal): Promise<Response> =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(body),
    signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
  })

/** Reads to the end, or until so many bytes are there. */
async function read(response: Response, enough: number): Promise<Buffer> {
  if (response.status !== 200 || response.body === null) throw new Error(`answered ${response.status}: ${await response.text()}`)
  const pieces: Uint8Array[] = []
  let length = 0
  const reader = response.body.getReader()
  while (length < enough) {
    const next = await reader.read()
    if (next.done) break
    pieces.push(next.value)
    length += next.value.length
  }
  return Buffer.concat(pieces)
}

interface Resumed {
  readonly events: number
  readonly bytes: number
  readonly times: readonly number[]
  /** Readings that are, to the last byte, what the first reader got while it was written. */
  readonly equal: number
}

async function resumed(ground: Ground, kind: Kind): Promise<Resumed> {
  const torrent = await startTorrent(RESUME_EVENTS * SPARE)
  ground.atEnd(() => torrent.stop())
  const server = await ground.launch(kind, { llm: `${torrent.url}/v1`, env: { LLM_MODEL: 'auto', LOG_FLUSH_MS: '1' } })
  const { signal } = new AbortController()
  const live = await read(await post(server.url, '/agent/message', { message: 'Everything, please.', session_id: SESSION }, signal), Number.POSITIVE_INFINITY)
  const expected = Buffer.from(live.toString().replaceAll(PING, ''))
  const last = expected.toString('utf8', expected.lastIndexOf('id: '))
  const [, epoch, head] = /^id: ([A-Za-z0-9_-]+)\.(\d+)\ndata: \{"type":"turn\.ended"/.exec(last) ?? []
  if (epoch === undefined || head === undefined) throw new Error(`the turn did not end with its end, but with ${last.slice(0, 200)}`)

  const times: number[] = []
  let equal = 0
  for (let time = 0; time < WARM_UP + TIMES; time += 1) {
    const leave = new AbortController()
    const began = performance.now()
    const again = await read(await post(server.url, `/agent/sessions/${SESSION}/events`, { after: `${epoch}.0` }, leave.signal), expected.length)
    const took = performance.now() - began
    leave.abort()
    if (time < WARM_UP) continue
    times.push(took)
    if (again.equals(expected)) equal += 1
  }
  await server.stop()
  await torrent.stop()
  return { events: Number(head), bytes: expected.length, times, equal }
}

async function run(ground: Ground): Promise<Row[]> {
  const rows: Row[] = []
  for (const kind of ground.kinds) {
    const { events, bytes, times, equal } = await resumed(ground, kind)
    const one = { unit: 'ms', samples: times.length }
    rows.push(
      atLeast(RESUME_EVENTS, { what: `${kind}: events of the turn`, value: events, unit: '', samples: 1 }),
      figure({ what: `${kind}: bytes of the turn`, value: bytes / 1000, unit: 'kB', samples: 1 }),
      atLeast(TIMES, { what: `${kind}: readings byte-equal to the first`, value: equal, unit: '', samples: times.length }),
      atMost(RESUME_MAX_MS, { ...one, what: `${kind}: to the last byte, p50`, value: median(times) }),
      figure({ ...one, what: `${kind}: to the last byte, p95`, value: percentile(times, 95) }),
    )
  }
  return rows
}

export const resume: Bench = { name: 'resume', about: 'a turn of 10,000 events, read from the first to the last byte', limitMs: 120_000, run }
