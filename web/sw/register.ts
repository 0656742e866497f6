// Asks the browser to keep the shell, once the page has what it needs.

export interface Registrar {
  readonly serviceWorker?: { register(address: string, options: { readonly scope: string; readonly updateViaCache: 'none' }): Promise<unknown> }
}

const whenLoaded = (call: () => void): void => {
  if (document.readyState === 'complete') call()
  else addEventListener('load', call, { once: true })
}

/** Does nothing where there is no such thing (plain http on a LAN), nor in development. That it fails changes nothing: the next visit tries again. */
export function registerWorker(nav: Registrar, production: boolean, loaded: (call: () => void) => void = whenLoaded): void {
  const { serviceWorker } = nav
  if (!production || serviceWorker === undefined) return
  loaded(() => void serviceWorker.register('/sw.js', { scope: '/', updateViaCache: 'none' }).catch(() => {}))
}
