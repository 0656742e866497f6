import { describe, expect, it } from 'vitest'
import { type Lock, difference, plan, tooOld } from './installed.mjs'

const LOCK: Lock = {
  packages: {
    '': {},
    'node_modules/hono': { version: '4.0.0' },
    'node_modules/tool-linux-x64': { version: '1.0.0', optional: true },
    'node_modules/tool-win32-x64': { version: '1.0.0', optional: true },
  },
}
const SAME: Lock = { packages: { 'node_modules/hono': { version: '4.0.0' }, 'node_modules/tool-linux-x64': { version: '1.0.0', optional: true } } }

describe('the difference between the lock and what is installed', () => {
  it.each([
    ['none, though a binary of another platform is not there', SAME, null],
    ['nothing installed', null, 'nothing is installed yet'],
    ['a missing package', { packages: {} }, 'node_modules/hono is missing'],
    ['another version', { packages: { 'node_modules/hono': { version: '3.9.0' } } }, 'node_modules/hono is 3.9.0, the lock has 4.0.0'],
    [
      'an optional one in another version',
      { packages: { ...SAME.packages, 'node_modules/tool-linux-x64': { version: '0.9.0' } } },
      'node_modules/tool-linux-x64 is 0.9.0, the lock has 1.0.0',
    ],
    ['a package too many', { packages: { ...SAME.packages, 'node_modules/old': { version: '1.0.0' } } }, 'node_modules/old is no longer in the lock'],
  ])('%s', (_, installed: Lock | null, expected) => {
    expect(difference(LOCK, installed)).toBe(expected)
  })
})

describe('what to do', () => {
  it.each([
    ['nothing', SAME, true, { kind: 'ready' }],
    ['the Node of the project is missing', SAME, false, { kind: 'bring_node' }],
    ['a difference counts first', { packages: {} }, false, { kind: 'install', reason: 'node_modules/hono is missing' }],
  ])('%s', (_, installed: Lock, nodeRuns, expected) => {
    expect(plan({ lock: LOCK, installed, nodeRuns })).toEqual(expected)
  })
})

describe('the Node that begins', () => {
  it.each([
    ['18.20.8', false],
    ['20.0.0', true],
    ['20.20.2', true],
    ['24.21.0', true],
    ['9.11.2', false],
  ])('%s', (version, enough) => {
    expect(tooOld(version) === null).toBe(enough)
  })

  it('is named when it is too old', () => {
    expect(tooOld('18.20.8')).toContain('this is Node 18.20.8')
  })
})
