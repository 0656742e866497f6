// The configuration: a table of values, and the names held against every place that lists them.
import { BASE_URL_MAX, CREDENTIAL_MAX, DATA_DIR_MAX, HEADERS_MAX, PASSWORD_MIN, SESSION_SECRET_MIN } from '../shared/limits.ts'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Config, DEMO_URL, readConfig, VARIABLES, type Variable } from './config.ts'

type Raw = Record<string, string | undefined>

function ok(raw: Raw): Config {
  const result = readConfig(raw)
  if (result.kind === 'wrong') throw new Error(`unexpected: ${JSON.stringify(result.wrong)}`)
  return result.config
}

function wrong(raw: Raw): readonly { readonly name: string; readonly expected: string }[] {
  const result = readConfig(raw)
  return result.kind === 'wrong' ? result.wrong : []
}

describe('readConfig', () => {
  it('gives the defaults where nothing is set', () => {
    expect(ok({})).toEqual({
      homes: [
        {
          id: 'home',
          baseUrl: 'http://localhost:1234/v1',
          model: 'mixtral-8x7b-instruct-v0.1',
          apiKey: null,
          headers: {},
          timeoutMs: 60_000,
          parallel: 4,
        },
      ],
      silenceMs: 1_800_000,
      maxRetries: 2,
      fallback: 'none',
      serverHost: '127.0.0.1',
      serverPort: 8000,
      dataDir: '.data',
      ownerPassword: null,
      sessionSecret: null,
      sessionTimeoutMs: 3_600_000,
      logLevel: 'info',
      flushMs: 50,
    })
  })

  it('takes an empty value for an unset one, and knows no other names', () => {
    const empty = Object.fromEntries(VARIABLES.map(({ name }) => [name, '']))
    expect(ok({ ...empty, LLM_BASE_URI: 'nonsense', AGENT_MAX_STEPS: 'x' })).toEqual(ok({}))
    expect(ok(Object.fromEntries(VARIABLES.map(({ name }) => [name, undefined])))).toEqual(ok({}))
  })

  it.each<[string, Raw, (config: Config) => unknown, unknown]>([
    ['slashes at the end of the address go', { LLM_BASE_URL: 'https://home.example/v1//' }, (c) => c.homes[0].baseUrl, 'https://home.example/v1'],
    ['an address without a path', { LLM_BASE_URL: 'HTTP://[::1]:1234' }, (c) => c.homes[0].baseUrl, 'http://[::1]:1234'],
    ['white space around an address', { LLM_BASE_URL: ' http://localhost:1/v1 \r' }, (c) => c.homes[0].baseUrl, 'http://localhost:1/v1'],
    ['the demo', { LLM_BASE_URL: DEMO_URL }, (c) => [c.homes[0].id, c.homes[0].baseUrl], ['demo', 'demo:']],
    ['no preferred model', { LLM_MODEL: 'auto' }, (c) => c.homes[0].model, null],
    ['a model', { LLM_MODEL: 'google/gemma-4-e4b@q4' }, (c) => c.homes[0].model, 'google/gemma-4-e4b@q4'],
    ['a part of a second', { LLM_TIMEOUT: '0.25' }, (c) => c.homes[0].timeoutMs, 250],
    ['the longest silence', { LLM_SILENCE: '86400' }, (c) => c.silenceMs, 86_400_000],
    ['no retries', { LLM_MAX_RETRIES: '0' }, (c) => c.maxRetries, 0],
    ['any free port', { SERVER_PORT: '0' }, (c) => c.serverPort, 0],
    ['an address of IPv6', { SERVER_HOST: '::1' }, (c) => c.serverHost, '::1'],
    ['every interface', { SERVER_HOST: '0.0.0.0' }, (c) => c.serverHost, '0.0.0.0'],
    ['the demo for want of a home', { LLM_FALLBACK: 'demo' }, (c) => c.fallback, 'demo'],
    ['a key', { LLM_API_KEY: 'sk-lm-1:x=y' }, (c) => c.homes[0].apiKey, 'sk-lm-1:x=y'],
    ['a password keeps its spaces', { OWNER_PASSWORD: ' lamp lit ' }, (c) => c.ownerPassword, ' lamp lit '],
    ['headers, in lower case', { LLM_HEADERS: '{"X-Tunnel":"a b","ngrok-skip":"1"}' }, (c) => c.homes[0].headers, { 'x-tunnel': 'a b', 'ngrok-skip': '1' }],
    [
      'the pair of Cloudflare Access',
      { CF_ACCESS_CLIENT_ID: 'i.access', CF_ACCESS_CLIENT_SECRET: 's', LLM_HEADERS: '{"cf-access-client-id":"old"}' },
      (c) => c.homes[0].headers,
      { 'cf-access-client-id': 'i.access', 'cf-access-client-secret': 's' },
    ],
    ['a slow flush', { LOG_FLUSH_MS: '250' }, (c) => c.flushMs, 250],
  ])('%s', (_name, raw, pick, value) => {
    expect(pick(ok(raw))).toEqual(value)
  })

  const many = JSON.stringify(Object.fromEntries(Array.from({ length: HEADERS_MAX + 1 }, (_, n) => [`x-${n}`, '1'])))
  it.each<[string, string, string]>([
    ['no scheme', 'LLM_BASE_URL', 'localhost:1234/v1'],
    ['another scheme', 'LLM_BASE_URL', 'ftp://localhost/v1'],
    ['a scheme that runs', 'LLM_BASE_URL', 'javascript:alert(1)'],
    ['more than demo:', 'LLM_BASE_URL', 'demo:x'],
    ['a user name', 'LLM_BASE_URL', 'https://ok.example@evil.example/v1'],
    ['an empty user name', 'LLM_BASE_URL', 'https://@evil.example/v1'],
    ['a backslash', 'LLM_BASE_URL', 'https://ok.example\\@evil.example'],
    ['a query', 'LLM_BASE_URL', 'http://localhost:1234/v1?x=1'],
    ['an empty query', 'LLM_BASE_URL', 'http://localhost:1234/v1?'],
    ['a fragment', 'LLM_BASE_URL', 'http://localhost:1234/v1#a'],
    ['a tab inside', 'LLM_BASE_URL', 'http://local\thost/v1'],
    ['no host', 'LLM_BASE_URL', 'http:///v1'],
    ['an address that is too long', 'LLM_BASE_URL', `http://localhost/${'a'.repeat(BASE_URL_MAX)}`],
    ['a model name with a line break', 'LLM_MODEL', 'a\nb'],
    ['a key with a line break', 'LLM_API_KEY', 'a\r\nhost: x'],
    ['a key outside ASCII', 'LLM_API_KEY', 'schlüssel'],
    ['a key that is too long', 'LLM_API_KEY', 'k'.repeat(CREDENTIAL_MAX + 1)],
    ['a time in words', 'LLM_TIMEOUT', '60s'],
    ['a negative time', 'LLM_TIMEOUT', '-1'],
    ['no time at all', 'LLM_TIMEOUT', '0'],
    ['a number of JavaScript', 'LLM_TIMEOUT', '1e3'],
    ['a hexadecimal number', 'LLM_PARALLEL', '0x10'],
    ['no places', 'LLM_PARALLEL', '0'],
    ['half a retry', 'LLM_MAX_RETRIES', '1.5'],
    ['too many retries', 'LLM_MAX_RETRIES', '11'],
    ['a silence over a day', 'LLM_SILENCE', '86401'],
    ['headers that are no JSON', 'LLM_HEADERS', 'x-a: b'],
    ['headers as a list', 'LLM_HEADERS', '[["x-a","b"]]'],
    ['headers as null', 'LLM_HEADERS', 'null'],
    ['a header that is a number', 'LLM_HEADERS', '{"x-a":1}'],
    ['an empty header', 'LLM_HEADERS', '{"x-a":""}'],
    ['a header value with a line break', 'LLM_HEADERS', '{"x-a":"b\\r\\nc: d"}'],
    ['a header name with a space', 'LLM_HEADERS', '{"x a":"b"}'],
    ['the header host', 'LLM_HEADERS', '{"Host":"evil.example"}'],
    ['the header content-length', 'LLM_HEADERS', '{"content-length":"1"}'],
    ['the header cookie', 'LLM_HEADERS', '{"Cookie":"a=b"}'],
    ['a header named twice', 'LLM_HEADERS', '{"x-a":"1","X-A":"2"}'],
    ['a header named __proto__', 'LLM_HEADERS', '{"__proto__":"1"}'],
    ['too many headers', 'LLM_HEADERS', many],
    ['half of a service token', 'CF_ACCESS_CLIENT_SECRET', ''],
    ['another fallback', 'LLM_FALLBACK', 'Demo'],
    ['a host with its port', 'SERVER_HOST', '127.0.0.1:80'],
    ['a host with its scheme', 'SERVER_HOST', 'http://x'],
    ['a port out of range', 'SERVER_PORT', '65536'],
    ['a folder with NUL', 'DATA_DIR', 'a\0b'],
    ['a folder that is too long', 'DATA_DIR', 'a'.repeat(DATA_DIR_MAX + 1)],
    ['a short password', 'OWNER_PASSWORD', 'x'.repeat(PASSWORD_MIN - 1)],
    ['a short secret', 'SESSION_SECRET', 'x'.repeat(SESSION_SECRET_MIN - 1)],
    ['no session', 'SESSION_TIMEOUT', '0'],
    ['another level', 'LOG_LEVEL', 'verbose'],
    ['a slower flush than any', 'LOG_FLUSH_MS', '251'],
  ])('refuses %s', (_name, name, value) => {
    const raw = name === 'CF_ACCESS_CLIENT_SECRET' ? { CF_ACCESS_CLIENT_ID: 'i' } : { [name]: value }
    const found = wrong(raw)
    expect(found.map((each) => each.name)).toEqual([name])
    expect(found[0]?.expected).not.toBe('')
  })

  it.each(VARIABLES.filter(({ secret }) => secret).map(({ name }) => name))('never repeats the value of %s', (name) => {
    const value = '{"Sesame-77\n'
    const found = wrong({ [name]: value })
    expect(found.length).toBeGreaterThan(0)
    expect(JSON.stringify(found)).not.toContain('Sesame')
  })

  it('names every wrong value at once', () => {
    expect(wrong({ LLM_TIMEOUT: 'soon', LOG_LEVEL: 'loud', CF_ACCESS_CLIENT_ID: 'i', SERVER_PORT: 'http' }).map((each) => each.name)).toEqual([
      'CF_ACCESS_CLIENT_SECRET',
      'LLM_TIMEOUT',
      'SERVER_PORT',
      'LOG_LEVEL',
    ])
  })

  it('names only the half of a service token that is wrong', () => {
    expect(wrong({ CF_ACCESS_CLIENT_ID: 'i', CF_ACCESS_CLIENT_SECRET: 'a b' }).map((each) => each.name)).toEqual(['CF_ACCESS_CLIENT_SECRET'])
  })
})

