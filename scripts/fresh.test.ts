import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isFresh } from './fresh.ts'

const BUILT_AT = 1_000_000

describe('a built page', () => {
  let folder = ''
  /** A file, or a folder where it ends in a slash, changed so many seconds after the page was built. */
  const put = (name: string, after: number): void => {
    const full = path.join(folder, name)
    mkdirSync(name.endsWith('/') ? full : path.dirname(full), { recursive: true })
    if (!name.endsWith('/')) writeFileSync(full, '')
    utimesSync(full, BUILT_AT + after, BUILT_AT + after)
  }
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'porchlight-fresh-'))
    for (const file of ['shared/fold.ts', 'web/main.tsx', 'web/stores/list.ts', 'vite.config.ts']) put(file, -10)
    put('web/dist/index.html', 0)
    for (const name of ['web/stores/', 'shared/']) put(name, -10)
    put('web/', 50)
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is fresh when nothing changed after it', () => {
    expect(isFresh(folder)).toBe(true)
  })

  it.each(['shared/fold.ts', 'web/main.tsx', 'web/stores/list.ts', 'vite.config.ts'])('is old when %s is newer', (file) => {
    put(file, 1)
    expect(isFresh(folder)).toBe(false)
  })

  it('is old when a file was taken away', () => {
    put('web/stores/', 1)
    expect(isFresh(folder)).toBe(false)
  })

  it('is old when it is not there', () => {
    rmSync(path.join(folder, 'web/dist'), { recursive: true })
    expect(isFresh(folder)).toBe(false)
  })

  it('does not mind newer tests', () => {
    put('web/stores/list.test.ts', 5)
    put('web/stores/', -10)
    expect(isFresh(folder)).toBe(true)
  })
})
