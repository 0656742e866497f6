// The worker's routes as calls: `routes.agent.sessions[':id'].$get({ param: { id } }, { init })`, in the types of hono's client. Its code also knows cookies, forms and sockets: 2 kB of the first load.
import type { hc } from 'hono/client'
import type { App } from '../../worker/app.ts'

export type Routes = ReturnType<typeof hc<App>>

/** What a call is given, of the things that this page gives. */
interface Given {
  readonly param?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly json?: unknown
}

type Ask = (url: string, init: RequestInit) => Promise<Response>

/** `origin`: `https://host`, without a slash. */
export function routesOf(origin: string, ask: Ask): Routes {
  const at = (path: string): object =>
    new Proxy(
      {},
      {
        get(_nothing, key) {
          const name = String(key)
          if (!name.startsWith('$')) return at(`${path}/${name}`)
          return (given: Given = {}, options?: { readonly init: RequestInit }) =>
            ask(address(origin + path, given), { method: name.slice(1).toUpperCase(), ...bodyOf(given), ...options?.init })
        },
      },
    )
  // The worker's type says which of them there are, and what each takes and gives.
  return at('') as Routes
}

function address(path: string, { param = {}, query = {} }: Given): string {
  const filled = path.replace(/:(\w+)/g, (whole, name: string) => (name in param ? encodeURIComponent(param[name]!) : whole))
  const asked = new URLSearchParams(query).toString()
  return asked === '' ? filled : `${filled}?${asked}`
}

const bodyOf = ({ json }: Given): RequestInit => (json === undefined ? {} : { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } })
