// A home that answers with whatever bytes it is told to, over a bare socket. What it is not told about it answers as a small model would.
import { once } from 'node:events'
import { type Socket, createServer } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { fieldOf } from '../hosts/client.ts'
import type { Wrong } from './answers.ts'

export interface WrongHome {
  /** For LLM_BASE_URL. */
  readonly url: string
  /** The answer to a question that holds this word. */
  readonly answers: Map<string, Wrong>
  /** What lists of models are for the next one who asks; null: as they are. */
  list: Wrong | null
  close(): void
}

const JSON_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n'
const LIST = `${JSON_HEAD}{"object":"list","data":[{"id":"fuzzed","object":"model","max_model_len":32768}]}`
const chunk = (delta: object, finish: string | null): string =>
  `data: ${JSON.stringify({ id: 'a', object: 'chat.completion.chunk', created: 1, model: 'fuzzed', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`
const FINE = `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n${chunk({ content: 'Fine.' }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`

const plain = (text: string): Wrong => ({ pieces: [new TextEncoder().encode(text)], close: 'end' })

export async function startWrongHome(): Promise<WrongHome> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    let asked = ''
    socket.setEncoding('utf8')
    socket.on('data', (piece: string) => {
      asked += piece
      const end = asked.indexOf('\r\n\r\n')
      const length = Number(/^content-length: (\d+)/im.exec(asked)?.[1] ?? 0)
      if (end < 0 || Buffer.byteLength(asked.slice(end + 4)) < length) return
      const answer = asked.startsWith('GET ') ? list() : answerTo(asked.slice(end + 4))
      asked = ''
      void give(socket, answer)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')

  const list = (): Wrong => {
    const given = home.list ?? plain(LIST)
    home.list = null
    return given
  }
  const answerTo = (body: string): Wrong => {
    const messages = fieldOf(JSON.parse(body), 'messages')
    const question = String(fieldOf(Array.isArray(messages) ? messages.at(-1) : null, 'content'))
    const word = /^fuzz-\d+/.exec(question)?.[0] ?? ''
    return home.answers.get(word) ?? plain(FINE)
  }
  const address = server.address()
  const home: WrongHome = {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`,
    answers: new Map(),
    list: null,
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
  return home
}

async function give(socket: Socket, { pieces, close }: Wrong): Promise<void> {
  for (const piece of pieces) {
    if (socket.destroyed) return
    socket.write(piece)
    await turn()
  }
  if (close === 'end') socket.end()
  else if (close === 'reset') socket.resetAndDestroy()
}
