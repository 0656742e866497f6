// A model that thinks and speaks by turns. Each piece is an event of its own however slow the machine is: what is alike is written together, this never is.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Alternating {
  readonly url: string
  /** How often it was asked. */
  asked(): number
  /** What it said, without what it thought. */
  said(): string
  close(): void
}

/** Answers every question with so many pieces, one every `ms` milliseconds. */
export async function alternating(pieces: number, ms: number): Promise<Alternating> {
  let asked = 0
  let said = ''
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/v1/models') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"object":"list","data":[{"id":"alternating","object":"model"}]}')
    } else if (request.method === 'POST' && request.url === '/v1/chat/completions') {
      asked += 1
      void speak()
    } else response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Not found"}')

    async function speak(): Promise<void> {
      const send = (delta: object, finish_reason: string | null): void => {
        const chunk = { id: 'a', object: 'chat.completion.chunk', created: 1, model: 'alternating', choices: [{ index: 0, delta, finish_reason }] }
        response.write(`data: ${JSON.stringify(chunk)}\n\n`)
      }
      request.resume()
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (let at = 0; at < pieces; at += 1) {
        if (at % 2 === 0) send({ reasoning_content: `hm ${at} ` }, null)
        else {
          said += `Zürich ${at} 🚢 `
          send({ content: `Zürich ${at} 🚢 ` }, null)
        }
        await sleep(ms)
      }
      send({}, 'stop')
      response.end('data: [DONE]\n\n')
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`,
    asked: () => asked,
    said: () => said,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
