// A server that gives back what was recorded, byte for byte: `/NAME/...` is answered with `traces/NAME.http`, whatever is asked.
import { readFile } from 'node:fs/promises'
import { type Socket, createServer } from 'node:net'

/** Odd, so that chunks, lines and characters are cut everywhere. */
const PIECE_BYTES = 1_001

/**
 * On a free port of this machine. A connection is kept for the next question, as the recorded headers say, unless the recording ends before its answer
 * does: one that was closed behind a whole answer might just then be used again.
 */
export async function startReplay(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('close', () => sockets.delete(socket))
    // Who asked may leave at any time.
    socket.on('error', () => socket.destroy())
    // Who waits for the next question on a connection that is destroyed is told so by an error.
    serve(socket).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

async function serve(socket: Socket): Promise<void> {
  for (let name = await requestOf(socket); name !== ''; name = await requestOf(socket)) {
    if (await replay(socket, name)) continue
    socket.end()
    return
  }
}

/** The trace that is named by the path, when the request is there with its body. */
async function requestOf(socket: Socket): Promise<string> {
  let read = ''
  for await (const bytes of socket.iterator({ destroyOnReturn: false })) {
    read += String(bytes)
    const [head = '', body] = read.split('\r\n\r\n', 2)
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0)
    if (body !== undefined && Buffer.byteLength(body) >= length) return /^\w+ \/([\w-]+)\//.exec(head)?.[1] ?? ''
  }
  return ''
}

/** Whether that was a whole answer. */
async function replay(socket: Socket, name: string): Promise<boolean> {
  const bytes = await readFile(new URL(`traces/${name}.http`, import.meta.url)).catch(() => Buffer.from('HTTP/1.1 404 Not Found\r\n\r\n'))
  for (let at = 0; at < bytes.length && !socket.destroyed; at += PIECE_BYTES)
    await new Promise((resolve) => socket.write(bytes.subarray(at, at + PIECE_BYTES), resolve))
  return isWhole(bytes.toString('latin1'))
}

function isWhole(answer: string): boolean {
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2)
  const length = /^content-length: (\d+)/im.exec(head)?.[1]
  return length === undefined ? answer.endsWith('\r\n0\r\n\r\n') : body.length >= Number(length)
}
