// What may stand between the product and a home: a tunnel's edge, its door, a proxy that holds answers back. Passes everything on, until it is told otherwise.
import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/** How it answers instead: as those that were seen on the wire. */
const ANSWERS = {
  access: { status: 302, headers: { location: 'https://team.cloudflareaccess.com/cdn-cgi/access/login/home.example.com?kid=x' }, body: '' },
  1033: { status: 530, headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Error 1033 | Cloudflare Tunnel error</title>' },
  502: { status: 502, headers: { 'content-type': 'text/html', server: 'cloudflare' }, body: '<!doctype html><title>502: Bad gateway</title>' },
  ngrok8012: {
    status: 400,
    headers: { 'content-type': 'text/plain', 'ngrok-error-code': 'ERR_NGROK_8012' },
    body: 'dial tcp 127.0.0.1:1234: connection refused',
  },
} as const satisfies Record<string, { status: number; headers: Record<string, string>; body: string }>

export type FrontMode = 'pass' | 'hold' | keyof typeof ANSWERS

export interface Front {
  /** Without a path. */
  readonly url: string
  /** `hold`: a body comes when all of it is there. */
  set(mode: FrontMode): void
  close(): void
}

/** `home`: without a path. */
export async function startFront(home: string): Promise<Front> {
  let mode: FrontMode = 'pass'
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const pieces: Buffer[] = []
    for await (const piece of incoming) pieces.push(piece as Buffer)
    const headers = Object.fromEntries(
      ['authorization', 'content-type', 'accept'].flatMap((name) => (incoming.headers[name] ? [[name, String(incoming.headers[name])]] : [])),
    )
    const answer = await fetch(`${home}${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers,
      ...(pieces.length > 0 && { body: Buffer.concat(pieces) }),
    })
    outgoing.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
    if (mode === 'hold') {
      const body = await answer.text()
      // A real answer takes its time.
      await sleep(HELD_MS)
      outgoing.end(body)
      return
    }
    for await (const piece of answer.body ?? []) outgoing.write(piece)
    outgoing.end()
  }
  const server = createServer((incoming, outgoing) => {
    if (mode === 'pass' || mode === 'hold') void pass(incoming, outgoing).catch(() => outgoing.destroy())
    else {
      const { status, headers, body } = ANSWERS[mode]
      outgoing.writeHead(status, headers).end(body)
    }
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    set: (next) => void (mode = next),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Longer than DOCTOR_BUFFERED_AFTER_MS, in milliseconds. */
const HELD_MS = 300
