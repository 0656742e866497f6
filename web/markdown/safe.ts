// What an answer may lead to and what it may draw. Pure; judged after references are resolved, on what the URL parser makes of it.
import { MARKDOWN_URL_MAX } from '../../shared/limits.ts'

const OPENABLE = new Set(['http:', 'https:', 'mailto:'])

/** Kinds of pictures without script. */
const PICTURE = /^data:image\/(?:png|jpeg|gif|webp);base64,[a-z0-9+/]+={0,2}$/i

/** What models write; any other reference is shown as it was written. */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '\u00a9',
  reg: '\u00ae',
  trade: '\u2122',
  hellip: '\u2026',
  ndash: '\u2013',
  mdash: '\u2014',
  lsquo: '\u2018',
  rsquo: '\u2019',
  ldquo: '\u201c',
  rdquo: '\u201d',
  laquo: '\u00ab',
  raquo: '\u00bb',
  bull: '\u2022',
  middot: '\u00b7',
  times: '\u00d7',
  divide: '\u00f7',
  deg: '\u00b0',
  plusmn: '\u00b1',
  euro: '\u20ac',
  pound: '\u00a3',
  sect: '\u00a7',
  larr: '\u2190',
  rarr: '\u2192',
  le: '\u2264',
  ge: '\u2265',
  ne: '\u2260',
}

const point = (code: number): string => (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code))

/** Character references become characters, once. */
export function unescaped(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,6}));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return point(Number.parseInt(decimal, 10))
    if (hex !== undefined) return point(Number.parseInt(hex, 16))
    return name !== undefined && Object.hasOwn(NAMED, name) ? (NAMED[name] ?? whole) : whole
  })
}

function parsed(href: string): URL | null {
  const text = unescaped(href)
  // No base: what is relative leads nowhere, least of all into this page.
  return text.length <= MARKDOWN_URL_MAX ? URL.parse(text) : null
}

/** The address that a link may open; null: it is no link. A name before the host is a disguise. */
export function linkTo(href: string): string | null {
  const url = parsed(href)
  return url !== null && OPENABLE.has(url.protocol) && url.username === '' && url.password === '' ? url.href : null
}

export type Picture = { readonly kind: 'image'; readonly src: string } | { readonly kind: 'foreign'; readonly host: string; readonly url: string } | null

/** What is to be done with an image; null: it is none. */
export function pictureOf(href: string): Picture {
  if (PICTURE.test(href)) return { kind: 'image', src: href }
  const url = linkTo(href)
  if (url === null) return null
  const { host } = new URL(url)
  return host === '' ? null : { kind: 'foreign', host, url }
}
