// A model server that says prepared texts at a steady pace. What it has no text for it passes on to the server behind it.
import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { tokensOf } from '../sim/cases-text.ts'
import { DONE, JSON_TYPE, SSE, type Count, type Meta, finishFrame, lastFromPerson, readAsk, reasoningFrame, textFrame, usageFrame } from '../sim/wire.ts'

export interface Prepared {
  readonly text: string
  /** Comes before the text. */
  readonly reasoning?: string
  /** Tokens a second. */
  readonly rate: number
  /** Milliseconds before the first of them. */
  readonly delay?: number
}

export interface PreparedOptions {
  readonly model: string
  /** What is said to this message; null: it is passed on. */
  answer(message: string): Prepared | null
  /** A server that gets everything else, lists too. Left out: the list is this one model, and the rest is not found. */
  readonly behind?: string
}

export interface PreparedModel {
  /** Without a slash at its end; the API is under `/v1`. */
  readonly url: string
  readonly port: number
  /** When the last token left, in milliseconds of the system's clock; null before the first answer has ended. */
  lastToken(): number | null
  stop(): Promise<void>
}

/** Between two looks how many tokens are due, in milliseconds. */
const LOOK_MS = 10
/** What a prompt is said to have had; nobody counts it. */
const PROMPT_TOKENS = 24

export async function startPreparedModel({ model, answer, behind }: PreparedOptions): Promise<PreparedModel> {
  const meta: Meta = { id: 'chatcmpl-prepared', created: 0, model }
  let last: number | null = null
  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await bodyOf(incoming)
    const asked = incoming.method === 'POST' ? readAsk(body) : null
    const message = asked?.kind === 'ok' ? lastFromPerson(asked.ask.messages) : null
    const prepared = message === null ? null : answer(message)
    if (prepared !== null) {
      await tell(outgoing, meta, prepared)
      last = Date.now()
      outgoing.end()
    } else if (behind !== undefined) await passOn(`${behind}${incoming.url ?? '/'}`, incoming.method ?? 'GET', body, outgoing)
    else if (incoming.url === '/v1/models') outgoing.setHeader('content-type', JSON_TYPE).end(JSON.stringify({ object: 'list', data: [{ id: model }] }))
    else outgoing.writeHead(404, { 'content-type': JSON_TYPE }).end('{"error":"not found"}')
  }
  const server = createServer((incoming, outgoing) => void serve(incoming, outgoing).catch(() => outgoing.destroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    lastToken: () => last,
    async stop() {
      if (!server.listening) return
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces).toString()
}

/** Each token is an event of its own; those that are due leave in one write. */
async function tell(outgoing: ServerResponse, meta: Meta, { text, reasoning = '', rate, delay = 0 }: Prepared): Promise<void> {
  const left = new AbortController()
  outgoing.on('close', () => left.abort())
  const thoughts = tokensOf(reasoning)
  const tokens = tokensOf(text)
  const frames = [...thoughts.map((token) => reasoningFrame(meta, token)), ...tokens.map((token) => textFrame(meta, token))]
  outgoing.writeHead(200, { 'content-type': SSE })
  outgoing.flushHeaders()
  await sleep(delay, null, { signal: left.signal })
  const began = performance.now()
  for (let sent = 0; sent < frames.length;) {
    const due = Math.min(frames.length, Math.floor(((performance.now() - began) * rate) / 1000))
    if (due > sent && !outgoing.write(frames.slice(sent, due).join(''))) await once(outgoing, 'drain', { signal: left.signal })
    sent = Math.max(sent, due)
    await sleep(LOOK_MS, null, { signal: left.signal })
  }
  const count: Count = { prompt: PROMPT_TOKENS, completion: frames.length, reasoning: thoughts.length }
  outgoing.write(`${finishFrame(meta, 'stop')}${usageFrame(meta, count)}${DONE}`)
}

async function passOn(url: string, method: string, body: string, outgoing: ServerResponse): Promise<void> {
  const left = new AbortController()
  outgoing.on('close', () => left.abort())
  const answer = await fetch(url, { method, signal: left.signal, ...(body === '' ? {} : { body, headers: { 'content-type': 'application/json' } }) })
  outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? JSON_TYPE })
  if (answer.body !== null) for await (const piece of answer.body) outgoing.write(piece)
  outgoing.end()
}
