// The simulator on a real socket: what a client reads, what a leaving one does, and the control routes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { collect } from '../test/collect.ts'
import { SIM_MODEL } from './cases-world.ts'
import { readOptions } from './cli-options.ts'
import { startSimulator, type Simulator, type SimulatorOptions } from './cli.ts'
import { CASES } from './named/index.ts'
import { contentOf } from './test-requests.ts'

const running: Simulator[] = []
const sockets: Socket[] = []

async function start(options: SimulatorOptions = {}): Promise<Simulator> {
  const sim = await startSimulator({ rate: 5_000, first_token_ms: 0, ...options })
  running.push(sim)
  return sim
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(running.splice(0).map((sim) => sim.close()))
})

const bodyOf = (prompt: string): string => JSON.stringify({ model: SIM_MODEL, messages: [{ role: 'user', content: prompt }], stream: true })
const chat = (sim: Simulator, prompt: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${sim.url}/v1/chat/completions`, { method: 'POST', body: bodyOf(prompt), ...init })
const control = (sim: Simulator, change: unknown): Promise<Response> => fetch(`${sim.url}/__control`, { method: 'POST', body: JSON.stringify(change) })
const isRefused = (sim: Simulator): Promise<boolean> =>
  fetch(`${sim.url}/v1/models`).then(
    () => false,
    (error) => error.cause?.code === 'ECONNREFUSED',
  )

describe('an answer', () => {
  it('arrives as it was recorded, in whatever pieces it is read', async () => {
    const sim = await start()
    const response = await chat(sim, 'Tell me of ships [[tokens=600]]')
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    expect(response.headers.get('x-powered-by')).toBe('Express')
    const decoder = new TextDecoder()
    let text = ''
    let pieces = 0
    for await (const piece of response.body ?? []) {
      text += decoder.decode(piece, { stream: true })
      pieces += 1
    }
    expect(pieces).toBeGreaterThan(1)
    expect(sim.records()).toMatchObject([{ written: contentOf(text), bytes: Buffer.byteLength(text), finished: true, aborted: false, status: 200 }])
  })

  it('has a length where it is whole, and lists have', async () => {
    const sim = await start()
    const lists = await Promise.all(['/v1/models', '/api/v0/models', '/api/v1/models', '/lmstudio-greeting'].map((path) => fetch(sim.url + path)))
    for (const list of lists) expect(list.headers.get('content-length')).toBe(String(Buffer.byteLength(await list.text())))
    const unknown = await fetch(`${sim.url}/models`)
    expect([unknown.status, await unknown.json()]).toEqual([200, { error: 'Unexpected endpoint or method. (GET /models)' }])
  })

  it('keeps to its rate', async () => {
    const sim = await start({ rate: 200 })
    const begun = performance.now()
    await (await chat(sim, 'Go on [[tokens=60]]')).text()
    const took = performance.now() - begun
    expect(took).toBeGreaterThan(270)
    expect(took).toBeLessThan(1_500)
  })
})

describe('a caller', () => {
  it('who leaves in mid-stream is noticed, with the time', async () => {
    const sim = await start({ rate: 100 })
    const caller = new AbortController()
    const response = await chat(sim, 'Go on [[tokens=1000]]', { signal: caller.signal })
    await response.body?.getReader().read()
    const left = Date.now()
    caller.abort()
    await vi.waitFor(() => expect(sim.records()[0]?.aborted).toBe(true), { interval: 5 })
    expect((sim.records()[0]?.abortedAt ?? 0) - left).toBeLessThan(1_000)
    const { bytes } = sim.records()[0] ?? {}
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(sim.records()[0]).toMatchObject({ finished: false, cut: false, bytes })
  })

  it.each([
    ['before the first token', '[[delay=60000]]', 4],
    ['while in line', 'Go on', 0],
  ])('who leaves %s is noticed too', async (_name, prompt, concurrency) => {
    const sim = await start({ concurrency })
    const caller = new AbortController()
    await chat(sim, prompt, { signal: caller.signal })
    caller.abort()
    await vi.waitFor(() => expect(sim.records()).toMatchObject([{ aborted: true, bytes: 0 }]), { interval: 5 })
  })

  it('who leaves after a long silence is noticed, whatever was collected meanwhile', async () => {
    const sim = await start()
    const caller = new AbortController()
    const response = await chat(sim, '[[case=hang-forever]]', { signal: caller.signal })
    await response.body?.getReader().read()
    await collect()
    caller.abort()
    await vi.waitFor(() => expect(sim.records()).toMatchObject([{ aborted: true, written: 'One and' }]), { interval: 5 })
  })

  it('who does not read holds no memory here', async () => {
    const sim = await start({ rate: 1e9, context: 32_768 })
    const socket = connect(sim.port, '127.0.0.1').pause()
    sockets.push(socket)
    const body = JSON.stringify({ messages: [{ role: 'user', content: '[[tokens=30000]]' }], stream: true, model: `${SIM_MODEL}${'x'.repeat(500)}` })
    await sim.set({ load: 'm'.repeat(1_000), unload: SIM_MODEL, context: 32_768 })
    socket.write(`POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    let seen = -1
    await vi.waitFor(
      () => {
        const { bytes } = sim.records()[0] ?? { bytes: 0 }
        const stands = bytes > 0 && bytes === seen
        seen = bytes
        expect(stands).toBe(true)
      },
      { interval: 100, timeout: 5_000 },
    )
    expect(seen).toBeLessThan(30_000_000)
    expect(sim.records()[0]?.finished).toBe(false)
    socket.destroy()
    await vi.waitFor(() => expect(sim.records()[0]?.aborted).toBe(true), { interval: 5 })
  })
})

