// The entry on Cloudflare's runtime.
import { type Env, composeEdge } from './hosts/cloudflare.ts'

export { Account, Conversation, Home } from './hosts/cloudflare.ts'

/** Put in by the start script for one run of wrangler dev, when the bundle is made: no variable, file or dashboard can set it. */
declare const PORCHLIGHT_LAUNCH: string | undefined

let app: ReturnType<typeof composeEdge> | null = null

export default {
  fetch(request, env) {
    app ??= composeEdge(env, typeof PORCHLIGHT_LAUNCH === 'string' && PORCHLIGHT_LAUNCH === 'loopback')
    return app.fetch(request)
  },
} satisfies ExportedHandler<Env>
