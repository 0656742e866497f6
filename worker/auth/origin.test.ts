// Where a request comes from: tables of what browsers, proxies and forgers send.
import { describe, expect, it } from 'vitest'
import { type Arrival, arrivalOf, isFromHere, isLoopback, isLoopbackRequest, isOwnWrite, transportOf } from './origin.ts'

const arrival = (over: Partial<Arrival> & { url: string }): Arrival => ({
  host: new URL(over.url).host,
  origin: null,
  fetchSite: null,
  forwardedProto: null,
  forwarded: false,
  ...over,
})
const LOCAL = 'http://localhost:8787/agent/message'
const HOME = 'https://chat.example/agent/message'
/** The same behind something that ends TLS. */
const BEHIND = 'http://chat.example/agent/message'

describe('isLoopback', () => {
  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['[::1]', true],
    ['app.localhost', false],
    ['localhost.evil.example', false],
    ['127.0.0.2', false],
    ['0.0.0.0', false],
    ['[::]', false],
    ['192.168.0.4', false],
    ['localhost.', false],
    ['', false],
  ])('%s: %s', (name, here) => {
    expect(isLoopback(name)).toBe(here)
  })
})

describe('isFromHere', () => {
  it.each<[string, Arrival, boolean]>([
    ['any port', arrival({ url: 'http://127.0.0.1:1/' }), true],
    ['IPv6', arrival({ url: 'http://[::1]:8787/' }), true],
    ['no host header', arrival({ url: LOCAL, host: null }), true],
    ['a name that was rebound', arrival({ url: 'http://evil.example:8787/' }), false],
    ['an absolute address with another host header', arrival({ url: LOCAL, host: 'evil.example' }), false],
    ['a host header with another address', arrival({ url: 'http://evil.example/', host: 'localhost' }), false],
    ['a user name that looks like a host', arrival({ url: LOCAL, host: 'localhost@evil.example' }), false],
    ['a host header with a path', arrival({ url: LOCAL, host: 'localhost/evil' }), false],
    ['a host header that is none', arrival({ url: LOCAL, host: 'local host' }), false],
    ['a tunnel that rewrites the host', arrival({ url: LOCAL, forwarded: true }), false],
  ])('%s', (_name, given, here) => {
    expect(isFromHere(given)).toBe(here)
  })

  it.each(['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'via', 'cf-ray'])('sees %s', (name) => {
    expect(isFromHere(arrivalOf(new Request(LOCAL, { headers: { [name]: 'x' } })))).toBe(false)
    expect(isLoopbackRequest(arrivalOf(new Request(LOCAL, { headers: { [name]: 'x' } })))).toBe(true)
  })

  it('does not mind the address that the local runtime adds', () => {
    expect(isFromHere(arrivalOf(new Request(LOCAL, { headers: { 'cf-connecting-ip': '127.0.0.1' } })))).toBe(true)
  })
})

describe('transportOf', () => {
  it.each<[string, Arrival, ReturnType<typeof transportOf>]>([
    ['https', arrival({ url: HOME }), 'https'],
    ['plain http on this machine', arrival({ url: LOCAL }), 'loopback'],
    ['a browser on this machine', arrival({ url: LOCAL, fetchSite: 'same-origin' }), 'loopback'],
    ['plain http in the house', arrival({ url: 'http://192.168.0.4:8000/' }), 'insecure'],
    ['plain http by name', arrival({ url: BEHIND }), 'insecure'],
    ['TLS that ended in front, by its word', arrival({ url: BEHIND, forwardedProto: 'https' }), 'https'],
    ['several in front', arrival({ url: BEHIND, forwardedProto: 'HTTPS, http' }), 'https'],
    ['http in front', arrival({ url: BEHIND, forwardedProto: 'http' }), 'insecure'],
    ['TLS that ended in front, by the browser', arrival({ url: BEHIND, fetchSite: 'none' }), 'https'],
  ])('%s', (_name, given, transport) => {
    expect(transportOf(given)).toBe(transport)
  })
})