describe('a cut', () => {
  it('by a marker comes after exactly so many tokens', async () => {
    const sim = await start()
    const response = await chat(sim, 'Go on [[tokens=50]] [[cut=7]]')
    let text = ''
    const reading = (async () => {
      for await (const piece of response.body ?? []) text += Buffer.from(piece).toString()
    })()
    await expect(reading).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
    expect(text.match(/"content":/g)).toHaveLength(7)
    expect(sim.records()).toMatchObject([{ cut: true, aborted: false, finished: false, written: contentOf(text) }])
  })

  it('before the first byte is a request without an answer', async () => {
    const sim = await start()
    await expect(chat(sim, '[[case=keepalive-reset]]')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } })
  })

  it('by control resets every open stream, also one that nobody reads', async () => {
    const sim = await start({ rate: 50 })
    const responses = await Promise.all([chat(sim, 'One [[tokens=500]]'), chat(sim, 'Two [[hang=0]]')])
    const reading = Promise.allSettled(responses.map((response) => response.text()))
    expect((await control(sim, { cut: true })).status).toBe(200)
    expect((await reading).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(sim.records()).toMatchObject([
      { cut: true, aborted: false },
      { cut: true, aborted: false },
    ])
    expect((await chat(sim, '2+2')).status).toBe(200)
  })
})

