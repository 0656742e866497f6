// What no page may do: complain on its console, break, meet its own policy, ask anyone but its server. Every fault of a context, in words.
import type { BrowserContext } from 'playwright-core'

/** Told from within the page, where a blocked thing leaves no other trace. */
const LISTEN = `addEventListener('securitypolicyviolation', (event) => tellViolation(event.effectiveDirective + ' ' + (event.blockedURI || 'inline')))`

export class Watch {
  readonly #origin: string
  readonly #faults: string[] = []
  readonly #allowed: RegExp[] = []
  readonly #may: RegExp[] = []
  /** Method and path of everything that was asked of the server. */
  readonly requests: string[] = []

  /** `origin`: without a slash at its end. */
  constructor(origin: string) {
    this.#origin = origin
  }

  /** Begins; before the first page of the context is opened. */
  async over(context: BrowserContext): Promise<void> {
    await context.exposeFunction('tellViolation', (what: string) => this.#faults.push(`policy: ${what}`))
    await context.addInitScript(LISTEN)
    context.on('console', (message) => {
      if (message.type() === 'error') this.#faults.push(`console: ${message.text()} (${message.location().url})`)
    })
    context.on('weberror', (error) => this.#faults.push(`page error: ${error.error().stack ?? error.error().message}`))
    context.on('dialog', (dialog) => {
      this.#faults.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    context.on('page', (page) => {
      page.on('crash', () => this.#faults.push('the page crashed'))
      page.on('download', (download) => this.#faults.push(`download: ${download.url()}`))
      page.on('websocket', (socket) => this.#note('WS', socket.url()))
    })
    context.on('request', (request) => this.#note(request.method(), request.url()))
  }

  /** An exception, by name: these faults are part of what is tested. Each must come, else it is a fault itself. */
  allow(...faults: readonly RegExp[]): void {
    this.#allowed.push(...faults)
  }

  /** The same for faults that come or not, by when the browser looked. */
  may(...faults: readonly RegExp[]): void {
    this.#may.push(...faults)
  }

  /** What went wrong so far, exceptions left out. */
  faults(): string[] {
    const unseen = this.#allowed.filter((pattern) => !this.#faults.some((fault) => pattern.test(fault)))
    return [
      ...this.#faults.filter((fault) => ![...this.#allowed, ...this.#may].some((pattern) => pattern.test(fault))),
      ...unseen.map((pattern) => `was to come and did not: ${pattern.source}`),
    ]
  }

  #note(method: string, url: string): void {
    const { origin, pathname, protocol } = new URL(url)
    if (origin === this.#origin) this.requests.push(`${method} ${pathname}`)
    else if (protocol !== 'data:' && protocol !== 'blob:') this.#faults.push(`foreign request: ${method} ${url}`)
  }
}
