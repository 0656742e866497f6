import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bundle, firstLoad, gzipped, judged, linked } from './sizes.ts'

describe('what a page links', () => {
  it.each([
    [
      'scripts, preloads and styles',
      '<script type="module" crossorigin src="/assets/a.js"></script><link rel="modulepreload" href="/assets/b.js"><link rel="stylesheet" href="/assets/c.css">',
      ['assets/a.js', 'assets/b.js', 'assets/c.css'],
    ],
    ['whatever the order of attributes', '<link crossorigin href="./assets/c.css" rel="stylesheet">', ['assets/c.css']],
    ['each once', '<script src="/a.js"></script><link rel="modulepreload" href="/a.js">', ['a.js']],
    ['no icon, and nothing inline', '<link rel="icon" href="/lamp.svg"><script>1</script>', []],
  ])('%s', (_, html, expected) => {
    expect(linked(html)).toEqual(expected)
  })
})

describe('sizes', () => {
  let folder = ''
  beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'porchlight-sizes-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, text: string): number => {
    writeFileSync(path.join(folder, name), text)
    return gzipped(Buffer.from(text))
  }

  it('adds up what index.html links, and nothing else', () => {
    const sum = write('a.js', 'let a = 1') + write('a.css', 'a { b: c }')
    write('late.js', 'let late = 1')
    write('index.html', '<script src="/a.js"></script><link rel="stylesheet" href="/a.css">')
    expect(firstLoad(folder)).toBe(sum)
  })

  it('adds up code, without maps and notes', () => {
    const sum = write('index.js', 'let a = 1')
    write('index.js.map', '{}')
    write('README.md', 'x')
    expect(bundle(folder)).toBe(sum)
  })
})

describe('a budget', () => {
  it.each([
    ['holds', 39_999, true, 'Page: 40.0 kB gzip of 40.0 kB'],
    ['holds to the byte', 40_000, true, 'Page: 40.0 kB gzip of 40.0 kB'],
    ['does not hold', 40_001, false, 'Page: 40.0 kB gzip of 40.0 kB: over the budget'],
    ['does not hold for nothing', 0, false, 'Page: 0.0 kB gzip of 40.0 kB: nothing was built'],
  ])('%s', (_, bytes, ok, line) => {
    expect(judged('Page', bytes, 40_000)).toEqual({ ok, line })
  })
})
