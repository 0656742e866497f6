// How many bytes a visitor loads first, and how many the worker has, compressed.
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

/** JS and CSS that index.html links, gzipped, in bytes. */
export const FIRST_LOAD_MAX_BYTES = 40_000
/** The bundled worker, gzipped, in bytes. */
export const WORKER_MAX_BYTES = 250_000

/** What a page loads before anything runs: scripts, their preloads and styles, as paths without the leading slash. */
export function linked(html: string): string[] {
  const tags = html.match(/<(script|link)\b[^>]*>/gi) ?? []
  const paths = tags.flatMap((tag) => {
    const from = /^<script/i.test(tag) ? /\bsrc=["']?([^"'\s>]+)/i : /\brel=["']?(?:stylesheet|modulepreload)\b/i.test(tag) ? /\bhref=["']?([^"'\s>]+)/i : null
    return from?.exec(tag)?.[1]?.replace(/^\.?\//, '') ?? []
  })
  return [...new Set(paths)]
}

export const gzipped = (bytes: Uint8Array): number => gzipSync(bytes, { level: 9 }).length

/** The first load of a built page, in bytes. */
export const firstLoad = (dist: string): number =>
  linked(readFileSync(path.join(dist, 'index.html'), 'utf8'))
    .map((file) => gzipped(readFileSync(path.join(dist, file))))
    .reduce((sum, bytes) => sum + bytes, 0)

/** The code in a folder that wrangler wrote, in bytes. */
export const bundle = (folder: string): number =>
  readdirSync(folder)
    .filter((name) => /\.(m?js|wasm|bin)$/.test(name))
    .map((name) => gzipped(readFileSync(path.join(folder, name))))
    .reduce((sum, bytes) => sum + bytes, 0)

/** One line, and whether the budget holds. Nothing at all is not within it: then the wrong folder was measured. */
export function judged(what: string, bytes: number, max: number): { readonly ok: boolean; readonly line: string } {
  const kB = (value: number): string => `${(value / 1000).toFixed(1)} kB`
  const ok = bytes > 0 && bytes <= max
  return { ok, line: `${what}: ${kB(bytes)} gzip of ${kB(max)}${ok ? '' : bytes === 0 ? ': nothing was built' : ': over the budget'}` }
}
