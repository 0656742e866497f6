// The session as a signed token, with nothing stored: `v1.<expires ms>.<nonce>.<signature>`. Pure but for WebCrypto; the cookie that carries it.
import { COOKIE_TOKENS_MAX, COOKIE_TOKEN_MAX, SESSION_MS } from '../../shared/limits.ts'

/**
 * What signs a session. The key is made from both, so another password, or another secret, ends every session at once.
 * An empty secret leaves the password alone to sign.
 */
export interface SessionKey {
  readonly password: string
  readonly secret: string
}

/** A session that was signed here and has not ended. */
interface Session {
  /** Server milliseconds. */
  readonly expires: number
  /** Another one at each sign-in. */
  readonly nonce: string
}

const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' } as const
const TOKEN = /^(v1\.([1-9]\d{0,15})\.([A-Za-z0-9_-]{1,64}))\.([A-Za-z0-9_-]{43})$/

/** A token that lasts SESSION_MS from `now`. `nonce` is a fresh name of `[A-Za-z0-9_-]`. */
export async function signSession(key: SessionKey, nonce: string, now: number): Promise<string> {
  const signed = `v1.${now + SESSION_MS}.${nonce}`
  const signature = await crypto.subtle.sign(ALGORITHM.name, await importKey(key, 'sign'), new TextEncoder().encode(signed))
  return `${signed}.${toBase64Url(new Uint8Array(signature))}`
}

/** The session of a token; null where it is malformed, forged, signed by another key, or over. The signature is compared in constant time. */
export async function readSession(key: SessionKey, token: string, now: number): Promise<Session | null> {
  const match = token.length <= COOKIE_TOKEN_MAX ? TOKEN.exec(token) : null
  if (!match) return null
  const [, signed, expires, nonce, signature] = match
  const genuine = await crypto.subtle.verify(ALGORITHM.name, await importKey(key, 'verify'), fromBase64Url(signature!), new TextEncoder().encode(signed!))
  return genuine && Number(expires) > now ? { expires: Number(expires), nonce: nonce! } : null
}

/** A pair in a list of JSON has one reading only, so no other secret and password make the same key. */
function importKey({ password, secret }: SessionKey, use: 'sign' | 'verify') {
  const material = new TextEncoder().encode(JSON.stringify(['porchlight session', secret, password]))
  return crypto.subtle.importKey('raw', material, ALGORITHM, false, [use])
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

/** On https. The prefix makes browsers refuse it from another host, another path or plain http. */
const SECURE_NAME = '__Host-porchlight'
/** On this machine without https. Browsers send it to every port of the host. */
const PLAIN_NAME = 'porchlight'

/**
 * The value of `set-cookie`. `Strict`, because the page itself needs no cookie: it is the same for everybody, and what it then asks for comes from its
 * own origin, so a link from elsewhere still opens a chat.
 */
export function sessionCookie(token: string, transport: 'https' | 'loopback'): string {
  return cookie(token, transport, SESSION_MS / 1_000)
}

/** Takes the cookie away. */
export function endedCookie(transport: 'https' | 'loopback'): string {
  return cookie('', transport, 0)
}

function cookie(value: string, transport: 'https' | 'loopback', maxAge: number): string {
  const secure = transport === 'https'
  return `${secure ? SECURE_NAME : PLAIN_NAME}=${value}; Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}

/** The tokens a request carries: the plain name counts on this machine only. Several of one name are all given, none is trusted for its place. */
export function sessionTokens(header: string | null, loopback: boolean): string[] {
  const names = loopback ? [SECURE_NAME, PLAIN_NAME] : [SECURE_NAME]
  return (header ?? '')
    .split(';')
    .map((pair) => pair.trim().split('='))
    .flatMap(([name, value]) => (names.includes(name ?? '') && value ? [value] : []))
    .slice(0, COOKIE_TOKENS_MAX)
}
