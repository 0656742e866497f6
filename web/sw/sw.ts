// The service worker: gives the shell when the server cannot. The build puts `SHELL` in front of it.
import { decide } from './decide.ts'
import type { Shell } from './listed.ts'
import { type ShellPorts, clear, pageFor, partFor, take } from './shell.ts'

interface Lasting {
  waitUntil(work: Promise<unknown>): void
}

interface Asking {
  readonly request: Request
  respondWith(answer: Promise<Response>): void
}

/** What of a service worker's world is used here; the program that checks this one knows only that of a page. */
interface Scope {
  readonly location: { readonly origin: string }
  skipWaiting(): Promise<void>
  addEventListener(type: 'install' | 'activate', listen: (event: Lasting) => void): void
  addEventListener(type: 'fetch', listen: (event: Asking) => void): void
}

declare const self: Scope
declare const SHELL: Shell

const ports: ShellPorts = {
  caches,
  fetch: (asked, init) => fetch(asked, init),
  after(ms, call) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}

// It takes over at once, so that a shell is never two builds old; a page that is open keeps its own parts.
self.addEventListener('install', (event) => event.waitUntil(take(ports, SHELL).then(() => self.skipWaiting())))
self.addEventListener('activate', (event) => event.waitUntil(clear(ports, SHELL)))
self.addEventListener('fetch', (event) => {
  const way = decide(event.request, self.location.origin, SHELL.files)
  if (way === 'shell') event.respondWith(pageFor(ports, SHELL, event.request))
  if (way === 'asset') event.respondWith(partFor(ports, SHELL, event.request))
})
