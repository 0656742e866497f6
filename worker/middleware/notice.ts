// Plain pages of our own, for when the page itself cannot be served: no script, no foreign part, and a style whose hash stands in the policy.
import type { Context } from 'hono'
import { PROBLEM_STATUS, PROBLEM_WORDS } from '../../shared/problem.ts'
import type { Env } from './env.ts'

/** The colours and measures of the page (web/styles/tokens.css), as far as a few sentences need them. */
const LIGHT = '--bg:#fbf9f5;--sink:#f3efe7;--faint:#656872;--ink:#23252b;--soft:#555963;--lamp:#9a5b00;--lamp-ink:#fff;--focus:#2f61a8;color-scheme:light'
const DARK = '--bg:#14161b;--sink:#2a2e38;--faint:#8a8e98;--ink:#e9e6df;--soft:#a3a6ae;--lamp:#f2b24a;--lamp-ink:#221703;--focus:#8fb4e8;color-scheme:dark'

/** The only style that is written into a page. A test holds the hash against it. */
export const NOTICE_STYLE =
  `:root{${LIGHT}}@media(prefers-color-scheme:dark){:root{${DARK}}}` +
  "body{margin:0;background:var(--bg);color:var(--ink);font:.9375rem/1.6 ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif}" +
  'main{box-sizing:border-box;max-width:34rem;margin:0 auto;padding:16vh max(24px,env(safe-area-inset-right)) 24px max(24px,env(safe-area-inset-left))}' +
  '.name{display:flex;align-items:center;gap:10px;margin:0 0 24px;color:var(--soft);font-weight:600}' +
  '.lamp{box-sizing:border-box;width:18px;height:18px;border:2px solid var(--faint);border-radius:50%}' +
  '[data-lamp=dim] .lamp{border:0;background:var(--lamp);opacity:.55}' +
  'h1{margin:0 0 16px;font-size:1.375rem;line-height:1.35;font-weight:600;text-wrap:balance}' +
  'p{margin:0}ol{margin:0;padding:0 0 0 1.35em}li{margin:0 0 8px;padding-left:4px;overflow-wrap:anywhere}li::marker{color:var(--soft);font-variant-numeric:tabular-nums}' +
  'code{font:.875em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--sink);padding:1px 4px;border-radius:6px;-webkit-box-decoration-break:clone;box-decoration-break:clone;overflow-wrap:anywhere}' +
  'a{box-sizing:border-box;display:inline-block;min-height:44px;margin-top:24px;padding:10px 16px;border-radius:6px;background:var(--lamp);color:var(--lamp-ink);font-weight:600;text-decoration:none}' +
  'a:focus-visible{outline:2px solid var(--focus);outline-offset:2px}' +
  '@media(forced-colors:active){[data-lamp=dim] .lamp{forced-color-adjust:none;background:Highlight;opacity:1}.lamp,a,code{border:1px solid ButtonText}}'
export const NOTICE_STYLE_HASH = 'sha256-rZaet604GCOJpCaCxcntwDpqnvpYctKNDxbyUfyG4Mo='

interface Notice {
  readonly status: 403 | 404 | 421 | 503
  /** One sentence: what is the matter. */
  readonly title: string
  readonly steps: readonly string[]
  /** What leads on; null where the same address stays as it is, whatever is done. */
  readonly link: { readonly to: string; readonly words: string } | null
}

/** The same address, once the steps are done. */
export const AGAIN = { to: '', words: 'Try again' }

/** Answers with a page. The words are our own; they are escaped all the same. */
export function notice(c: Context<Env>, { status, title, steps, link }: Notice) {
  c.set('plainPage', true)
  const [only = ''] = steps
  const told = steps.length === 1 ? `<p>${marked(only)}</p>` : `<ol>${steps.map((step) => `<li>${marked(step)}</li>`).join('')}</ol>`
  const on = link ? `<a href="${escape(link.to)}">${escape(link.words)}</a>` : ''
  return c.html(
    `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width,viewport-fit=cover">` +
      `<title>Porchlight</title><style>${NOTICE_STYLE}</style><main data-lamp="${status === 404 ? 'dim' : 'out'}">` +
      `<p class="name"><span class="lamp"></span>Porchlight</p><h1>${escape(title)}</h1>${told}${on}</main></html>`,
    status,
  )
}

type NoticeCode = 'insecure_origin' | 'not_found' | 'wrong_host' | 'misconfigured' | 'not_set_up'

const LINKS: Readonly<Record<NoticeCode, Notice['link']>> = {
  insecure_origin: null,
  wrong_host: null,
  not_found: { to: '/', words: 'Go to the chats' },
  misconfigured: AGAIN,
  not_set_up: AGAIN,
}

/** The words of a problem as a page. A page that cannot be served for want of a password is a service that is not there yet, so it is a 503. */
export function noticeOf(c: Context<Env>, code: NoticeCode) {
  const { message, steps } = PROBLEM_WORDS[code]
  return notice(c, { status: code === 'not_set_up' ? 503 : PROBLEM_STATUS[code], title: message, steps, link: LINKS[code] })
}

/** Whether somebody looks at it in a browser's window, where a line of JSON would help nobody. */
export function isNavigation(c: Context): boolean {
  const { method, path } = c.req
  const api = /^\/(agent|auth|health|settings|v1)(\/|$)/.test(path)
  return !api && (method === 'GET' || method === 'HEAD') && (c.req.header('accept') ?? '').includes('text/html')
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => ESCAPES[character]!)

/** Names of variables, addresses and commands stand out, so that they can be copied to the letter. */
const LITERAL = /(?:npx|npm) [\w ]*\w|https?:\/\/[\w.:]*\w|\b[A-Z]+(?:_[A-Z]+)+\b/g
const marked = (text: string): string => escape(text).replace(LITERAL, (literal) => `<code>${literal}</code>`)
