// `npm run doctor` as a person runs it: against a simulated home, and before bad certificates.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:https'
import { createServer as createPlain } from 'node:http'
import type { Server } from 'node:net'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DOCTOR_STEPS, stepName } from '../shared/doctor.ts'
import { type Simulator, startSimulator } from '../worker/sim/cli.ts'
import { VARIABLES } from '../worker/config.ts'
import { selfSigned } from '../worker/test/certificate.ts'
import { judgeCertificate, lookUpName, showCertificate } from './doctor-look.ts'
import { ROOT } from './wrangler.ts'

const CANARY = 'canary-5d41402abc4b2a76'
const DAY = 24 * 3_600_000

interface Ran {
  readonly code: number | null
  readonly text: string
}

function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const bare = Object.fromEntries(VARIABLES.map(({ name }) => [name, '']))
  const child = spawn(path.join(ROOT, 'node_modules/node/bin/node'), ['scripts/doctor.ts', ...args], { cwd: ROOT, env: { ...process.env, ...bare, ...env } })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (text += bytes.toString()))
  const ended = once(child, 'close').then(([code]): Ran => ({ code: typeof code === 'number' ? code : null, text }))
  return { child, ended, text: () => text }
}
const doctor = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> => start(args, env).ended

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

describe('before a simulated home', () => {
  let sim: Simulator
  beforeAll(async () => {
    sim = await startSimulator()
  })
  afterAll(() => sim.close())

  it('that is well: one line a step, and 0', async () => {
    const { code, text } = await doctor([`${sim.url}/v1`])
    const lines = text.split('\n').filter((line) => /^[✓✗–] /.test(line))
    expect(lines.map((line) => line.slice(2, line.indexOf(':')))).toEqual(DOCTOR_STEPS.map(stepName))
    expect([code, lines.filter((line) => line.startsWith('✗'))]).toEqual([0, []])
    expect(text).toContain('Your model answers.')
  })

  it('without URL it takes LLM_BASE_URL; a name that home does not have fails', async () => {
    const { code, text } = await doctor(['--model', 'llama-99'], { LLM_BASE_URL: `${sim.url}/v1` })
    expect([code, text]).toEqual([1, expect.stringMatching(/✗ Models: .*llama-99 is not among them\.\n {4}\S/)])
  })

  it.each([
    ['/v1 missing', '', /✗ Path: The \/v1 is missing/],
    ['/v1 doubled', '/v1/v1', /✗ Path: The \/v1 is there twice/],
  ])('%s', async (_, end, words) => {
    const { code, text } = await doctor([`${sim.url}${end}`])
    expect([code, text]).toEqual([1, expect.stringMatching(words)])
  })

  it('secrets are sent and never shown', async () => {
    await sim.set({ token: `${CANARY}-right` })
    const env = { LLM_API_KEY: CANARY, LLM_HEADERS: `{"x-door":"${CANARY}"}`, CF_ACCESS_CLIENT_ID: CANARY, CF_ACCESS_CLIENT_SECRET: CANARY }
    const refused = await doctor([`${sim.url}/v1`], env)
    expect([refused.code, refused.text]).toEqual([1, expect.stringMatching(/✗ Key: The model server refuses the key/)])
    const taken = await doctor([`${sim.url}/v1`], { ...env, LLM_API_KEY: `${CANARY}-right` })
    expect([taken.code, taken.text]).toEqual([0, expect.stringContaining('Sent along, and not shown: LLM_API_KEY, x-door')])
    await sim.set({ token: null })
    expect(refused.text + taken.text).not.toContain('canary')
  })

  it('Ctrl-C ends it at once, without a stack', async () => {
    await sim.set({ down: 'hang' })
    const { child, ended, text } = start([`${sim.url}/v1`])
    await expect.poll(text, { timeout: 10_000 }).toContain("Why can't I")
    child.kill('SIGINT')
    const { code } = await ended
    await sim.set({ down: 'no' })
    expect([code, text()]).toEqual([130, expect.not.stringContaining('Error')])
  })
})

describe('arguments', () => {
  it.each([
    ['no address', ['not an address'], /LLM_BASE_URL is wrong\. Expected: an http or https address/],
    ['one with a password in it', [`http://me:${CANARY}@127.0.0.1/v1`], /LLM_BASE_URL is wrong/],
    ['two', ['http://a/v1', 'http://b/v1'], /One address at a time/],
    ['an option that is not known', ['--key', CANARY], /Usage/],
    ['the demo', ['demo:'], /built-in demo/],
  ])('%s', async (_, args, words) => {
    const { code, text } = await doctor(args)
    expect([code, text]).toEqual([2, expect.stringMatching(words)])
    expect(text).not.toContain('canary')
  })
})

describe('names and certificates', () => {
  it('a name that is not known', async () => {
    expect(await lookUpName('nobody.invalid')).toMatchObject({ step: 'name', result: 'failed' })
  })

  it.each([
    ['signed by itself', 'localhost', -DAY, 30 * DAY, /✗ Certificate: The certificate was not signed by anybody/],
    ['expired', 'localhost', -30 * DAY, -DAY, /✗ Certificate: The certificate (has expired|was not signed)/],
  ])('%s', async (_, name, from, until, words) => {
    const server = createServer(selfSigned(name, Date.now() + from, Date.now() + until))
    const port = await listen(server)
    const { code, text } = await doctor([`https://localhost:${port}/v1`])
    server.close()
    expect([code, text]).toEqual([1, expect.stringMatching(words)])
  })

  it('a bad one is still shown: what is wrong with it, and until when it holds', async () => {
    const until = Date.UTC(2030, 4, 1)
    const server = createServer(selfSigned('localhost', Date.now() - DAY, until))
    const shown = await showCertificate('localhost', await listen(server))
    server.close()
    expect(shown).toEqual({ kind: 'shown', until, trouble: expect.stringContaining('SELF_SIGNED') })
  })

  it('https before plain http', async () => {
    const server = createPlain()
    const port = await listen(server)
    const { code, text } = await doctor([`https://localhost:${port}/v1`])
    server.close()
    expect([code, text]).toEqual([1, expect.stringMatching(/✗ Certificate: .*speaks plain http/)])
  })

  it.each<[string, Parameters<typeof judgeCertificate>[0], string, RegExp]>([
    ['a good one', { kind: 'shown', until: Date.UTC(2027, 0, 31), trouble: null }, 'ok', /until 2027-01-31/],
    ['one that runs out soon', { kind: 'shown', until: Date.UTC(2026, 11, 3), trouble: null }, 'ok', /runs out on 2026-12-03/],
    ['one that expired', { kind: 'shown', until: 0, trouble: 'CERT_HAS_EXPIRED' }, 'failed', /expired/],
    ['one for another name', { kind: 'shown', until: 0, trouble: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'failed', /another name/],
    ['one that is not taken', { kind: 'shown', until: 0, trouble: 'INVALID_PURPOSE' }, 'failed', /not taken/],
    ['none, nobody listens', { kind: 'none', why: 'ECONNREFUSED connect' }, 'skipped', /No connection/],
  ])('%s', (_, shown, result, says) => {
    expect(judgeCertificate(shown, Date.UTC(2026, 11, 1))).toMatchObject({ step: 'tls', result, says: expect.stringMatching(says) })
  })
})
