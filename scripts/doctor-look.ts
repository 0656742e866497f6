// What only a computer sees of an address, and no worker: where its name leads, and the certificate of what answers there.
import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { type TLSSocket, connect } from 'node:tls'
import type { Finding } from '../shared/doctor.ts'
import { NAME_STEPS, certificateBlame } from '../worker/upstream/doctor-thrown.ts'

/** What each look may take, in milliseconds. */
const LOOK_MS = 5_000
const DAY_MS = 24 * 3_600_000
/** A certificate that runs out within so many days is said to. */
const SOON_DAYS = 7

const skipped = (step: Finding['step'], says: string): Finding => ({ step, result: 'skipped', says, todo: [] })

/** The code and the sentence of an error of the platform. */
const wordsOf = (error: unknown): string => (error instanceof Error ? `${'code' in error ? String(error.code) : ''} ${error.message}` : String(error))

/** Where the name leads, by the lookup of this computer. */
export async function lookUpName(hostname: string): Promise<Finding> {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) return skipped('name', 'The address is a number: nothing to look up.')
  const late = Promise.withResolvers<null>()
  const timer = setTimeout(() => late.resolve(null), LOOK_MS)
  try {
    const found = await Promise.race([lookup(host, { all: true }), late.promise])
    if (found === null)
      return {
        step: 'name',
        result: 'failed',
        says: `Nobody told within ${LOOK_MS / 1_000} s where the name leads.`,
        todo: ['Check the network of this computer.'],
      }
    return { step: 'name', result: 'ok', says: `The name leads to ${found.length === 1 ? 'one address' : `${found.length} addresses`}.`, todo: [] }
  } catch (error) {
    if (/EAI_AGAIN/.test(wordsOf(error)))
      return { step: 'name', result: 'failed', says: 'Names cannot be looked up at the moment.', todo: ['Check the network of this computer.'] }
    return { step: 'name', result: 'failed', says: 'The name is not known.', todo: NAME_STEPS }
  } finally {
    clearTimeout(timer)
  }
}

/** What a secure connection showed. `trouble`: what was not right, as the platform has it; null: nothing. */
export type Shown = { readonly kind: 'shown'; readonly until: number; readonly trouble: string | null } | { readonly kind: 'none'; readonly why: string }

/** Connects, looks, and leaves again; nothing is asked. */
export async function showCertificate(hostname: string, port: number): Promise<Shown> {
  const host = hostname.replace(/^\[|\]$/g, '')
  const { promise, resolve } = Promise.withResolvers<Shown>()
  // What is wrong with it is to be told, so it does not end the connection. Nothing is sent over it.
  const socket: TLSSocket = connect({ host, port, rejectUnauthorized: false, timeout: LOOK_MS, ...(isIP(host) === 0 && { servername: host }) }, () => {
    const { valid_to: until } = socket.getPeerCertificate()
    const error: unknown = socket.authorizationError
    resolve({ kind: 'shown', until: Date.parse(until), trouble: socket.authorized ? null : String(error) })
  })
  socket.on('error', (error) => resolve({ kind: 'none', why: wordsOf(error) }))
  socket.on('timeout', () => resolve({ kind: 'none', why: 'timeout' }))
  try {
    return await promise
  } finally {
    socket.destroy()
  }
}

/** `now` in milliseconds. */
export function judgeCertificate(shown: Shown, now: number): Finding {
  if (shown.kind === 'none') {
    const blame = certificateBlame(shown.why)
    return blame ? { ...blame, result: 'failed' } : skipped('tls', 'No connection came about, so no certificate was seen.')
  }
  const day = Number.isFinite(shown.until) ? new Date(shown.until).toISOString().slice(0, 10) : null
  if (shown.trouble !== null) {
    const blame = certificateBlame(shown.trouble) ?? {
      step: 'tls',
      says: 'The certificate is not taken.',
      todo: ['Use http:// on your own network, or a tunnel.'],
    }
    return { ...blame, result: 'failed' }
  }
  const days = Math.floor((shown.until - now) / DAY_MS)
  if (days < SOON_DAYS)
    return { step: 'tls', result: 'ok', says: `The certificate is good, and runs out on ${day}.`, todo: ['Renew it, where nothing does so by itself.'] }
  return { step: 'tls', result: 'ok', says: `The certificate is good, until ${day}.`, todo: [] }
}

export const noCertificate: Finding = skipped('tls', 'The address begins with http: there is no certificate.')
