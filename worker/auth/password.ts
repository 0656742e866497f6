// Comparing a password without telling by the time it takes how much of it was right.

/** Both are hashed with a key of this one comparison; what is compared then, in constant time, is 32 bytes that nobody can steer. */
export async function samePassword(given: string, right: string): Promise<boolean> {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign', 'verify'])
  const signature = await crypto.subtle.sign('HMAC', key, encode(right))
  return crypto.subtle.verify('HMAC', key, signature, encode(given))
}

/** One form of each letter, so that a password with accents is the same from every keyboard. */
const encode = (text: string) => new TextEncoder().encode(text.normalize('NFC'))
