// Bytes over a socket, and what comes back of them: no client library, which would not send what is wrong.
import { connect } from 'node:net'

export interface Came {
  /** null: the connection was closed without an answer. */
  readonly status: number | null
  /** Head and body, as far as they were read. */
  readonly text: string
  /** Nothing came in time, or what came did not end. */
  readonly hung: boolean
}

/** A stream that began to come is left after this, in milliseconds. */
const STREAM_MS = 50
/** Where nothing comes for so long, the sender says that no more will: who waits for the rest of a request must give up then, in milliseconds. */
const HALF_MS = 500
/** What is looked at of an answer, in characters. */
const TEXT_MAX = 400_000

/** Sends, and reads one answer; says after a while that nothing more will come. Rejects where nobody listens. */
export function exchange(port: number, bytes: Uint8Array, limitMs: number): Promise<Came> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const isHead = Buffer.from(bytes.subarray(0, 5)).toString('latin1') === 'HEAD '
    let text = ''
    const done = (hung: boolean): void => {
      clearTimeout(late)
      clearTimeout(half)
      const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]
      resolve({ status: status === undefined ? null : Number(status), text, hung })
      socket.destroy()
    }
    const late = setTimeout(() => done(true), limitMs)
    const half = setTimeout(() => socket.end(), HALF_MS)
    socket.setEncoding('latin1')
    socket.on('error', (error) => {
      if (!('code' in error) || error.code !== 'ECONNREFUSED') return done(false)
      clearTimeout(late)
      clearTimeout(half)
      reject(error)
    })
    socket.on('close', () => done(false))
    socket.on('end', () => done(false))
    socket.on('data', (piece: string) => {
      if (text.length < TEXT_MAX) text += piece
      half.refresh()
      if (isWhole(text, isHead)) done(false)
      else if (/^content-type: text\/event-stream/im.test(text.slice(0, 4_096))) setTimeout(() => done(false), STREAM_MS)
    })
    socket.on('connect', () => socket.write(bytes))
  })
}

/** Whether an answer is there to its end, as its head says. */
function isWhole(text: string, isHead: boolean): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const head = text.slice(0, end)
  const length = /^content-length: (\d+)/im.exec(head)?.[1]
  if (isHead) return true
  if (length !== undefined) return text.length - end - 4 >= Number(length)
  return /^HTTP\/1\.1 (1\d\d|204|304)/.test(head) ? !head.startsWith('HTTP/1.1 1') : text.endsWith('0\r\n\r\n')
}
