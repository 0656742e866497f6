// Session tokens and the cookie that carries them.
import { describe, expect, it } from 'vitest'
import { COOKIE_TOKEN_MAX, SESSION_MS } from '../../shared/limits.ts'
import { endedCookie, readSession, sessionCookie, type SessionKey, sessionTokens, signSession } from './cookie.ts'

const KEY: SessionKey = { password: 'lamp and door', secret: 'a secret of the server' }
const NOW = 1_795_000_000_000

describe('a session token', () => {
  it('is read back until it ends', async () => {
    const token = await signSession(KEY, 'n1', NOW)
    expect(token).toMatch(/^v1\.\d+\.n1\.[A-Za-z0-9_-]{43}$/)
    expect(await readSession(KEY, token, NOW)).toEqual({ expires: NOW + SESSION_MS, nonce: 'n1' })
    expect(await readSession(KEY, token, NOW + SESSION_MS - 1)).not.toBeNull()
    expect(await readSession(KEY, token, NOW + SESSION_MS)).toBeNull()
  })

  it('needs no secret besides the password', async () => {
    const key = { ...KEY, secret: '' }
    expect(await readSession(key, await signSession(key, 'n1', NOW), NOW)).not.toBeNull()
  })

  it.each<[string, SessionKey]>([
    ['another password', { ...KEY, password: 'another' }],
    ['another secret', { ...KEY, secret: 'another' }],
    ['no secret', { ...KEY, secret: '' }],
    ['the two the other way round', { password: KEY.secret, secret: KEY.password }],
    ['the same letters, split elsewhere', { password: `r${KEY.password}`, secret: KEY.secret.slice(0, -1) }],
  ])('ends with %s', async (_name, key) => {
    expect(await readSession(key, await signSession(KEY, 'n1', NOW), NOW)).toBeNull()
  })

  it('is worth nothing when any one character is changed', async () => {
    const token = await signSession(KEY, 'n1', NOW)
    // The last character of 32 bytes in base64 holds four bits only, so its neighbours may mean the same.
    const changed = Array.from({ length: token.length - 1 }, (_, at) => token.slice(0, at) + (token[at] === 'x' ? 'y' : 'x') + token.slice(at + 1))
    const read = await Promise.all(changed.map((each) => readSession(KEY, each, NOW)))
    expect(changed.filter((_, at) => read[at] !== null)).toEqual([])
  })

  it('cannot be made to last longer', async () => {
    const token = await signSession(KEY, 'n1', NOW)
    expect(await readSession(KEY, token.replace(String(NOW + SESSION_MS), String(NOW + 2 * SESSION_MS)), NOW)).toBeNull()
  })

  it.each([
    ['nothing', ''],
    ['no parts', 'v1'],
    ['another version', `v2.${NOW + 1}.n.${'A'.repeat(43)}`],
    ['no signature', `v1.${NOW + 1}.n.`],
    ['a short signature', `v1.${NOW + 1}.n.AAAA`],
    ['a signature of zeros', `v1.${NOW + 1}.n.${'A'.repeat(43)}`],
    ['a time in words', `v1.never.n.${'A'.repeat(43)}`],
    ['a time with a leading zero', `v1.0${NOW}.n.${'A'.repeat(43)}`],
    ['SQL', "v1.1.n' or 1=1 --.x"],
    ['NUL and letters outside ASCII', 'v1.1.\0ä.x'],
    ['a megabyte', 'v1.'.padEnd(1024 * 1024, '9')],
    ['one character too many', 'a'.repeat(COOKIE_TOKEN_MAX + 1)],
  ])('is refused when it is %s', async (_name, token) => {
    expect(await readSession(KEY, token, NOW)).toBeNull()
  })
})

describe('the cookie', () => {
  it('is kept to https and this host where there is https', () => {
    expect(sessionCookie('T', 'https')).toBe('__Host-porchlight=T; Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict; Secure')
    expect(endedCookie('https')).toBe('__Host-porchlight=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure')
  })

  it('is plain on this machine', () => {
    expect(sessionCookie('T', 'loopback')).toBe('porchlight=T; Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict')
    expect(endedCookie('loopback')).toBe('porchlight=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict')
  })

  it.each<[string, string | null, boolean, string[]]>([
    ['nothing', null, true, []],
    ['others only', 'a=b; porchlightx=1; xporchlight=2', true, []],
    ['the secure name', 'a=b; __Host-porchlight=T; c=d', false, ['T']],
    ['the plain name elsewhere', 'porchlight=T', false, []],
    ['the plain name on this machine', 'porchlight=T', true, ['T']],
    ['both on this machine', 'porchlight=T; __Host-porchlight=U', true, ['T', 'U']],
    ['an empty one', '__Host-porchlight=', true, []],
    ['one without a value', '__Host-porchlight', true, []],
    ['more than anyone needs', Array.from({ length: 50 }, (_, n) => `porchlight=${n}`).join(';'), true, ['0', '1', '2', '3']],
  ])('is found among %s', (_name, header, loopback, tokens) => {
    expect(sessionTokens(header, loopback)).toEqual(tokens)
  })
})