const root = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
const listed: readonly Variable[] = VARIABLES
const defaults = new Map(listed.map((variable) => [variable.name, variable.default]))

describe('the names are the same everywhere', () => {
  it('has each name once, and defaults that it accepts itself', () => {
    expect(defaults.size).toBe(VARIABLES.length)
    const written = Object.fromEntries(listed.flatMap((variable) => (variable.default === null ? [] : [[variable.name, variable.default]])))
    expect(ok(written)).toEqual(ok({}))
  })

  it('.dev.vars.example shows every name with its default, and sets none', () => {
    const lines = root('.dev.vars.example').split('\n')
    const shown = lines.flatMap((line) => /^# ([A-Z_]+)=(.*)$/.exec(line)?.slice(1, 3) ?? [])
    expect(shown).toEqual(listed.flatMap((variable) => [variable.name, variable.default ?? '']))
    expect(lines.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([])
  })

  it('wrangler.toml sets no other names, no secrets, and nothing but the defaults', () => {
    const section = /^\[vars\][^\n]*\n((?:(?!\[).*\n?)*)/m.exec(root('wrangler.toml'))?.[1] ?? ''
    for (const [, name, value] of section.matchAll(/^([A-Za-z_]+)\s*=\s*(.*?)\s*$/gm)) {
      expect([...defaults.keys()]).toContain(name)
      expect(listed.find((variable) => variable.name === name)?.secret).toBe(false)
      expect(value).toBe(JSON.stringify(defaults.get(name!)))
    }
  })

  it("README's table has a row for every name, with its default", () => {
    const rows = [...root('README.md').matchAll(/^\| `([A-Z_]+)` \|(.*)$/gm)].map(([, name, rest]) => [name, rest!.split('|')[0]!.trim()])
    expect(rows).toEqual(listed.map((variable) => [variable.name, variable.default === null ? '' : `\`${variable.default}\``]))
  })
})
