// L8: a reader that never reads is dropped, and costs the others nothing.
import { type Socket, connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { READER_STALL_MS } from '../../../shared/limits.ts'
import { Client, lastText } from '../hosts/client.ts'
import { type Model, type Piece, saidBy, startModel } from '../hosts/model.ts'
import { isEnd } from '../hosts/stream.ts'
import { type Kind, type Launched, launch } from '../launch.ts'
import { residentMb } from '../processes.ts'

/** One answer, about 0.9 MB on the wire: three bytes a character. */
const PIECES = Array.from({ length: 74 }, (_, at): Piece => ({ kind: 'text', text: `${at} ${'東'.repeat(4_000)}` }))
/** The kernel takes about 4 MB for who does not read, the proxy of wrangler dev another 8; all of it is more than 12. */
const TURNS = 22
const OFFERED_BYTES = 16_000_000
/** What one who is far behind may take to catch up, in milliseconds. */
const REPLAY_MS = 120_000
/** What the host may hold more than before. The largest answers of this chat are in memory anyway, as rows on their way to a view. */
const GROWN_MB = 250

const KINDS: readonly Kind[] = ['node', 'wrangler', 'workerd']

describe.each(KINDS)('%s', (kind) => {
  let model: Model
  let host: Launched
  let client: Client
  let socket: Socket | null = null
  beforeAll(async () => {
    model = await startModel(PIECES, 0)
    host = await launch(kind, { llm: model.url, env: { LLM_MODEL: 'auto' } })
    client = new Client(host.url)
  })
  afterAll(async () => {
    socket?.destroy()
    await host?.stop()
    model?.close()
  })

  it('L8: a reader that never reads is dropped after more than 12 MB were offered, and the others have every byte', async () => {
    const chat = 'wide'
    const first = await client.ask(chat, 'Say much')
    await first.closed
    const [began] = first.frames
    if (!began) throw new Error('the turn has no events')

    const { hostname, port } = new URL(host.url)
    socket = connect(Number(port), hostname)
    socket.pause()
    const body = JSON.stringify({ after: began.id })
    socket.write(
      `POST /agent/sessions/${chat}/events HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    )
    const keen = await client.events(chat, began.id)
    const before = residentMb(host.pid)

    let most = before ?? 0
    for (let turn = 1; turn < TURNS; turn += 1) {
      const { body: told } = await client.say(chat, `Say much, for the ${turn}. time`)
      expect(told).toMatchObject({ status: 'done' })
      most = Math.max(most, residentMb(host.pid) ?? 0)
    }
    let ends = 0
    await keen.until((frame) => isEnd(frame) && (ends += 1) === TURNS, REPLAY_MS)
    const offered = keen.bytes
    expect(Buffer.byteLength(offered)).toBeGreaterThan(OFFERED_BYTES)

    // The one that kept up has all of it, without a gap.
    const numbers = keen.frames.map(({ id }) => Number(id.split('.')[1]))
    expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at))
    expect(lastText(await client.view(chat))).toBe(saidBy(PIECES))

    // The one that never read was dropped: another turn begins, and all it is given, reading at last, is what the kernels had for it, and the end.
    await new Promise((resolve) => setTimeout(resolve, READER_STALL_MS + 3_000))
    expect((await client.say(chat, 'Say much, for the last time')).body).toMatchObject({ status: 'done' })
    let got = ''
    const closed = new Promise((resolve) => {
      socket?.setEncoding('utf8')
      socket?.once('close', resolve)
      socket?.on('error', () => {})
      socket?.on('data', (text: string) => {
        got += text
        if (got.endsWith('\r\n0\r\n\r\n')) resolve(null)
      })
    })
    socket.resume()
    await closed
    console.log(`${kind}: offered ${Buffer.byteLength(offered)} B, given ${Buffer.byteLength(got)} B; memory ${before} -> at most ${most} MB`)
    expect(Buffer.byteLength(got)).toBeLessThan(Buffer.byteLength(offered))
    expect(got).not.toContain(`id: ${keen.frames.at(-1)?.id}`)
    expect(most - (before ?? 0)).toBeLessThan(GROWN_MB)

    // And it takes up where it was, as one does that comes only now.
    const last = [...got.matchAll(/id: (\S+)\ndata: [^\r\n]*\n\n/g)].at(-1)?.[1]
    const at = keen.frames.findIndex(({ id }) => id === last)
    expect(at).toBeGreaterThan(0)
    const resumed = await client.events(chat, last)
    const end = await keen.until((frame) => isEnd(frame) && Number(frame.id.split('.')[1]) > (numbers.at(-1) ?? Infinity), REPLAY_MS)
    await resumed.until(({ id }) => id === end.id, REPLAY_MS)
    keen.leave()
    resumed.leave()
    const rest = keen.frames.slice(at + 1).map(({ bytes }) => bytes)
    expect(resumed.bytes === rest.join('')).toBe(true)
  })
})