describe('control', () => {
  it('refuse: nothing listens, until it is told otherwise', async () => {
    const sim = await start()
    await (await fetch(`${sim.url}/v1/models`)).text()
    const under = await chat(sim, 'Go on [[tokens=50]] [[rate=500]]')
    await sim.set({ down: 'refuse' })
    expect(await isRefused(sim)).toBe(true)
    expect(await under.text()).toContain('[DONE]')
    expect(await isRefused(sim)).toBe(true)
    await sim.set({ down: 'no' })
    expect((await fetch(`${sim.url}/v1/models`)).status).toBe(200)
  })

  it('refuse over HTTP: comes back by itself', async () => {
    const sim = await start()
    expect((await control(sim, { down: 'refuse', for_ms: 150 })).status).toBe(200)
    expect(await isRefused(sim)).toBe(true)
    await vi.waitFor(async () => expect(await isRefused(sim)).toBe(false), { interval: 20 })
  })

  it('hang: takes requests, answers them when it is over', async () => {
    const sim = await start()
    await sim.set({ down: 'hang' })
    let answered = 0
    const list = fetch(`${sim.url}/v1/models`).then((response) => {
      answered += 1
      return response.status
    })
    await expect(fetch(`${sim.url}/v1/models`, { signal: AbortSignal.timeout(60) })).rejects.toThrow('timeout')
    expect(answered).toBe(0)
    expect((await control(sim, { down: 'no' })).status).toBe(200)
    expect(await list).toBe(200)
  })

  it('slow: lists and answers come later, control does not', async () => {
    const sim = await start()
    await control(sim, { slow_ms: 300 })
    const begun = performance.now()
    await (await fetch(`${sim.url}/v1/models`)).text()
    expect(performance.now() - begun).toBeGreaterThan(290)
    const asked = performance.now()
    await control(sim, { slow_ms: 0 })
    expect(performance.now() - asked).toBeLessThan(250)
  })

  it('unload, load, token and the rest are in force at once', async () => {
    const sim = await start()
    await control(sim, { unload: SIM_MODEL, jit: false })
    expect((await chat(sim, '2+2')).status).toBe(400)
    await control(sim, { load: 'other', context: 2_048, rate: 9, concurrency: 2, first_token_ms: 3, failures: ['jinja-error'] })
    expect(sim.world()).toMatchObject({ loaded: [{ id: 'other', context: 2_048 }], rate: 9, concurrency: 2, first_token_ms: 3, jit: false })
    expect(await (await chat(sim, '2+2')).text()).toContain('jinja')
    await control(sim, { token: 'sk-lm-x' })
    expect((await fetch(`${sim.url}/v1/models`)).status).toBe(401)
    await control(sim, { token: null })
    expect((await fetch(`${sim.url}/v1/models`)).status).toBe(200)
  })

  it('tells its records and requests to another process', async () => {
    const sim = await start()
    await (await chat(sim, '2+2')).text()
    expect(await (await fetch(`${sim.url}/__control/records`)).json()).toMatchObject({ records: [{ written: '4', finished: true }] })
    expect(await (await fetch(`${sim.url}/__control/requests`)).json()).toMatchObject({ requests: [{ method: 'POST', path: '/v1/chat/completions' }] })
  })

  it.each([
    [[], 'Expected a JSON object.'],
    [{ dwn: 'hang' }, 'There is no "dwn" to change.'],
    [{ down: 'maybe' }, `Expected "down" to be 'refuse', 'hang' or 'no'.`],
    [{ down: 'refuse' }, 'A refusal over HTTP needs "for_ms".'],
    [{ rate: 0 }, 'Expected "rate" to be tokens a second, more than 0.'],
    [{ slow_ms: '5' }, 'Expected "slow_ms" to be milliseconds.'],
    [{ failures: ['nothing'] }, 'Expected "failures" to be names of cases.'],
    [{ load: '' }, 'Expected "load" to be a model\'s name.'],
  ])('refuses %j', async (change, message) => {
    const response = await control(await start(), change)
    expect([response.status, await response.json()]).toEqual([400, { error: expect.stringContaining(message) }])
  })
})

