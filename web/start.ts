// Gives the models this browser: its fetch, its clock, its history, and word of when it is seen and has a network.
import { effect } from '@preact/signals'
import { createBuildLook } from './api/build.ts'
import { createClient } from './api/client.ts'
import { createKeep, createUnsentKeep } from './api/device.ts'
import { newId } from './api/id.ts'
import { createSoon } from './api/soon.ts'
import type { Timers } from './api/timers.ts'
import { AppStore } from './stores/app.ts'
import type { HistoryPort } from './stores/router.ts'
import { registerWorker } from './sw/register.ts'

const timers: Timers = {
  now: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
  soon: createSoon(),
}

const browserHistory: HistoryPort = {
  path: () => location.pathname,
  // Another page's state, or a link to a place in this one, says nothing of it.
  open: () => Number(history.state?.open) || 0,
  push: (path, open) => history.pushState({ open }, '', path),
  replace: (path, open) => history.replaceState({ open }, '', path),
  back: (steps) => history.go(-steps),
  listen: (call) => addEventListener('popstate', call),
}

/** The models of the page, running. */
export function start(): InstanceType<typeof AppStore> {
  const api = createClient({
    origin: location.origin,
    fetch: (url, init) => fetch(url, init),
    timers,
    connected: () => navigator.onLine,
    onSignedOut: () => app.session.lost(),
    onVersion: (version) => app.heardVersion(version),
  })
  const app = new AppStore({
    api,
    timers,
    history: browserHistory,
    newId: () => newId((bytes) => crypto.getRandomValues(bytes)),
    keep: createKeep(storage()),
    unsentKeep: createUnsentKeep(),
  })
  document.addEventListener('visibilitychange', () => app.shown(document.visibilityState === 'visible'))
  const entry = document.querySelector('script[type="module"]')?.getAttribute('src') ?? ''
  const look = createBuildLook({ fetch: (url) => fetch(url), now: timers.now, entry, onRebuilt: () => app.rebuilt() })
  // Whoever comes back, and a server that is back, may find it replaced.
  if (import.meta.env.PROD)
    effect(() => {
      if (app.visible.value && app.health.origin.value.kind === 'here') void look()
    })
  addEventListener('pagehide', () => app.leaving())
  addEventListener('online', () => app.network())
  addEventListener('offline', () => app.network())
  app.shown(document.visibilityState === 'visible')
  app.start()
  registerWorker(navigator, import.meta.env.PROD)
  return app
}

/** null where the browser gives this page none: only asking tells. */
function storage(): Storage | null {
  try {
    return localStorage
  } catch {
    return null
  }
}
