// What `Upstream` promises over a real socket, on any host's fetch: each host's own test opens a simulator and runs this.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Clock, Fetch, Upstream, UpstreamEvent } from '../ports.ts'
import { createUpstream } from '../upstream/index.ts'
import { fieldsOf, listOf, parseJson } from '../upstream/narrow.ts'

export interface Stage {
  /** A simulator of this suite's own (it is changed), without a path: `http://127.0.0.1:4321`. Its model is loaded. */
  readonly url: string
  /** The host's. */
  readonly fetch: Fetch
  readonly clock: Clock
  close(): Promise<void>
}

/** How long the other end may take to notice a stop, and how long a home that was down may take to be seen again, in milliseconds. */
const NOTICED_MS = 1_000
const BACK_MS = 5_000
const never = new AbortController().signal

export function upstreamContract(name: string, open: () => Promise<Stage>): void {
  describe(`upstream: ${name}`, () => {
    let stage: Stage
    let upstream: Upstream
    beforeAll(async () => {
      stage = await open()
      upstream = at(`${stage.url}/v1`)
    })
    afterAll(() => stage.close())

    const at = (baseUrl: string, timeoutMs = 5_000): Upstream => createUpstream({ baseUrl, apiKey: null, headers: {}, timeoutMs }, stage)
    const question = (content: string): Parameters<Upstream['chat']>[0] => ({ model: null, messages: [{ role: 'user', content }], temperature: null })
    const ask = async (content: string, from = upstream): Promise<UpstreamEvent[]> => all(from.chat(question(content), never))
    const control = async (change: object): Promise<void> => {
      const answer = await stage.fetch(new Request(`${stage.url}/__control`, { method: 'POST', body: JSON.stringify(change) }))
      expect(await answer.text()).toBe('{"ok":true}')
    }
    /** What the simulator wrote to the last one who asked that. */
    const record = async (content: string): Promise<Record<string, unknown>> => {
      const answer = await stage.fetch(new Request(`${stage.url}/__control/records`))
      const records = listOf(fieldsOf(parseJson(await answer.text()))['records']).map(fieldsOf)
      return { ...records.findLast(({ messages }) => fieldsOf(listOf(messages).at(-1))['content'] === content) }
    }
    const soon = async (is: () => Promise<boolean>, ms = NOTICED_MS): Promise<boolean> => {
      for (const until = stage.clock.monotonic() + ms; stage.clock.monotonic() < until; await stage.clock.sleep(20)) if (await is()) return true
      return is()
    }

    it('looks: the model, what it is loaded with, and no embedding model', async () => {
      const probe = await upstream.probe()
      expect(probe).toMatchObject({ kind: 'up', server: 'lmstudio', models: [{ loaded: true, context: 4_096 }], places: 4 })
      expect(probe.kind === 'up' && probe.round_trip >= 0 && probe.models.length === 1).toBe(true)
    })

    it('loads: waits for it, and says what it cannot load', async () => {
      const probe = await upstream.probe()
      const [model] = probe.kind === 'up' ? probe.models : []
      if (!model) throw new Error('no model')
      await control({ unload: model.id, load_ms: 200 })
      expect(await upstream.load(model.id, never)).toEqual({ kind: 'loaded' })
      expect(await upstream.probe()).toMatchObject({ models: [{ id: model.id, loaded: true }] })
      expect(await upstream.load('nobody/has-it', never)).toMatchObject({ kind: 'failed', problem: { code: 'model_not_found' } })
    })

    it('answers: every word in its order, the model, the end, the count', async () => {
      const content = 'Tell me. [[tokens=50]] [[rate=1000]]'
      const events = await ask(content)
      expect(events.map((event) => event.type).filter((type, index, types) => type !== types[index - 1])).toEqual([
        'opened',
        'model',
        'text',
        'finish',
        'usage',
      ])
      expect(textIn(events)).not.toBe('')
      expect(events).toContainEqual({ type: 'finish', reason: 'stop' })
      expect(events.at(-1)).toMatchObject({ type: 'usage', usage: { completion_tokens: 50 } })
      expect(await soon(async () => (await record(content))['finished'] === true)).toBe(true)
      expect(await record(content)).toMatchObject({ written: textIn(events), aborted: false, stream: true })
    })

    it('tells reasoning from text', async () => {
      const content = 'Think. [[reasoning=7]] [[tokens=5]] [[rate=1000]] [[finish=length]]'
      const events = await ask(content)
      expect(await record(content)).toMatchObject({ written: textIn(events), reasoning: textIn(events, 'reasoning') })
      expect(textIn(events, 'reasoning')).not.toBe('')
      expect(events).toContainEqual({ type: 'finish', reason: 'length' })
    })

    it('says that the answer began before the first word', async () => {
      let opened = 0
      for await (const event of upstream.chat(question('Slowly. [[delay=800]] [[tokens=2]]'), never)) {
        if (event.type === 'opened') opened = stage.clock.monotonic()
        if (event.type === 'text') break
      }
      expect(stage.clock.monotonic() - opened).toBeGreaterThan(200)
    })

    it.each(['[[tokens=20]] [[cut=5]] [[rate=200]]', '[[case=eof-mid-text]]', '[[case=rst-mid-text]]'])(
      'cut, %s: what came is a part of what was sent, and nothing says that it ended',
      async (content) => {
        const events = await ask(content)
        expect(String((await record(content))['written']).startsWith(textIn(events))).toBe(true)
        expect(new Set(events.map((event) => event.type)).isSubsetOf(new Set(['opened', 'model', 'text']))).toBe(true)
        expect(events[0]).toEqual({ type: 'opened' })
      },
    )

    it('an error in the middle comes last, after all that was said', async () => {
      const content = 'Break. [[tokens=20]] [[error=5]] [[rate=1000]]'
      const events = await ask(content)
      expect(events.at(-1)).toMatchObject({ type: 'failed', problem: { code: 'model_crashed' } })
      expect(textIn(events)).not.toBe('')
      expect(await record(content)).toMatchObject({ written: textIn(events) })
    })

    it.each([
      ['jinja-error', 'template_rejected', false],
      ['overflow-stream', 'context_overflow', false],
      ['overflow-400-keep', 'context_overflow', false],
      ['model-not-found', 'model_not_found', false],
      ['load-failed', 'model_load_failed', false],
      ['no-models-loaded-404', 'no_model', false],
      ['no-token-401', 'home_refused', false],
      ['engine-fetch-failed', 'home_busy', true],
      ['keepalive-reset', 'home_off', true],
      ['html-200', 'tunnel_refused', false],
      ['wrong-path-200', 'home_misconfigured', false],
    ])('the case %s is %s', async (known, code, retryable) => {
      expect((await ask(`[[case=${known}]]`)).at(-1)).toMatchObject({ type: 'failed', problem: { code, retryable } })
    })

    it.each([
      ['split-utf8', '🏮'],
      ['split-lines', 'One'],
      ['eof-no-done', 'One.'],
    ])('the case %s is whole', async (known, text) => {
      const events = await ask(`[[case=${known}]]`)
      expect(textIn(events)).toBe(text)
      expect(events).toContainEqual({ type: 'finish', reason: 'stop' })
    })

    it.each(['[[tokens=5000]] [[rate=50]]', '[[delay=60000]]', '[[tokens=9]] [[hang=3]]'])(
      'stop, %s: it ends at once, and the server is told',
      async (content) => {
        const stopping = new AbortController()
        const stopped = stage.clock.sleep(300).then(() => {
          stopping.abort()
          return stage.clock.monotonic()
        })
        const events = await all(upstream.chat(question(content), stopping.signal))
        expect(stage.clock.monotonic() - (await stopped)).toBeLessThan(NOTICED_MS)
        expect(events.some((event) => event.type === 'failed' || event.type === 'finish')).toBe(false)
        expect(await soon(async () => (await record(content))['aborted'] === true)).toBe(true)
      },
    )

    it('an address without /v1, and one with two, are told from a home that is down', async () => {
      expect((await ask('Hi', at(stage.url))).at(-1)).toMatchObject({ type: 'failed', problem: { code: 'home_misconfigured' } })
      expect(await at(`${stage.url}/v1/v1`).probe()).toMatchObject({ kind: 'down', problem: { code: 'home_misconfigured' } })
    })

    it('nobody there', async () => {
      await control({ down: 'refuse', for_ms: 1_000 })
      const [events, probe] = await Promise.all([ask('Hi'), upstream.probe()])
      expect(events).toEqual([{ type: 'failed', problem: expect.objectContaining({ code: 'home_off', retryable: true }) }])
      expect(probe).toMatchObject({ kind: 'down', problem: { code: 'home_off', retryable: true } })
      expect(await soon(async () => (await upstream.probe()).kind === 'up', BACK_MS)).toBe(true)
    })

    it('somebody who does not answer', async () => {
      const impatient = at(`${stage.url}/v1`, 400)
      await control({ down: 'hang', for_ms: 1_000 })
      expect(await impatient.probe()).toMatchObject({ kind: 'down', problem: { code: 'home_silent', retryable: true } })
      expect(await soon(async () => (await impatient.probe()).kind === 'up', BACK_MS)).toBe(true)
    })
  })
}

async function all(events: AsyncIterable<UpstreamEvent>): Promise<UpstreamEvent[]> {
  const list: UpstreamEvent[] = []
  for await (const event of events) list.push(event)
  return list
}

function textIn(events: readonly UpstreamEvent[], type: 'text' | 'reasoning' = 'text'): string {
  return events.map((event) => (event.type === type ? event.text : '')).join('')
}
