// The built page from a folder: plain files, nothing hidden, nothing outside of it.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { gzip as gzipWith } from 'node:zlib'
import type { Assets } from '../ports.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
}

const compress = promisify(gzipWith)
/** What gets smaller by it. */
const TEXT = /^(text\/|application\/(json|manifest)|image\/svg)/
/** Smaller ones fit into one packet anyway. In bytes. */
const COMPRESS_FROM = 1_024

/** The files under `dir`, by the path of a URL. What has a hash in its name, under `/assets/`, never changes. */
export function createAssets(dir: string): Assets {
  return {
    async get(address, gzip) {
      const parts = partsOf(address)
      if (!parts) return null
      const bytes = await readFile(path.join(dir, ...parts)).catch(() => null)
      if (!bytes) return null
      const type = TYPES[path.extname(parts.at(-1) ?? '').toLowerCase()] ?? 'application/octet-stream'
      const smaller = gzip && TEXT.test(type) && bytes.length >= COMPRESS_FROM
      return new Response(smaller ? new Uint8Array(await compress(bytes)) : bytes, {
        headers: {
          'content-type': type,
          'cache-control': parts[0] === 'assets' ? 'public, max-age=31536000, immutable' : 'no-cache',
          // Weak: the same file, compressed or not.
          etag: `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
          vary: 'accept-encoding',
          ...(smaller ? { 'content-encoding': 'gzip' } : {}),
        },
      })
    },
  }
}

/** The names in a path, or null where it is not one of a plain file. */
function partsOf(address: string): readonly string[] | null {
  if (!address.startsWith('/')) return null
  try {
    const parts = decodeURIComponent(address.slice(1)).split('/')
    return parts.every((part) => part !== '' && !part.startsWith('.') && !/[\\\0:]/.test(part)) ? parts : null
  } catch {
    return null
  }
}