describe('isOwnWrite', () => {
  it.each<[string, Arrival, boolean, boolean]>([
    ['our page', arrival({ url: HOME, origin: 'https://chat.example', fetchSite: 'same-origin' }), true, true],
    ['our page in a browser that does not say where it is', arrival({ url: HOME, origin: 'https://chat.example' }), true, true],
    ['our page on this machine', arrival({ url: LOCAL, origin: 'http://localhost:8787', fetchSite: 'same-origin' }), false, true],
    ['our page behind TLS, by the browser', arrival({ url: BEHIND, origin: 'https://chat.example', fetchSite: 'same-origin' }), true, true],
    ['our page behind TLS, by what is in front', arrival({ url: BEHIND, origin: 'https://chat.example', forwardedProto: 'https' }), true, true],
    ['a program', arrival({ url: HOME }), false, true],
    ['a program in a browser’s clothes', arrival({ url: HOME, fetchSite: 'none' }), false, true],
    ['no origin, but a cookie', arrival({ url: HOME }), true, false],
    ['no origin, a cookie, and a good word', arrival({ url: HOME, fetchSite: 'same-origin' }), true, false],
    ['another site', arrival({ url: HOME, origin: 'https://evil.example', fetchSite: 'cross-site' }), true, false],
    ['another site, without a word', arrival({ url: HOME, origin: 'https://evil.example' }), false, false],
    ['another site that says it is ours', arrival({ url: HOME, origin: 'https://evil.example', fetchSite: 'same-origin' }), true, false],
    ['cross-site without an origin', arrival({ url: HOME, fetchSite: 'cross-site' }), false, false],
    ['a neighbour under the same domain', arrival({ url: HOME, origin: 'https://other.chat.example', fetchSite: 'same-site' }), true, false],
    ['a name that begins like ours', arrival({ url: HOME, origin: 'https://chat.example.evil.example' }), true, false],
    ['a name that ends like ours', arrival({ url: HOME, origin: 'https://evilchat.example' }), true, false],
    ['another port of this machine', arrival({ url: LOCAL, origin: 'http://localhost:3000', fetchSite: 'same-site' }), false, false],
    ['another name of this machine', arrival({ url: LOCAL, origin: 'http://127.0.0.1:8787' }), false, false],
    ['null', arrival({ url: HOME, origin: 'null' }), false, false],
    ['null from our own page', arrival({ url: HOME, origin: 'null', fetchSite: 'same-origin' }), true, false],
    ['an empty origin', arrival({ url: HOME, origin: '' }), false, false],
    ['an origin with a path', arrival({ url: HOME, origin: 'https://chat.example/x' }), true, false],
    ['an extension', arrival({ url: HOME, origin: 'chrome-extension://abcdef' }), false, false],
    ['http of the same name', arrival({ url: HOME, origin: 'http://chat.example' }), true, false],
    ['https of the same name that nobody vouches for', arrival({ url: BEHIND, origin: 'https://chat.example' }), true, false],
    ['https of another name behind TLS', arrival({ url: BEHIND, origin: 'https://evil.example', fetchSite: 'same-origin' }), true, false],
    ['https of another port behind TLS', arrival({ url: BEHIND, origin: 'https://chat.example:8443', forwardedProto: 'https' }), true, false],
    ['a host header that differs from the address', arrival({ url: HOME, host: 'evil.example', origin: 'https://chat.example' }), true, false],
  ])('%s', (_name, given, cookie, own) => {
    expect(isOwnWrite(given, cookie)).toBe(own)
  })
})

describe('an address that no parser of addresses takes, though HTTP did', () => {
  const strange: Arrival = { ...arrival({ url: LOCAL }), url: 'http://127.1e999.0.1:8787/agent/message', host: '127.1e999.0.1:8787' }

  it('is not from here, and no way to send a password', () => {
    expect([isLoopbackRequest(strange), isFromHere(strange), transportOf(strange)]).toEqual([false, false, 'insecure'])
  })

  it('is not where a page of ours could be', () => {
    expect(isOwnWrite({ ...strange, origin: 'http://localhost:8787' }, false)).toBe(false)
  })
})
