// Many readers of event streams over bare sockets: each costs one write, and a look at the clock for what comes. Nothing is parsed.
import { type Socket, connect } from 'node:net'

/** When text came to one reader: milliseconds, once for each piece that was read. */
export type Arrivals = readonly number[]

export interface Readers {
  /** One more, of a chat's events. Resolves when its answer began. `reads` false: it takes nothing from its socket, ever. */
  open(chat: string, reads: boolean): Promise<void>
  /** Of those that read. */
  arrivals(): readonly Arrivals[]
  /** Sockets that the other side has closed. */
  closed(): number
  leave(): void
}

/** How a frame with text begins. */
const TEXT = Buffer.from('data: {"type":"text"')
/** An answer that has not begun after this never will, in milliseconds. */
const OPEN_MS = 30_000

export function readersOf(url: string): Readers {
  const { hostname, port } = new URL(url)
  const sockets: Socket[] = []
  const heard: number[][] = []
  let closed = 0

  const open = (chat: string, reads: boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname)
      const arrivals: number[] = []
      const late = setTimeout(() => reject(new Error(`a reader of ${chat} had no answer in ${OPEN_MS} ms`)), OPEN_MS)
      const begun = (): void => {
        clearTimeout(late)
        resolve()
      }
      sockets.push(socket)
      if (reads) heard.push(arrivals)
      socket.on('error', () => {})
      socket.on('close', () => (closed += 1))
      socket.on('connect', () => {
        socket.write(
          `POST /agent/sessions/${chat}/events HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`,
        )
        if (reads) return
        socket.pause()
        begun()
      })
      if (!reads) return
      socket.on('data', (piece: Buffer) => {
        if (arrivals.length === 0 && piece.includes('HTTP/1.1')) {
          if (!piece.includes('HTTP/1.1 200')) reject(new Error(`a reader of ${chat} got ${piece.toString('latin1', 0, 200)}`))
          begun()
        }
        if (piece.includes(TEXT)) arrivals.push(performance.now())
      })
    })

  return {
    open,
    arrivals: () => heard,
    closed: () => closed,
    leave() {
      for (const socket of sockets) socket.destroy()
    },
  }
}
