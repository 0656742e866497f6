// What is pointed at looks so only where a pointer can rest: a finger leaves that look on what it touched.
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from './wrangler.ts'

/** The rules for what is pointed at that hold everywhere, by the heads of all that is around each. */
function everywhere(css: string): string[] {
  const heads: string[] = []
  const found: string[] = []
  for (const [, head, brace] of css.replaceAll(/\/\*[^]*?\*\//g, '').matchAll(/([^{};]*)([{};])/g)) {
    if (brace === '}') heads.pop()
    if (brace !== '{') continue
    heads.push(head!.trim())
    if (head!.includes(':hover') && !heads.some((one) => one.startsWith('@media (hover: hover)'))) found.push(heads.join(' '))
  }
  return found
}

const FILES = globSync('web/{components,styles}/*.css', { cwd: ROOT })

it.each(FILES)('%s', (file) => {
  expect(everywhere(readFileSync(path.join(ROOT, file), 'utf8'))).toEqual([])
})

it('looks at all of them, and finds what holds everywhere', () => {
  expect(FILES.length).toBeGreaterThan(20)
  expect(everywhere('@layer a { .b { c: d; &:hover, &:focus { e: f } @media (hover: hover) { &:hover { g: h } } } }')).toEqual(['@layer a .b &:hover, &:focus'])
})
