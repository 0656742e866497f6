// The built page from a folder: plain files, nothing hidden, nothing outside of it.
import { readFile } from 'node:fs/promises'
import path from 'node:path'
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

/** The files under `dir`, by the path of a URL. What has a hash in its name, under `/assets/`, never changes. */
export function createAssets(dir: string): Assets {
  return {
    async get(address) {
      const parts = partsOf(address)
      if (!parts) return null
      const bytes = await readFile(path.join(dir, ...parts)).catch(() => null)
      if (!bytes) return null
      return new Response(bytes, {
        headers: {
          'content-type': TYPES[path.extname(parts.at(-1) ?? '').toLowerCase()] ?? 'application/octet-stream',
          'cache-control': parts[0] === 'assets' ? 'public, max-age=31536000, immutable' : 'no-cache',
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
