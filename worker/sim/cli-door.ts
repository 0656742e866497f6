// A port that can be left and taken again: listening, refusing, and all of its sockets.
import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** How often a port that was left is tried again where another program has it for the moment, and how long between, in milliseconds. */
const REOPEN_TRIES = 40
const REOPEN_PAUSE_MS = 50
/** What a client in this process needs to see that a connection was closed, in milliseconds. */
const NOTICE_MS = 5

export class Door {
  readonly #host: string
  readonly #listener: RequestListener
  readonly #keepAliveMs: number
  readonly #sockets = new Set<Socket>()
  #port: number
  #server: Server | null = null

  /** `keepAliveMs`: an idle connection is closed after that. */
  constructor(port: number, host: string, keepAliveMs: number, listener: RequestListener) {
    this.#port = port
    this.#host = host
    this.#listener = listener
    this.#keepAliveMs = keepAliveMs
  }

  get port(): number {
    return this.#port
  }
  get isOpen(): boolean {
    return this.#server !== null
  }

  /** Listens. Rejects where the port is taken (`EADDRINUSE`); with port 0 the first time takes a free one, which it keeps. */
  async open(): Promise<void> {
    if (this.#server !== null) return
    const server = createServer({ keepAliveTimeout: this.#keepAliveMs }, this.#listener)
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#port, this.#host, resolve)
    })
    this.#server = server
    this.#port = portOf(server.address(), this.#port)
  }

  async reopen(): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.open()
      } catch (error) {
        if (tried === REOPEN_TRIES) throw error
        await pause(REOPEN_PAUSE_MS)
      }
    }
  }

  /** Connections are refused from now on; answers under way go on. Resolves when a client in this process has seen its idle connections close. */
  async refuse(): Promise<void> {
    this.#leave()
    const idle = Array.from(this.#sockets).filter((socket) => socket.destroyed)
    await Promise.all(idle.map((socket) => once(socket, 'close')))
    await pause(NOTICE_MS)
  }

  /** Ends everything at once. */
  close(): void {
    this.#leave()
    for (const socket of this.#sockets) socket.destroy()
  }

  #leave(): void {
    this.#server?.close()
    this.#server?.closeIdleConnections()
    this.#server = null
  }
}

const portOf = (address: AddressInfo | string | null, otherwise: number): number => (typeof address === 'object' && address !== null ? address.port : otherwise)
