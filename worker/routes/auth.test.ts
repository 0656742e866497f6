// Signing in and out through the door.
import { describe, expect, it } from 'vitest'
import { GUESSES_MAX, PASSWORD_MAX, SESSION_MS } from '../../shared/limits.ts'
import type { Access } from '../deps.ts'
import { fakeApp, json, LOCKED } from '../test/app-fakes.ts'

/** Counts as the account does: before it is compared, cleared by a right one. */
function locked(over: { access?: Access; address?: (request: Request) => string } = {}) {
  const guesses: string[] = []
  const world = fakeApp(
    {
      account: {
        guess: async (address) => {
          if (guesses.filter((each) => each === address).length >= GUESSES_MAX) return { kind: 'too_many', retry_after_ms: 90_500 }
          guesses.push(address)
          return { kind: 'ok' }
        },
        guessed: async () => ((guesses.length = 0), { kind: 'ok' }),
      },
    },
    { access: LOCKED, ...over },
  )
  return { ...world, guesses }
}

const RIGHT = json({ password: 'lamp and door' })
const WRONG = json({ password: 'lamp and dorr' })
const cookieOf = (response: Response): string | null => response.headers.get('set-cookie')
const pairOf = (response: Response): string => cookieOf(response)?.split(';')[0] ?? ''

describe('GET /auth', () => {
  it('says who one is', async () => {
    expect(await (await fakeApp().request('/auth')).json()).toEqual({ signed_in: true, via: 'open' })
    const world = locked()
    expect(await (await world.request('/auth')).json()).toEqual({ signed_in: false, via: 'stranger' })
    const cookie = pairOf(await world.request('/auth/sign-in', RIGHT))
    expect(await (await world.request('/auth', { headers: { cookie } })).json()).toEqual({ signed_in: true, via: 'cookie' })
  })
})

describe('signing in', () => {
  it('gives a plain cookie on this machine', async () => {
    const response = await locked().request('/auth/sign-in', RIGHT)
    expect([response.status, await response.text()]).toEqual([204, ''])
    expect(cookieOf(response)).toMatch(/^porchlight=v1\.\d+\.made[\w-]+\.[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/)
    expect(SESSION_MS).toBe(2_592_000_000)
  })

  it.each<[string, string, Record<string, string>]>([
    ['over https', 'https://chat.example/auth/sign-in', { origin: 'https://chat.example', 'sec-fetch-site': 'same-origin' }],
    ['behind TLS, in a browser', 'http://chat.example/auth/sign-in', { origin: 'https://chat.example', 'sec-fetch-site': 'same-origin' }],
    ['behind TLS, by a program', 'http://chat.example/auth/sign-in', { 'x-forwarded-proto': 'https' }],
  ])('gives a cookie that is kept to https %s', async (_name, url, headers) => {
    const response = await locked().request(url, { ...RIGHT, headers: { 'content-type': 'application/json', ...headers } })
    expect(response.status).toBe(204)
    expect(cookieOf(response)).toMatch(/^__Host-porchlight=v1\.[\w.-]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict; Secure$/)
  })

  it('makes another session each time, whatever cookie was there', async () => {
    const world = locked()
    const first = pairOf(await world.request('/auth/sign-in', RIGHT))
    const second = pairOf(
      await world.request('/auth/sign-in', { ...RIGHT, headers: { 'content-type': 'application/json', cookie: first, origin: 'http://localhost:8787' } }),
    )
    expect(second).toMatch(/^porchlight=v1/)
    expect(second).not.toBe(first)
  })

  it('is not possible over plain http from elsewhere, and no guess is spent on it', async () => {
    const { request, guesses } = locked()
    const response = await request('http://192.168.0.4:8000/auth/sign-in', RIGHT)
    expect([response.status, await response.json()]).toMatchObject([403, { detail: { error: 'insecure_origin' } }])
    expect(guesses).toEqual([])
  })

  it.each([
    ['wrong', 'lamp and dorr', 401, 'wrong_password'],
    ['empty', '', 422, 'invalid_field'],
    ['too long', 'x'.repeat(PASSWORD_MAX + 1), 422, 'invalid_field'],
  ])('refuses a password that is %s', async (_name, password, status, error) => {
    const response = await locked().request('/auth/sign-in', json({ password }))
    expect([response.status, await response.json()]).toMatchObject([status, { detail: { error } }])
    expect(cookieOf(response)).toBeNull()
  })

  it('limits guesses by address, also right ones, and whatever a caller calls himself', async () => {
    const { request, guesses } = locked()
    for (let n = 0; n < GUESSES_MAX; n += 1) expect((await request('/auth/sign-in', WRONG)).status).toBe(401)
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '198.51.100.9', 'cf-connecting-ip': '198.51.100.9' }
    const response = await request('/auth/sign-in', { ...RIGHT, headers })
    expect([response.status, response.headers.get('retry-after'), cookieOf(response)]).toEqual([429, '91', null])
    expect(await response.json()).toMatchObject({ detail: { error: 'too_many_guesses' } })
    expect(new Set(guesses)).toEqual(new Set(['192.0.2.7']))
  })

  it('counts before it compares, so guesses that come at once are all counted', async () => {
    const { request } = locked()
    const statuses = await Promise.all(Array.from({ length: GUESSES_MAX * 2 }, async () => (await request('/auth/sign-in', WRONG)).status))
    expect(statuses.filter((status) => status === 401).length).toBe(GUESSES_MAX)
  })

  it('forgets the guesses once one was right', async () => {
    const { request, guesses } = locked()
    await request('/auth/sign-in', WRONG)
    await request('/auth/sign-in', RIGHT)
    expect(guesses).toEqual([])
  })

  it('is refused where guesses cannot be counted', async () => {
    const { request } = fakeApp({ account: { guess: async () => ({ kind: 'actor_unavailable' }) } }, { access: LOCKED })
    expect((await request('/auth/sign-in', RIGHT)).status).toBe(503)
  })

  it('ends every session with another password', async () => {
    const cookie = pairOf(await locked().request('/auth/sign-in', RIGHT))
    const changed: Access = { kind: 'password', password: 'another one', secret: 'a secret of the server' }
    expect(await (await locked({ access: changed }).request('/auth', { headers: { cookie } })).json()).toMatchObject({ signed_in: false })
  })

  it('has nothing to do where the door is open', async () => {
    const response = await fakeApp().request('/auth/sign-in', RIGHT)
    expect([response.status, cookieOf(response)]).toEqual([204, null])
  })
})

describe('signing out', () => {
  it('takes the cookie away, also from a stranger', async () => {
    const response = await locked().request('/auth/sign-out', { method: 'POST' })
    expect([response.status, cookieOf(response)]).toEqual([204, 'porchlight=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict'])
    const secure = await locked().request('https://chat.example/auth/sign-out', { method: 'POST' })
    expect(cookieOf(secure)).toBe('__Host-porchlight=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure')
  })
})
