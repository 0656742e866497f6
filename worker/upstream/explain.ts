// What an error body says: its sentence, its type and its code, out of any shape that a model server or a tunnel gives it. Pure.
import { ERROR_UNWRAP_MAX, OUTSIDE_TEXT_MAX } from '../../shared/limits.ts'
import { type Fields, fieldsOf, isFields, listOf, parseJson, stringOf } from './narrow.ts'

export interface Explained {
  /** `json`: with an error in it · `page`: HTML · `text`: neither · `none`: nothing, or JSON that is no error. */
  readonly kind: 'json' | 'page' | 'text' | 'none'
  /** Every sentence, type and code that was found, for patterns. Empty for a page. */
  readonly words: string
  /** The innermost sentence, for the log. */
  readonly message: string
  /** A status in the body: the innermost. */
  readonly status: number | null
  /** Seconds to wait, where the body tells them. */
  readonly retryAfter: number | null
}

interface Found {
  words: string[]
  message: string
  status: number | null
}

export function explain(body: string): Explained {
  const text = body.trim()
  if (text === '') return { kind: 'none', words: '', message: '', status: null, retryAfter: null }
  if (isPage(text)) return { kind: 'page', words: '', message: titleOf(text), status: null, retryAfter: null }
  const parsed = parseJson(text)
  if (parsed === undefined) {
    const found: Found = { words: [], message: '', status: null }
    sentence(text, found, 0)
    return { kind: 'text', words: found.words.join('\n'), message: found.message, status: found.status, retryAfter: null }
  }
  const found: Found = { words: [], message: '', status: null }
  walk(parsed, found, 0)
  const wait = fieldsOf(parsed)['retry_after']
  const said = found.words.length > 0
  return {
    kind: said ? 'json' : 'none',
    words: found.words.join('\n'),
    message: found.message || (said ? 'an error without a sentence' : 'JSON without an error'),
    status: found.status,
    retryAfter: typeof wait === 'number' && Number.isFinite(wait) && wait >= 0 ? wait : null,
  }
}

export const isPage = (text: string): boolean => /^\s*<(?:!doctype|!--|\?xml|html|head|body|title|h\d|center|div|p\b|script|style|meta)/i.test(text)

/** The error of a chunk or of a whole body, where it has one; an empty one is none. */
export function errorOf(fields: Fields): unknown {
  const { error } = fields
  if (typeof error === 'string' ? error !== '' : isFields(error) ? Object.keys(error).length > 0 : Boolean(error)) return error
  return fields['object'] === 'error' || fields['type'] === 'error' ? fields : null
}

function walk(value: unknown, found: Found, depth: number): void {
  if (depth > ERROR_UNWRAP_MAX) return
  if (typeof value === 'string') return sentence(value, found, depth)
  if (Array.isArray(value)) {
    // A validator's list: its first word is enough.
    walk(value[0], found, depth + 1)
    return
  }
  if (!isFields(value)) return
  for (const key of ['type', 'code', 'error_code', 'error_name']) {
    const word = value[key]
    if (typeof word === 'string' || typeof word === 'number') found.words.push(`${key}=${String(word).slice(0, 100)}`)
  }
  const code = value['code'] ?? value['status']
  if (typeof code === 'number' && code >= 400 && code <= 599) found.status = code
  for (const key of ['title', 'detail', 'msg', 'message', 'error']) walk(value[key], found, depth + 1)
  for (const choice of listOf(value['choices']).slice(0, 1)) walk(fieldsOf(choice)['error'], found, depth + 1)
}

/** Engine text may hold the real error as JSON, some of it escaped once more. */
function sentence(text: string, found: Found, depth: number): void {
  const whole = text.slice(0, OUTSIDE_TEXT_MAX)
  if (whole.trim() === '') return
  found.words.push(whole)
  found.message = whole
  const from = whole.indexOf('{')
  const to = whole.lastIndexOf('}')
  if (from < 0 || to < from || depth > ERROR_UNWRAP_MAX) return
  const inner = whole.slice(from, to + 1)
  const parsed = parseJson(inner) ?? parseJson(inner.replaceAll('\\"', '"'))
  if (isFields(parsed)) walk(parsed, found, depth + 1)
}

function titleOf(page: string): string {
  const title = /<title[^>]{0,200}>([^<]{1,200})/i.exec(page.slice(0, OUTSIDE_TEXT_MAX))?.[1]?.trim()
  return title === undefined || title === '' ? 'an HTML page' : `an HTML page: ${stringOf(title)}`
}
