import { describe, expect, it } from 'vitest'
import { linkTo, pictureOf, unescaped } from './safe.ts'

describe('a link', () => {
  const open: [string, string, string][] = [
    ['http', 'http://x.org/a', 'http://x.org/a'],
    ['https with a query', 'https://x.org/a?b=1&amp;c=2#d', 'https://x.org/a?b=1&c=2#d'],
    ['capitals', 'HTTPS://X.org', 'https://x.org/'],
    ['mail', 'mailto:a@x.org', 'mailto:a@x.org'],
    ['letters of any kind', 'https://x.org/ä', 'https://x.org/%C3%A4'],
  ]
  it.each(open)('%s leads somewhere', (_name, href, url) => {
    expect(linkTo(href)).toBe(url)
  })

  const shut: [string, string][] = [
    ['script', 'javascript:alert(1)'],
    ['script in capitals', 'JaVaScRiPt:alert(1)'],
    ['script behind white space', ' \u0001\tjavascript:alert(1)'],
    ['script with a tab in it', 'java\tscript:alert(1)'],
    ['script by reference', '&#106;avascript:alert(1)'],
    ['script by a long reference', '&#x6A;avascript:alert(1)'],
    ['script with a named colon', 'javascript&colon;alert(1)'],
    ['data', 'data:text/html,<script>alert(1)</script>'],
    ['another program', 'vbscript:x'],
    ['a file', 'file:///etc/passwd'],
    ['a blob', 'blob:https://x.org/1'],
    ['a view of a source', 'view-source:https://x.org'],
    ['a place on this page', '#top'],
    ['a path of this origin', '/auth/out'],
    ['a relative path', 'auth/out'],
    ['a query', '?delete=1'],
    ['a host without a scheme', '//x.org/a'],
    ['backslashes', '\\\\x.org'],
    ['a name before the host', 'https://bank.org@x.org/'],
    ['a password before the host', 'https://a:b@x.org/'],
    ['nothing', ''],
    ['only a scheme', 'https:'],
    ['an address without end', `https://x.org/${'a'.repeat(3_000)}`],
  ]
  it.each(shut)('%s leads nowhere', (_name, href) => {
    expect(linkTo(href)).toBeNull()
  })
})

describe('an image', () => {
  it.each(['png', 'jpeg', 'gif', 'webp'])('of kind %s is drawn', (kind) => {
    const src = `data:image/${kind};base64,AAAA+/==`
    expect(pictureOf(src)).toEqual({ kind: 'image', src })
  })

  it('elsewhere is named by its host', () => {
    expect(pictureOf('https://x.org:8443/a.png?b')).toEqual({ kind: 'foreign', host: 'x.org:8443', url: 'https://x.org:8443/a.png?b' })
  })

  it.each([
    'data:image/svg+xml;base64,AAAA',
    'data:image/svg+xml,<svg onload=x>',
    'data:image/png,AAAA',
    'data:image/png;base64,AA"AA',
    'data:text/html;base64,AAAA',
    'javascript:alert(1)',
    '//x.org/a.png',
    '/health',
    'mailto:a@x.org',
    'blob:https://x.org/1',
  ])('%s is none', (href) => {
    expect(pictureOf(href)).toBeNull()
  })
})

describe('character references', () => {
  it.each([
    ['&amp;', '&'],
    ['&lt;b&gt;', '<b>'],
    ['&#65;&#x42;', 'AB'],
    ['&amp;lt;', '&lt;'],
    ['&#0; &#xD800; &#1114112;', '\ufffd \ufffd \ufffd'],
    ['&unheard; &toString; &', '&unheard; &toString; &'],
  ])('%s', (text, said) => {
    expect(unescaped(text)).toBe(said)
  })
})
