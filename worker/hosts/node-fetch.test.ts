// Requests from the Node host: connections are kept for a while, and closed by the caller's signal.
import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { collect } from '../test/collect.ts'
import { createFetch } from './node-fetch.ts'

/** When LM Studio closes an idle connection. */
const MODEL_SERVER_IDLE_MS = 5_000

const server = createServer({ keepAliveTimeout: 60_000 })
const { fetch, close } = createFetch()
let url = ''
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  url = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
})
afterAll(async () => {
  await close()
  server.close()
  server.closeAllConnections()
})
const answer = (reply: (request: IncomingMessage, response: ServerResponse) => void): void => {
  server.removeAllListeners('request')
  server.on('request', reply)
}

describe('node fetch', () => {
  it('uses a connection again, and closes it before a model server would', { timeout: 15_000 }, async () => {
    const sockets: Socket[] = []
    answer((request, response) => {
      sockets.push(request.socket)
      response.end('a')
    })
    for (let n = 0; n < 10; n += 1) expect(await (await fetch(new Request(url))).text()).toBe('a')
    const used = new Set(sockets)
    expect(used.size).toBeLessThan(10)
    const idleSince = performance.now()
    await Promise.all([...used].map((socket) => socket.closed || once(socket, 'close')))
    expect(performance.now() - idleSince).toBeLessThan(MODEL_SERVER_IDLE_MS)
  })

  it('the signal of a request closes its connection in the middle of an answer', async () => {
    const closed = Promise.withResolvers<void>()
    answer((request, response) => {
      request.socket.on('close', () => closed.resolve())
      response.write('begun')
    })
    const stop = new AbortController()
    const response = await fetch(new Request(url, { method: 'POST', body: '{}', signal: stop.signal }))
    const reader = response.body?.getReader()
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('begun')
    stop.abort()
    await closed.promise
    await expect(reader?.read()).rejects.toMatchObject({ name: 'AbortError' })
  })

  it.each(['before the headers', 'in the middle of an answer'])('the signal is heard %s also when nobody holds the request any more', async (when) => {
    const closed = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    answer((request, response) => {
      request.socket.on('close', () => closed.resolve())
      if (when !== 'before the headers') response.write('begun')
      asked.resolve()
    })
    const stop = new AbortController()
    const reading = fetch(new Request(url, { method: 'POST', body: '{}', signal: stop.signal })).then((response) => response.text())
    const outcome = reading.then(
      () => 'answered',
      (error: unknown) => (error instanceof Error ? error.name : 'thrown'),
    )
    await asked.promise
    await collect()
    stop.abort()
    await closed.promise
    expect(await outcome).toBe('AbortError')
  })

  it('leaves redirects to the caller', async () => {
    answer((_request, response) => response.writeHead(302, { location: '/elsewhere' }).end())
    const response = await fetch(new Request(url, { redirect: 'manual' }))
    expect([response.status, response.headers.get('location')]).toEqual([302, '/elsewhere'])
  })

  it('rejects where nobody listens, with the reason', async () => {
    const gone = createServer().listen(0, '127.0.0.1')
    await once(gone, 'listening')
    const bound = gone.address()
    gone.close()
    await once(gone, 'close')
    const address = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`
    await expect(fetch(new Request(address))).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } })
  })
})
