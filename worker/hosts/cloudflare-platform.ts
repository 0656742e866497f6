// What Cloudflare's runtime gives to everything: its bindings and its strings, and nothing that is kept between requests.
import { type Platform, composeLog } from '../compose.ts'
import { type ConfigResult, readConfig } from '../config.ts'
import type { Assets } from '../ports.ts'
import { cloudflareClock, cloudflareRandom } from './cloudflare-clock.ts'
import { type Namespaces, createPeers } from './cloudflare-peers.ts'

/** The bindings of wrangler.toml; what else stands in it as a string is configuration. */
export interface Env extends Namespaces {
  readonly ASSETS: Fetcher
}

export function createPlatform(env: Env): { readonly platform: Platform; readonly config: ConfigResult } {
  const config = readConfig(
    Object.fromEntries(Object.entries(env).flatMap(([name, value]: [string, unknown]) => (typeof value === 'string' ? [[name, value]] : []))),
  )
  const log = composeLog((line) => console.log(line), config.kind === 'ok' ? config.config.logLevel : 'info', cloudflareClock.now)
  const platform: Platform = {
    clock: cloudflareClock,
    random: cloudflareRandom,
    log,
    fetch: (request) => fetch(request),
    peers: createPeers(env, log),
    assets: createAssets(env.ASSETS),
    address: addressOf,
    resolves: false,
  }
  return { platform, config }
}

/** The edge sets the header itself, whatever the caller sent. Elsewhere there is no edge, and the header is the caller's. */
export const addressOf = (request: Request): string => ('cf' in request && request.cf ? (request.headers.get('cf-connecting-ip') ?? 'local') : 'local')

/** The files that were deployed with the worker. What has a hash in its name, under `/assets/`, never changes. */
export function createAssets(files: { fetch(url: string): Promise<Response> }): Assets {
  return {
    async get(path) {
      const found = await files.fetch(`https://assets.invalid${path}`)
      if (found.status !== 200) {
        await found.body?.cancel()
        return null
      }
      return new Response(found.body, {
        headers: {
          'content-type': found.headers.get('content-type') ?? 'application/octet-stream',
          'cache-control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
          ...(found.headers.has('etag') ? { etag: found.headers.get('etag') ?? '' } : {}),
        },
      })
    },
  }
}
