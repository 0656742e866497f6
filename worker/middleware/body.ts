// What a request brings with it: JSON of a bounded size and depth, or nothing.
import { createMiddleware } from 'hono/factory'
import { BODY_MAX_BYTES, JSON_DEPTH_MAX } from '../../shared/limits.ts'
import { PROBLEM_WORDS } from '../../shared/problem.ts'
import type { Deps } from '../deps.ts'
import type { Env } from './env.ts'
import { refuse } from './refuse.ts'

/** Reads the body once, for the schemas after it. A request without a body and without a content type is an empty command. */
export const body = (deps: Pick<Deps, 'clock'>) =>
  createMiddleware<Env>(async function body(c, next) {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    const { raw } = c.req
    const type = raw.headers.get('content-type')
    if (type !== null && type.split(';', 1)[0]!.trim().toLowerCase() !== 'application/json') return refuse(c, deps, 'unsupported_media_type')
    if (Number(raw.headers.get('content-length') ?? 0) > BODY_MAX_BYTES) return refuse(c, deps, 'body_too_large')
    const bytes = await readBytes(raw.body).catch(() => 'left' as const)
    // Said to nobody: who sends a body has left in the middle of it.
    if (bytes === 'left') return refuse(c, deps, 'not_json')
    if (bytes === null) return refuse(c, deps, 'body_too_large')
    if (type === null) return bytes.byteLength === 0 ? next() : refuse(c, deps, 'unsupported_media_type')

    const read = readJson(bytes)
    if (read.kind === 'refused') return refuse(c, deps, 'not_json', { message: read.message })
    // Where hono looks first when a schema asks for the JSON; it keeps promises there, whatever the type says.
    const cache: { text?: unknown } = c.req.bodyCache
    cache.text = Promise.resolve(read.text)
    return next()
  })

/** null where it is more than BODY_MAX_BYTES, whatever its announced length; the rest is not read then. Rejects where its sender leaves. */
async function readBytes(stream: ReadableStream<Uint8Array> | null): Promise<Uint8Array | null> {
  if (!stream) return new Uint8Array()
  const reader = stream.getReader()
  const pieces: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    size += value.byteLength
    if (size > BODY_MAX_BYTES) {
      await reader.cancel()
      return null
    }
    pieces.push(value)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.byteLength
  }
  return whole
}

type JsonText = { readonly kind: 'json'; readonly text: string } | { readonly kind: 'refused'; readonly message: string }

/** Whether bytes are JSON that is safe to hand on: UTF-8, not too deep, and without a key `__proto__`, which some code takes for more than a key. */
function readJson(bytes: Uint8Array): JsonText {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
    if (depthOf(text) > JSON_DEPTH_MAX) return { kind: 'refused', message: `The request body is nested more than ${JSON_DEPTH_MAX} levels deep.` }
    let plain = true
    JSON.parse(text, (key, value: unknown) => {
      if (key === '__proto__') plain = false
      return value
    })
    return plain ? { kind: 'json', text } : { kind: 'refused', message: 'The request body has a key that is not allowed.' }
  } catch {
    return { kind: 'refused', message: PROBLEM_WORDS.not_json.message }
  }
}

/** How deep the brackets of a JSON text nest, outside of its strings. Counted before it is parsed. */
export function depthOf(text: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]
    if (quoted) {
      if (character === '\\') at += 1
      else if (character === '"') quoted = false
    } else if (character === '"') quoted = true
    else if (character === '{' || character === '[') deepest = Math.max(deepest, (depth += 1))
    else if (character === '}' || character === ']') depth -= 1
  }
  return deepest
}
