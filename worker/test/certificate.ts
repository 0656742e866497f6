// A certificate that signs itself, made on the spot: for tests of what is said of bad ones.
import { generateKeyPairSync, sign } from 'node:crypto'

export interface Certificate {
  /** PEM. */
  readonly key: string
  readonly cert: string
}

const ECDSA_SHA256 = '06082a8648ce3d040302'
const COMMON_NAME = '0603550403'
const ALT_NAME = '0603551d11'

/** One element of DER: its tag, its length, what is in it. */
function element(tag: number, ...inside: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat(inside)
  const { length } = body
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}
const sequence = (...inside: readonly Uint8Array[]): Uint8Array => element(0x30, ...inside)
const hex = (text: string): Uint8Array => Buffer.from(text, 'hex')
const whole = (value: number): Uint8Array => element(0x02, Buffer.from([value]))
const bits = (bytes: Uint8Array): Uint8Array => element(0x03, Buffer.from([0]), bytes)
const time = (at: number): Uint8Array => element(0x17, Buffer.from(`${new Date(at).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))

/** For this host name, between these two times in milliseconds. */
export function selfSigned(name: string, from: number, until: number): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const algorithm = sequence(hex(ECDSA_SHA256))
  const who = sequence(element(0x31, sequence(hex(COMMON_NAME), element(0x0c, Buffer.from(name)))))
  const names = element(0xa3, sequence(sequence(hex(ALT_NAME), element(0x04, sequence(element(0x82, Buffer.from(name)))))))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  const body = sequence(element(0xa0, whole(2)), whole(1), algorithm, who, sequence(time(from), time(until)), who, key, names)
  const der = sequence(body, algorithm, bits(sign('sha256', body, privateKey)))
  const lines = Buffer.from(der).toString('base64').replace(/.{64}/g, '$&\n')
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n` }
}
