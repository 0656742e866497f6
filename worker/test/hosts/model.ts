// A model that says what a test tells it to, piece by piece: for what the simulator's prose cannot give.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Piece {
  readonly kind: 'text' | 'reasoning'
  readonly text: string
}

export interface Model {
  /** For LLM_BASE_URL. */
  readonly url: string
  /** How often it was asked. */
  asked(): number
  close(): void
}

/** Answers each question with these pieces, one every `ms` milliseconds; 0: as fast as they are taken. */
export async function startModel(pieces: readonly Piece[], ms: number): Promise<Model> {
  let asked = 0
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/v1/models') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"object":"list","data":[{"id":"scripted","object":"model","max_model_len":4096}]}')
    } else if (request.method === 'POST' && request.url === '/v1/chat/completions') {
      asked += 1
      void speak()
    } else response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":"Not found"}')

    async function speak(): Promise<void> {
      const send = async (delta: object, finish_reason: string | null): Promise<void> => {
        const chunk = { id: 'a', object: 'chat.completion.chunk', created: 1, model: 'scripted', choices: [{ index: 0, delta, finish_reason }] }
        if (!response.write(`data: ${JSON.stringify(chunk)}\n\n`)) await Promise.race([once(response, 'drain'), once(response, 'close')])
      }
      request.resume()
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (const { kind, text } of pieces) {
        await send(kind === 'text' ? { content: text } : { reasoning_content: text }, null)
        if (ms > 0) await sleep(ms)
      }
      await send({}, 'stop')
      response.end('data: [DONE]\n\n')
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/v1`,
    asked: () => asked,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

export const saidBy = (pieces: readonly Piece[]): string => pieces.map(({ kind, text }) => (kind === 'text' ? text : '')).join('')
