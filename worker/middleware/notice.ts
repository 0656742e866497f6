// Plain pages of our own, for when the page itself cannot be served: no script, no foreign part, and a style whose hash stands in the policy.
import type { Context } from 'hono'
import { PROBLEM_STATUS, PROBLEM_WORDS } from '../../shared/problem.ts'
import type { Env } from './env.ts'

/** The only style that is written into a page. A test holds the hash against it. */
export const NOTICE_STYLE =
  'body{margin:15vh auto 0;max-width:34rem;padding:0 1.5rem;font:1rem/1.6 system-ui,sans-serif;color:#1d2129;background:#f8f7f4}' +
  'h1{font-size:1.25rem;line-height:1.4}code{font-family:ui-monospace,monospace}li{margin:.4rem 0}small{color:#5d6470}' +
  '@media(prefers-color-scheme:dark){body{color:#e6e3dc;background:#16181d}small{color:#9aa1ad}}'
export const NOTICE_STYLE_HASH = 'sha256-AxE49XF0CXMZb9rF2CfKopqMhgDkHiUQul3MZqX+35E='

interface Notice {
  readonly status: 403 | 404 | 421 | 503
  /** One sentence: what is the matter. */
  readonly title: string
  readonly steps: readonly string[]
}

/** Answers with a page. The words are our own; they are escaped all the same. */
export function notice(c: Context<Env>, { status, title, steps }: Notice) {
  c.set('plainPage', true)
  const items = steps.map((step) => `<li>${escape(step)}</li>`).join('')
  return c.html(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>Porchlight</title><style>${NOTICE_STYLE}</style><h1>${escape(title)}</h1><ol>${items}</ol><small>Porchlight</small></html>`,
    status,
  )
}

type NoticeCode = 'insecure_origin' | 'not_found' | 'wrong_host' | 'misconfigured' | 'not_set_up'

/** The words of a problem as a page. A page that cannot be served for want of a password is a service that is not there yet, so it is a 503. */
export function noticeOf(c: Context<Env>, code: NoticeCode) {
  const { message, steps } = PROBLEM_WORDS[code]
  return notice(c, { status: code === 'not_set_up' ? 503 : PROBLEM_STATUS[code], title: message, steps })
}

/** Whether somebody looks at it in a browser's window, where a line of JSON would help nobody. */
export function isNavigation(c: Context): boolean {
  const { method, path } = c.req
  const api = /^\/(agent|auth|health|v1)(\/|$)/.test(path)
  return !api && (method === 'GET' || method === 'HEAD') && (c.req.header('accept') ?? '').includes('text/html')
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character]!)
