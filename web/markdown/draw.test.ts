import { type ComponentChild, isValidElement } from 'preact'
import { describe, expect, it } from 'vitest'
import { drawBlock } from './block.tsx'
import { partsOf } from './code.tsx'
import { wordsStrings } from '../components/strings-words.ts'
import { advance, EMPTY } from './parse.ts'
import type { Tools } from './tools.ts'

const tools: Tools = { words: wordsStrings, copy: async () => true }

interface Node {
  readonly tag: string
  readonly props: Readonly<Record<string, unknown>>
}

/** Every element that would be made, and all text, in order. Components are called, but those with a state of their own. */
function nodes(child: unknown, into: { readonly elements: Node[]; text: string }): typeof into {
  if (Array.isArray(child)) for (const one of child) nodes(one, into)
  else if (typeof child === 'string' || typeof child === 'number') into.text += child
  else if (isValidElement(child)) {
    const props: Record<string, unknown> = { ...child.props }
    if (typeof child.type === 'string') {
      into.elements.push({ tag: child.type, props })
      nodes(props['children'], into)
    } else if ('draw' in props && typeof props['draw'] === 'function') nodes(props['draw'](props['value']), into)
    else if ('code' in props) into.elements.push({ tag: 'CodeView', props })
    else nodes(called(child.type, props), into)
  }
  return into
}

const called = (type: unknown, props: unknown): ComponentChild => (typeof type === 'function' ? type(props) : Object(props).children)

const drawn = (text: string) =>
  nodes(
    advance(EMPTY, text, { settled: true, more: () => true }).blocks.map((block) => drawBlock(block, tools, 'auto')),
    { elements: [], text: '' },
  )

describe('nodes', () => {
  const ALLOWED = new Set('a blockquote br code del em figure h3 hr img li ol p span strong table tbody td th thead tr ul CodeView'.split(' '))

  const HOSTILE = `<script>alert(1)</script>

<img src="http://evil.example/a.png" onerror=alert(1)> <svg onload=alert(1)> <iframe srcdoc="<script>1</script>">

<style>@import url(http://evil.example/b)</style>

<base href="http://evil.example/"><link rel=prefetch href="http://evil.example/c">

![p](http://evil.example/d.png) ![r][r] ![s](data:image/svg+xml;base64,AAAA) [j](javascript:alert(1)) [o](/auth/out) [k](https://x.org/)

<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">

[r]: http://evil.example/e.png`

  it('are only of kinds that do nothing, whatever the text says', () => {
    const { elements, text } = drawn(HOSTILE)
    expect(elements.map(({ tag }) => tag).filter((tag) => !ALLOWED.has(tag))).toEqual([])
    expect(elements.filter(({ tag }) => tag === 'img')).toEqual([])
    expect(elements.flatMap(({ props }) => Object.keys(props)).filter((name) => /^on|html|style|srcdoc|src$/i.test(name))).toEqual([])
    expect(text).toContain('<script>alert(1)</script>')
    expect(text).toContain('onerror=alert(1)')
    expect(text).toContain('[j](javascript:alert(1))')
    expect(text).toContain('from evil.example')
  })

  it('lead away in a way that tells nothing of this page', () => {
    const links = drawn(HOSTILE).elements.filter(({ tag }) => tag === 'a')
    expect(links.map(({ props }) => props['href'])).toEqual(['http://evil.example/d.png', 'http://evil.example/e.png', 'https://x.org/'])
    for (const { props } of links) expect(props).toMatchObject({ target: '_blank', rel: 'noopener noreferrer nofollow' })
  })

  it('of an image that is not loaded tell what it would show apart from where it is', () => {
    expect(drawn('Here is ![a cat](https://x.org/a.png), and ![](https://x.org/b.png).').text).toBe(
      'Here is “a cat” An image from x.org, not loaded. Open it, and  An image from x.org, not loaded. Open it.',
    )
  })

  it('are what the text says', () => {
    const { elements, text } = drawn('## a\n\n3. b\n\n- [x] c\n\n| d |\n|--:|\n| e |\n\n---\n\n> f\n\n```js\ng\n```\n\n![h](data:image/png;base64,AAAA)')
    expect(elements.map(({ tag }) => tag).join(' ')).toBe('h3 ol li ul li span span figure table thead tr th tbody tr td hr blockquote p CodeView p img')
    expect(elements.find(({ tag }) => tag === 'ol')?.props['start']).toBe(3)
    expect(elements.find(({ tag }) => tag === 'td')?.props['data-align']).toBe('right')
    expect(elements.find(({ tag }) => tag === 'img')?.props).toMatchObject({ src: 'data:image/png;base64,AAAA', alt: 'h' })
    expect(text).toBe('abDone: cdef')
  })

  it.each([
    ['1. a', 1],
    ['9. a\n10. b', 2],
    ['99. a\n100. b', 3],
    ['1969. a', 4],
  ])('tell how wide the numbers of a list are: %j', (text, digits) => {
    expect(drawn(text).elements.find(({ tag }) => tag === 'ol')?.props['data-digits']).toBe(digits)
  })
})

describe('which way it runs', () => {
  const ways = (text: string): string[] =>
    drawn(text).elements.flatMap(({ tag, props }) => (props['dir'] === undefined ? [] : `${tag} ${String(props['dir'])}`))

  it.each([
    ['a', ['p auto']],
    ['# a', ['h3 auto']],
    ['- a\n\n  b\n  1. c\n- > d', ['ul auto']],
    ['> # a\n>\n> - b\n>\n> c', ['blockquote auto']],
    ['| a | b |\n|---|---|\n| c | d |', ['figure auto']],
  ])('is said once, by the outermost block, and all in it counts: %j', (text, said) => {
    expect(ways(text)).toEqual(said)
  })

  it('is not said by code, nor by words of the page', () => {
    expect(ways('`a`')).toEqual(['p auto', 'code ltr'])
    expect(ways('- [x] a')).toEqual(['ul auto', 'span ltr'])
    expect(ways('![a](https://x.org/)')).toEqual(['p auto', 'span auto', 'span ltr'])
  })
})

describe('code', () => {
  it.each([0, 1, 39, 40, 41, 80, 200])('of %i lines is all of its parts', (lines) => {
    const text = Array.from({ length: lines }, (_, index) => `line ${index}\n`).join('')
    for (const one of [text, `${text}end`, `${text}\n\n`]) {
      expect(partsOf(one).join('')).toBe(one)
      expect(partsOf(`${one}more`).slice(0, -1)).toEqual(partsOf(one).slice(0, partsOf(`${one}more`).length - 1))
    }
  })
})
