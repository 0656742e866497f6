// What the HTTP surface is given. Types only; `compose.ts` makes it.
import type { Assets, Clock, Log, Peers, Random } from './ports.ts'

/** Who may come in, decided at launch. */
export type Access =
  /** This run only, by the start script's flag; `Host` must be a loopback name. */
  | { readonly kind: 'open' }
  | { readonly kind: 'password'; readonly password: string; readonly secret: string }
  /** Nothing was set: only the set-up page is served. */
  | { readonly kind: 'unset' }
  /** A value is wrong: 503 `misconfigured`; the log names the variable. */
  | { readonly kind: 'misconfigured' }

export interface Deps {
  readonly peers: Peers
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly assets: Assets
  readonly access: Access
  readonly version: string
  /** Id of the home that answers: `home`, or `demo` where LLM_BASE_URL is `demo:`. */
  readonly home: string
  /** Whether the demo stands in while home is absent. */
  readonly fallback: boolean
  /** The address of the other end of the socket, or what the edge says it is; never a forwarded header that a caller can set. */
  readonly address: (request: Request) => string
}
