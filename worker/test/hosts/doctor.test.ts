// The doctor on both hosts: what it says of a home in each of its troubles, and that it tells no secret.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DOCTOR_STEPS, type Examination, type Finding } from '../../../shared/doctor.ts'
import { DOCTOR_AGAIN_MS } from '../../../shared/limits.ts'
import type { Change } from '../../sim/cli-control.ts'
import { SIM_MODEL } from '../../sim/cases-world.ts'
import { type Simulator, startSimulator } from '../../sim/cli.ts'
import { type Launched, freePort, launch } from '../launch.ts'
import { Client, type Told } from './client.ts'
import { type Front, type FrontMode, startFront } from './front.ts'
import { KINDS } from './stage.ts'

const CANARY = 'canary-7c9e6679b4de944b'
const RIGHT = { LLM_API_KEY: CANARY, LLM_HEADERS: `{"x-door":"${CANARY}"}` }

/** Starts a look and follows it to its end. */
async function examined(client: Client): Promise<{ readonly findings: readonly Finding[]; readonly asked: readonly Told[] }> {
  const asked: Told[] = []
  let following: { began: number; known: number } | undefined
  // As many as there are findings, and what a slow one may be asked for besides.
  while (asked.length < DOCTOR_STEPS.length + 20) {
    const told = await client.post('/doctor', following === undefined ? {} : { following })
    asked.push(told)
    expect(told.status).toBe(200)
    expect(told.ms).toBeLessThan(8_000)
    const { began, done, findings } = told.body as Examination
    if (done) return { findings, asked }
    following = { began, known: findings.length }
  }
  throw new Error('the look does not end')
}

const failed = (findings: readonly Finding[]): Finding[] => findings.filter(({ result }) => result === 'failed')
/** What ended a moment ago is the answer to who asks again. */
const anew = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, DOCTOR_AGAIN_MS + 100))

describe.concurrent.each(KINDS)('%s', (kind) => {
  describe('a home in trouble', { concurrent: false }, () => {
    let sim: Simulator
    let front: Front
    let host: Launched
    const seen: string[] = []
    beforeAll(async () => {
      sim = await startSimulator({ token: CANARY })
      front = await startFront(sim.url)
      host = await launch(kind, { llm: `${front.url}/v1`, env: RIGHT })
    })
    afterAll(async () => {
      await host.stop()
      front.close()
      await sim.close()
    })
    const look = async (): Promise<readonly Finding[]> => {
      const { findings, asked } = await examined(new Client(host.url))
      seen.push(...asked.map(({ text }) => text))
      return findings
    }

    it('well: every step in order, two short answers of the model, and word by word', async () => {
      const findings = await look()
      expect(findings.map(({ step }) => step)).toEqual(DOCTOR_STEPS)
      expect(failed(findings)).toEqual([])
      expect(findings.slice(-2).map(({ result }) => result)).toEqual(['ok', 'ok'])
      expect(sim.records().map(({ model }) => model)).toEqual([SIM_MODEL, SIM_MODEL])
    })

    it('who asks at once again is told the same, and home is not asked', async () => {
      const before = sim.requests().length
      expect(failed(await look())).toEqual([])
      expect(
        sim
          .requests()
          .slice(before)
          .filter(({ path }) => path.endsWith('/chat/completions')),
      ).toEqual([])
    })

    it('two who ask at the same time share one look', async () => {
      await anew()
      const before = sim.records().length
      await Promise.all([look(), look()])
      expect(sim.records().length - before).toBe(2)
    })

    it.each<[FrontMode, Finding['step'], RegExp]>([
      ['access', 'access', /sign-in stands in the way/],
      [1033, 'connection', /1033/],
      [502, 'connection', /502/],
      ['ngrok8012', 'connection', /8012/],
      ['hold', 'stream', /at once after .* holds answers back/],
    ])('%s', async (mode, step, says) => {
      await anew()
      front.set(mode)
      const findings = await look()
      front.set('pass')
      expect(failed(findings)).toMatchObject([{ step, says: expect.stringMatching(says), todo: expect.arrayContaining([expect.any(String)]) }])
    })

    it.each<[string, Change, Change, Finding['step'], RegExp]>([
      ['the key is refused', { token: 'another' }, { token: CANARY }, 'token', /refuses the key/],
      ['it takes the connection and does not answer', { down: 'hang' }, { down: 'no' }, 'connection', /within 5 s/],
      ['the model is not loaded, and is on demand', { unload: SIM_MODEL }, { load: SIM_MODEL }, 'loaded', /first message loads it/],
      [
        'the model is not loaded, and nothing loads it',
        { unload: SIM_MODEL, jit: false },
        { load: SIM_MODEL, jit: true },
        'loaded',
        /nothing loads it by itself/,
      ],
      ['it crashes', { failures: ['crash-midway'] }, { failures: [] }, 'answer', /crashed/],
    ])('%s', async (_, change, back, step, says) => {
      await anew()
      await sim.set(change)
      const findings = await look()
      await sim.set(back)
      expect(failed(findings)).toMatchObject([{ step, says: expect.stringMatching(says) }])
      const at = DOCTOR_STEPS.indexOf(step)
      expect(findings.slice(at + 1).every(({ result }) => result === 'skipped')).toBe(true)
    })

    it('no secret was told, in an answer or in the log', () => {
      expect(seen.length).toBeGreaterThan(10)
      expect(seen.join('\n')).not.toContain('canary')
      expect(host.logs()).not.toContain('canary')
      expect(host.logs()).toContain('home.examined')
    })
  })

  describe('an address that is not right', { concurrent: false }, () => {
    let sim: Simulator
    beforeAll(async () => {
      sim = await startSimulator({ downloaded: [], loaded: [] })
    })
    afterAll(() => sim.close())

    it.each<[string, () => string | Promise<string>, Finding['step'], RegExp]>([
      ['/v1 missing', () => sim.url, 'path', /\/v1 is missing/],
      ['/v1 doubled', () => `${sim.url}/v1/v1`, 'path', /\/v1 is there twice/],
      ['a port where nobody listens', async () => `http://127.0.0.1:${await freePort()}/v1`, 'connection', /Nothing listens there/],
      ['no models', () => `${sim.url}/v1`, 'models', /no model/],
    ])('%s', async (_, llm, step, says) => {
      const host = await launch(kind, { llm: await llm() })
      try {
        const { findings } = await examined(new Client(host.url))
        expect(failed(findings)).toMatchObject([{ step, says: expect.stringMatching(says) }])
      } finally {
        await host.stop()
      }
    })
  })
})
