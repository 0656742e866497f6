import { describe, expect, it } from 'vitest'
import { type Lock, drift, missing, platformOf, repaired } from './lock.mjs'

describe('the platform in a name', () => {
  it.each([
    ['@cloudflare/workerd-darwin-64', { os: ['darwin'], cpu: ['x64'] }],
    ['@cloudflare/workerd-windows-64', { os: ['win32'], cpu: ['x64'] }],
    ['@cloudflare/workerd-darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
    ['@oxlint/binding-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
    ['@oxlint/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
    ['@oxlint/binding-win32-ia32-msvc', { os: ['win32'], cpu: ['ia32'] }],
    ['@oxlint/binding-android-arm-eabi', { os: ['android'], cpu: ['arm'] }],
    ['@esbuild/linux-loong64', { os: ['linux'], cpu: ['loong64'] }],
    ['fsevents', null],
    ['sharp', null],
  ])('%s', (name, expected) => {
    expect(platformOf(name)).toEqual(expected)
  })
})

const LOCK: Lock = {
  packages: {
    '': { devDependencies: { tool: '1.2.3' } },
    'node_modules/tool': { version: '1.2.3', dev: true, optionalDependencies: { '@t/b-linux-x64-gnu': '1.2.3', '@t/b-win32-x64-msvc': '1.2.3' } },
    'node_modules/@t/b-linux-x64-gnu': { version: '1.2.3', optional: true },
    'node_modules/zebra': { version: '1.0.0' },
  },
}
const WINDOWS = { version: '1.2.3', dev: true, optional: true, os: ['win32'], cpu: ['x64'] }

describe('what a lock lacks', () => {
  it('is the binary of the other platform', () => {
    expect(missing(LOCK)).toEqual([{ key: 'node_modules/@t/b-win32-x64-msvc', name: '@t/b-win32-x64-msvc', version: '1.2.3', entry: WINDOWS }])
  })

  it('is nothing after the repair, which keeps the rest and the order', () => {
    const lock = repaired(LOCK)
    expect(missing(lock)).toEqual([])
    expect(Object.keys(lock.packages)).toEqual([
      '',
      'node_modules/@t/b-linux-x64-gnu',
      'node_modules/@t/b-win32-x64-msvc',
      'node_modules/tool',
      'node_modules/zebra',
    ])
    expect(lock.packages).toMatchObject(LOCK.packages)
  })

  it('goes into the folder of its package where the top has another version', () => {
    const packages = { ...LOCK.packages, 'node_modules/@t/b-win32-x64-msvc': { version: '1.0.0', optional: true } }
    expect(missing({ packages }).map(({ key }) => key)).toEqual(['node_modules/tool/node_modules/@t/b-win32-x64-msvc'])
  })

  it('is found in a folder further up', () => {
    const inner = { version: '2.0.0', optionalDependencies: { '@t/b-linux-x64-gnu': '1.2.3' } }
    expect(missing(repaired({ packages: { ...LOCK.packages, 'node_modules/zebra/node_modules/tool': inner } }))).toEqual([])
  })

  it('has no entry where a range or a name without a platform does not tell it', () => {
    const optionalDependencies = { 'c-linux-x64': '^1.0.0', fsevents: '2.3.3' }
    expect(missing({ packages: { 'node_modules/w': { version: '1.0.0', optionalDependencies } } }).map(({ name, entry }) => [name, entry])).toEqual([
      ['c-linux-x64', null],
      ['fsevents', null],
    ])
  })
})

describe('package.json and the root of the lock', () => {
  it.each([
    ['the same', { devDependencies: { tool: '1.2.3' } }, []],
    ['another version', { devDependencies: { tool: '1.2.4' } }, ['tool: package.json asks for 1.2.4, the lock has 1.2.3.']],
    ['one more', { dependencies: { hono: '4.0.0' }, devDependencies: { tool: '1.2.3' } }, ['hono: package.json asks for 4.0.0, the lock has nothing.']],
    ['one less', {}, ['tool: package.json asks for nothing, the lock has 1.2.3.']],
  ])('%s', (_, manifest, expected) => {
    expect(drift(manifest, LOCK)).toEqual(expected)
  })
})
