// A model server that says one small piece after the other, as fast as each still becomes an event of its own where answers are stored at every millisecond.
import { once } from 'node:events'
import { type ServerResponse, createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { DONE, JSON_TYPE, SSE, type Meta, finishFrame, textFrame } from '../sim/wire.ts'

export interface Torrent {
  /** Without a slash at its end; the API is under `/v1`. */
  readonly url: string
  stop(): Promise<void>
}

const MODEL = 'torrent'
const META: Meta = { id: 'chatcmpl-torrent', created: 0, model: MODEL }
/** From one piece to the next, in milliseconds: longer than it takes to be stored. */
const PAUSE_MS = 2
/** About the length of what 50 ms of a model at 50 tokens a second are. */
const words = (piece: number): string => ` word ${String(piece).padStart(5, '0')}`

/** `pieces` in each answer. */
export async function startTorrent(pieces: number): Promise<Torrent> {
  const server = createServer((incoming, outgoing) => {
    incoming.resume()
    if (incoming.method === 'POST') void answer(outgoing, pieces).catch(() => outgoing.destroy())
    else if (incoming.url === '/v1/models') outgoing.setHeader('content-type', JSON_TYPE).end(JSON.stringify({ object: 'list', data: [{ id: MODEL }] }))
    else outgoing.writeHead(404, { 'content-type': JSON_TYPE }).end('{"error":"not found"}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function answer(outgoing: ServerResponse, pieces: number): Promise<void> {
  const left = new AbortController()
  outgoing.on('close', () => left.abort())
  outgoing.writeHead(200, { 'content-type': SSE })
  for (let piece = 0; piece < pieces && !outgoing.destroyed; piece += 1) {
    if (!outgoing.write(textFrame(META, words(piece)))) await once(outgoing, 'drain', { signal: left.signal })
    await sleep(PAUSE_MS, null, { signal: left.signal })
  }
  outgoing.end(`${finishFrame(META, 'stop')}${DONE}`)
}
