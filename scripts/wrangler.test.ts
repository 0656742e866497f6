import { describe, expect, it } from 'vitest'
import { addressOf, isLoopback } from './address.ts'
import { read } from './ask-home.ts'
import { devArguments, devEnvironment, worthShowing } from './wrangler.ts'

describe('the command line of wrangler dev', () => {
  const dev = { port: 8787, dataDir: '/data', open: true, vars: ['--var', 'A:b'], file: null }

  it('listens on this machine alone', () => {
    expect(devArguments(dev)).toEqual(expect.arrayContaining(['--ip=127.0.0.1', '--port=8787', '--persist-to=/data/wrangler', '--var', 'A:b']))
  })

  it('opens this run, and only when it is asked to', () => {
    const flag = (open: boolean): string | undefined => devArguments({ ...dev, open }).find((each) => each.includes('PORCHLIGHT_LAUNCH'))
    expect(flag(true)).toBe("PORCHLIGHT_LAUNCH:'loopback'")
    expect(flag(false)).toBeUndefined()
  })

  it('reads .dev.vars alone, or our file alone', () => {
    expect(devArguments(dev)).not.toContain('--env-file')
    expect(devEnvironment({}, null)['CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV']).toBe('false')
    expect(devArguments({ ...dev, file: '/tmp/f' }).slice(-2)).toEqual(['--env-file', '/tmp/f'])
    expect(devEnvironment({}, '/tmp/f')['CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV']).toBe('true')
  })
})

describe('a line of wrangler dev', () => {
  it.each([
    ['a warning of the worker', '{"level":"warn","event":"x"}', false, true],
    ['an error of the worker', '{"level":"error","event":"x"}', false, true],
    ['what the worker does', '{"level":"info","event":"x"}', false, false],
    ['what the worker does, where a level was set', '{"level":"info","event":"x"}', true, true],
    ["wrangler's own", '[wrangler:info] GET / 200 OK (1ms)', true, false],
    ['nothing', '', true, false],
  ])('%s', (_, line, all, expected) => {
    expect(worthShowing(line, all)).toBe(expected)
  })
})

describe('an answer of /health', () => {
  const NOW = 1_000
  const home = { state: 'unreachable', asked: 'm', model: null, probed_at: NOW }
  const told = { status: 'unhealthy', home: { ...home, id: 'home' }, answers: 'demo', next: ['a'], rev: 1 }
  const unknown = { kind: 'health', home: { ...home, state: 'unknown' }, answers: 'home', next: [] }
  it.each([
    ['to the person', told, { kind: 'health', home, answers: 'demo', next: ['a'] }],
    ['with what an earlier run saw', { ...told, home: { ...home, probed_at: NOW - 1 } }, { ...unknown, home: { ...unknown.home, probed_at: NOW - 1 } }],
    ['before the first look', { ...told, home: { ...home, probed_at: null } }, { ...unknown, home: { ...unknown.home, probed_at: null } }],
    [
      'of the demo, which nobody looks at',
      { ...told, home: { ...home, state: 'demo', probed_at: null } },
      { kind: 'health', home: { ...home, state: 'demo', probed_at: null }, answers: 'demo', next: ['a'] },
    ],
    ['to a stranger', { status: 'healthy', timestamp: 't' }, { kind: 'stranger' }],
    ['of a worker with a wrong value', { detail: { error: 'misconfigured', message: 'x' } }, { kind: 'misconfigured' }],
    ['of something else', { hello: 1 }, null],
    ['that is none', 'text', null],
  ])('%s', (_, body, expected) => {
    expect(read(body, NOW)).toEqual(expected)
  })
})

describe('addresses', () => {
  it.each([
    ['127.0.0.1', true, 'http://127.0.0.1:80'],
    ['127.1.2.3', true, 'http://127.1.2.3:80'],
    ['localhost', true, 'http://localhost:80'],
    ['::1', true, 'http://[::1]:80'],
    ['0.0.0.0', false, 'http://localhost:80'],
    ['::', false, 'http://localhost:80'],
    ['192.168.1.5', false, 'http://192.168.1.5:80'],
    ['127.evil.example', false, 'http://127.evil.example:80'],
  ])('%s', (host, loopback, address) => {
    expect(isLoopback(host)).toBe(loopback)
    expect(addressOf(host, 80)).toBe(address)
  })
})
