// `/health` through the door.
import { describe, expect, it } from 'vitest'
import type { HomeReport, HomeState } from '../../shared/health.ts'
import { HEALTH_LOOK_MS, HEALTH_WAIT_MS, PROBE_STALE_MS } from '../../shared/limits.ts'
import { fakeApp, LOCKED, REPORT } from '../test/app-fakes.ts'

const rev = async () => ({ kind: 'rev' as const, rev: 7 })
const never = () => new Promise<never>(() => {})
const away = async () => ({ kind: 'actor_unavailable' as const })
const report = (over: Partial<HomeReport> = {}): HomeReport => ({ ...REPORT, ...over })

describe('GET /health', () => {
  it('tells the owner everything', async () => {
    const { request, asked } = fakeApp({ home: { look: async () => REPORT }, account: { rev } })
    const response = await request('/health')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      status: 'healthy',
      timestamp: new Date(1_795_000_000_000).toISOString(),
      llm_available: true,
      model: 'mixtral',
      model_loaded: true,
      orchestrator_ready: true,
      browser_ready: false,
      version: '0.1.0',
      rev: 7,
      answers: 'home',
      home: REPORT,
      sentence: 'Home is on. LM Studio answers in 84 ms, mixtral is loaded.',
      next: [],
    })
    expect(asked).toEqual(expect.arrayContaining(['home home', 'account owner']))
  })

  it('asks home for what is known, and waits no longer than the first look may take', async () => {
    const waits: number[] = []
    const { request } = fakeApp({ home: { look: async (ms) => (waits.push(ms), REPORT) }, account: { rev } })
    await request('/health')
    expect(waits).toEqual([HEALTH_LOOK_MS])
  })

  it.each<[HomeState, boolean, string, string, boolean]>([
    ['online', false, 'healthy', 'home', true],
    ['busy', false, 'degraded', 'home', true],
    ['silent', false, 'degraded', 'home', false],
    ['unknown', false, 'degraded', 'home', false],
    ['no_model', false, 'degraded', 'nobody', false],
    ['no_model', true, 'degraded', 'demo', false],
    ['demo', false, 'degraded', 'demo', false],
    ['off', false, 'unhealthy', 'nobody', false],
    ['off', true, 'unhealthy', 'demo', false],
    ['unreachable', true, 'unhealthy', 'demo', false],
    ['refused', false, 'unhealthy', 'nobody', false],
    ['misconfigured', true, 'unhealthy', 'demo', false],
  ])('%s, fallback %s: %s, %s answers', async (state, fallback, status, answers, available) => {
    const { request } = fakeApp({ home: { look: async () => report({ state }) }, account: { rev } }, { fallback })
    const response = await request('/health')
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ status, answers, llm_available: available })
  })

  it.each<[HomeState, boolean]>([
    ['online', true],
    ['busy', true],
    ['off', false],
    ['unreachable', false],
    ['unknown', false],
  ])('%s: that a model is in memory is said: %s', async (state, loaded) => {
    const { request } = fakeApp({ home: { look: async () => report({ state }) }, account: { rev } })
    expect(await (await request('/health')).json()).toMatchObject({ model: 'mixtral', model_loaded: loaded })
  })

  it('calls old news degraded', async () => {
    const { request, clock } = fakeApp({ home: { look: async () => REPORT }, account: { rev } })
    await clock.advance(PROBE_STALE_MS + 1)
    expect(await (await request('/health')).json()).toMatchObject({ status: 'degraded', sentence: expect.stringContaining('That was seen 15 s ago.') })
  })

  it.each([
    ['does not answer', never],
    ['is away', away],
  ])('goes on without an account that %s', async (_name, answer) => {
    const { request, clock } = fakeApp({ home: { look: async () => REPORT }, account: { rev: answer } })
    const response = request('/health')
    await clock.advance(HEALTH_WAIT_MS)
    expect(await (await response).json()).toMatchObject({ status: 'degraded', orchestrator_ready: false, rev: 0, answers: 'home' })
  })

  it.each([
    ['does not answer', never],
    ['is away', away],
  ])('says that nothing is known where the actor of home %s, within its time', async (_name, answer) => {
    const { request, clock } = fakeApp({ home: { look: answer }, account: { rev } })
    const response = request('/health')
    await clock.advance(HEALTH_WAIT_MS)
    expect(HEALTH_WAIT_MS).toBeLessThan(100)
    expect((await response).status).toBe(200)
    expect(await (await response).json()).toMatchObject({ status: 'degraded', home: { state: 'unknown', id: 'home' }, orchestrator_ready: true })
  })

  it('leaves no timer behind', async () => {
    const { request, clock } = fakeApp({ home: { look: async () => REPORT }, account: { rev } })
    await request('/health')
    await clock.advance(0)
    expect(clock.pending).toBe(0)
  })

  it('tells a stranger the status, and causes nothing', async () => {
    const { request, asked } = fakeApp({ home: { glance: async () => report({ state: 'off' }) } }, { access: LOCKED })
    asked.length = 0
    const response = await request('/health')
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'unhealthy', timestamp: expect.any(String) })
  })

  it('tells a stranger something when nobody answers', async () => {
    const { request, clock } = fakeApp({ home: { glance: never } }, { access: LOCKED })
    const response = request('/health')
    await clock.advance(HEALTH_WAIT_MS)
    expect(await (await response).json()).toMatchObject({ status: 'degraded' })
  })

  it('asks the demo where that is the home', async () => {
    const { request, asked } = fakeApp(
      { home: { look: async () => report({ id: 'demo', state: 'demo', server: 'demo' }) }, account: { rev } },
      { home: 'demo' },
    )
    expect(await (await request('/health')).json()).toMatchObject({
      status: 'degraded',
      answers: 'demo',
      next: [expect.any(String), expect.any(String), expect.any(String)],
    })
    expect(asked).toContain('home demo')
  })
})
