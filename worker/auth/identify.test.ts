// Who a request is from.
import { describe, expect, it } from 'vitest'
import { SESSION_MS } from '../../shared/limits.ts'
import { signSession } from './cookie.ts'
import { carriesCookie, identify, type Lock } from './identify.ts'

const NOW = 1_795_000_000_000
const LOCKED = { kind: 'password', password: 'lamp and door', secret: '' } as const
const STRANGER = { kind: 'stranger' }
const token = await signSession(LOCKED, 'n1', NOW)
const at = (url: string, headers: Record<string, string> = {}): Request => new Request(url, { headers })

describe('identify', () => {
  it.each<[string, Request, Lock, number, unknown]>([
    ['open, on this machine', at('http://127.0.0.1:8787/'), { kind: 'open' }, NOW, { kind: 'owner', via: 'open' }],
    ['open, from elsewhere', at('http://evil.example:8787/'), { kind: 'open' }, NOW, STRANGER],
    ['open, through a tunnel', at('http://localhost:8787/', { 'x-forwarded-for': '192.0.2.1' }), { kind: 'open' }, NOW, STRANGER],
    ['nothing set', at('http://localhost:8787/', { cookie: `porchlight=${token}` }), { kind: 'unset' }, NOW, STRANGER],
    ['wrongly set', at('http://localhost:8787/', { cookie: `porchlight=${token}` }), { kind: 'misconfigured' }, NOW, STRANGER],
    ['no cookie', at('https://chat.example/'), LOCKED, NOW, STRANGER],
    ['a cookie', at('https://chat.example/', { cookie: `__Host-porchlight=${token}` }), LOCKED, NOW, { kind: 'owner', via: 'cookie' }],
    ['a plain cookie on this machine', at('http://localhost/', { cookie: `porchlight=${token}` }), LOCKED, NOW, { kind: 'owner', via: 'cookie' }],
    ['a plain cookie from elsewhere', at('http://192.168.0.4/', { cookie: `porchlight=${token}` }), LOCKED, NOW, STRANGER],
    [
      'a cookie that somebody put before ours',
      at('https://a.example/', { cookie: `__Host-porchlight=x; __Host-porchlight=${token}` }),
      LOCKED,
      NOW,
      { kind: 'owner', via: 'cookie' },
    ],
    ['a cookie that is over', at('https://chat.example/', { cookie: `__Host-porchlight=${token}` }), LOCKED, NOW + SESSION_MS, STRANGER],
    ['a cookie of another password', at('https://chat.example/', { cookie: `__Host-porchlight=${token}` }), { ...LOCKED, password: 'changed' }, NOW, STRANGER],
    ['the token by another carrier', at(`https://chat.example/?key=${token}`, { authorization: `Bearer ${token}`, 'x-api-key': token }), LOCKED, NOW, STRANGER],
    ['the word of a header', at('https://chat.example/', { 'cf-access-authenticated-user-email': 'owner@chat.example' }), LOCKED, NOW, STRANGER],
    ['this machine, with a lock', at('http://127.0.0.1:8000/'), LOCKED, NOW, STRANGER],
  ])('%s', async (_name, request, lock, now, identity) => {
    expect(await identify(request, lock, now)).toEqual(identity)
  })
})

describe('carriesCookie', () => {
  it('sees a cookie of ours, right or wrong, and no other', () => {
    expect(carriesCookie(at('https://a.example/', { cookie: 'porchlight=nonsense' }))).toBe(true)
    expect(carriesCookie(at('https://a.example/', { cookie: '__Host-porchlight=nonsense' }))).toBe(true)
    expect(carriesCookie(at('https://a.example/', { cookie: 'theme=dark' }))).toBe(false)
    expect(carriesCookie(at('https://a.example/'))).toBe(false)
  })
})