it('two do not share a port, and a closed one leaves none behind', async () => {
  const sim = await start()
  await expect(startSimulator({ port: sim.port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  const hanging = (await chat(sim, '[[hang=0]]')).text()
  await Promise.all([expect(hanging).rejects.toThrow('terminated'), sim.close()])
  expect(await isRefused(sim)).toBe(true)
})

/** What a process may take to start on a busy machine. */
const START_MS = 20_000

describe('the command', { timeout: START_MS }, () => {
  const run = (...args: readonly string[]) => spawn(process.execPath, [fileURLToPath(new URL('cli.ts', import.meta.url)), ...args])

  it('says where it is, answers, and ends at once on SIGTERM', async () => {
    const child = run('--port', '0', '--model', 'my-model-7b', '--rate', '500')
    let said = ''
    child.stdout.on('data', (text) => (said += String(text)))
    await vi.waitFor(() => expect(said).toContain('LLM_BASE_URL='), { timeout: START_MS, interval: 20 })
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? ''
    expect(said).toContain('my-model-7b, 4096 tokens, 500 tokens a second')
    expect(await (await fetch(`${url}/v1/models`)).text()).toContain('"my-model-7b"')
    const stream = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body: bodyOf('[[hang=0]]') })
    const reading = stream.text()
    const asked = performance.now()
    child.kill('SIGTERM')
    const [[code]] = await Promise.all([once(child, 'exit'), expect(reading).rejects.toThrow('terminated')])
    expect(code).toBe(0)
    expect(performance.now() - asked).toBeLessThan(2_000)
  })

  it('says why it does not start', async () => {
    const { port } = await start()
    const ends = await Promise.all(
      [run('--port', String(port)), run('--port', 'x')].map(async (child) => {
        let said = ''
        child.stderr.on('data', (text) => (said += String(text)))
        const [code] = await once(child, 'close')
        return [code, said]
      }),
    )
    expect(ends).toEqual([
      [1, expect.stringContaining('is taken')],
      [2, expect.stringContaining('--port is a number')],
    ])
  })

  it.each([
    ['a wrong port', ['--port', '70000'], '--port is a number from 0 to 65535, not "70000".'],
    ['a wrong rate', ['--rate', '0'], '--rate is tokens a second, more than 0, not "0".'],
    ['an unknown option', ['--colour', 'red'], 'Usage:'],
  ])('refuses %s', (_name, args, words) => {
    expect(readOptions(args)).toEqual({ kind: 'wrong', message: expect.stringContaining(words) })
  })

  it.each([
    ['a wrong speed', ['--speed', '0'], '--speed is how much faster than told, more than 0, not "0".'],
    ['a server that is not known', ['--as', 'oobabooga'], '--as is one of lmstudio, llamacpp, ollama, vllm, jan, not "oobabooga".'],
    ['a case that is not there', ['--case', 'eof-mid-txt'], 'There is no case "eof-mid-txt". Nearest: eof-mid-text,'],
    ['a variant that is not there', ['--case', 'cf-524/never'], 'There is no case "cf-524/never". Of cf-524 there are: always, once.'],
  ])('refuses %s too', (_name, args, words) => {
    expect(readOptions(args)).toEqual({ kind: 'wrong', message: expect.stringContaining(words) })
  })

  it('serves one case, in the world that it needs', () => {
    expect(readOptions(['--case', 'models-empty', '--speed', '60'])).toMatchObject({
      kind: 'ok',
      options: { case: 'models-empty', version: '0.3.5', jit: false, loaded: [], speed: 60 },
      playing: { row: { number: 15 } },
    })
  })

  it('lists exactly the 84 cases, one a line', async () => {
    const child = run('--list')
    let said = ''
    child.stdout.on('data', (text) => (said += String(text)))
    const [code] = await once(child, 'close')
    const lines = said.trimEnd().split('\n')
    expect([code, lines.length]).toEqual([0, 84])
    expect(lines[23]).toMatch(/^24 {2}eof-mid-text +deltas, then the end: no finish, no \[DONE\]$/)
    expect(lines.every((line, at) => line.startsWith(`${String(at + 1).padStart(2)}  ${CASES[at]?.name} `))).toBe(true)
  })

  it('plays a case on a real socket, and where nothing listens it stays', async () => {
    const [eof, refused] = [run('--port', '0', '--case', 'eof-mid-text'), run('--port', '0', '--case', 'tcp-refused')]
    try {
      const [url = '', gone = ''] = await Promise.all(
        [eof, refused].map(async (child) => {
          let said = ''
          child.stdout.on('data', (text) => (said += String(text)))
          await vi.waitFor(() => expect(said).toContain('case    '), { timeout: START_MS, interval: 20 })
          return /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
        }),
      )
      const response = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body: bodyOf('Hi') })
      expect(contentOf(await response.text())).toBe('One and')
      await vi.waitFor(() => expect(fetch(`${gone}/v1/models`)).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } }), { timeout: START_MS })
      expect(refused.exitCode).toBeNull()
    } finally {
      for (const child of [eof, refused]) child.kill('SIGTERM')
      await Promise.all([eof, refused].map((child) => once(child, 'exit')))
    }
  })

  it('has the usual port and the default model', () => {
    expect(readOptions([])).toEqual({ kind: 'ok', options: { port: 1234, rate: 40, model: SIM_MODEL, dialect: 'lmstudio', speed: 1 }, playing: null })
  })
})
