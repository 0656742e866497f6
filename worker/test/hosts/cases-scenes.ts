// How one case is played through the product and looked at; and the cases that take more than one turn, or another world.
import { expect } from 'vitest'
import { type Answer, reasoningOf, textOf } from '../../../shared/conversation.ts'
import { ANSWER_MAX, PROBE_FAST_MS, PROBE_SLOW_MS } from '../../../shared/limits.ts'
import type { SimRecord } from '../../sim/cases-records.ts'
import { EMBEDDING_MODEL, SIM_MODEL } from '../../sim/cases-world.ts'
import { caseNamed } from '../../sim/named/index.ts'
import { RACED_MODEL } from '../../sim/named/line.ts'
import type { Expected } from './cases-expected.ts'
import { lastAnswer, textIn } from './client.ts'
import { eventually } from './eventually.ts'
import { fresh, type Stage } from './stage.ts'
import type { Stream } from './stream.ts'

export type Job = () => Promise<void>

export interface Scene {
  readonly name: string
  /** Changes the world of all, or measures time. */
  readonly alone: boolean
  readonly play: (there: Stage) => Promise<void>
}

/** From a stop to the moment the model server has seen it. */
const STOP_MS = 1_000
const SLACK_MS = 3_000
/** What a timer may be early. */
const TIMER_MS = 5
/** Nothing of a page, of an address or of an error body is ever told. */
const OUTSIDE = /<html|<!doctype|cloudflareaccess|home\.example|engine protocol|jinja template/i
/** What a request may hold. */
const FIELDS = ['model', 'messages', 'temperature', 'stream', 'stream_options', 'return_progress', 'timings_per_token']

const question = (name: string): string => `case ${caseNamed(name)?.row.number} ${fresh('q')} [[case=${name}]]`

interface Played {
  readonly answer: Answer
  readonly stream: Stream
  readonly records: readonly SimRecord[]
}

async function ask(there: Stage, said: string): Promise<Played> {
  const chat = fresh('case')
  const stream = await there.client.ask(chat, said)
  await stream.closed
  return { answer: lastAnswer(stream.view(chat)), stream, records: there.asked(said) }
}

/** One turn of a case, compared with what is expected of it. */
export async function playCase(there: Stage, name: string, expected: Expected): Promise<void> {
  const { answer, stream, records } = await ask(there, question(name))
  const { state, usage, model } = answer
  const { asked, ...rest } = expected
  expect({
    state: state.status === 'failed' ? { status: state.status, problem: state.problem.error } : state,
    text: textOf(answer),
    reasoning: reasoningOf(answer),
    ...('usage' in expected ? { usage } : {}),
    ...('model' in expected ? { model } : {}),
    asked: records.length,
  }).toEqual({ ...rest, asked })
  expect(stream.bytes).not.toMatch(OUTSIDE)
  for (const { fields, messages, written } of records) {
    expect(FIELDS).toEqual(expect.arrayContaining([...fields]))
    expect(messages.every(({ content }) => typeof content === 'string')).toBe(true)
    // What a person reads is a part of what was sent, from its start, but for the tags around what the model thought.
    if (records.length === 1 && answer.parts.every(({ kind }) => kind === 'text')) expect(written.startsWith(textOf(answer))).toBe(true)
  }
  if (state.status === 'failed') expect(state.problem.troubleshooting.length).toBeGreaterThan(0)
  await MORE[name]?.(there, { answer, stream, records })
}

/** What else is to be said of some of them. */
const MORE: Readonly<Record<string, (there: Stage, played: Played) => Promise<void> | void>> = {
  'no-token-401': async (there) => {
    // A 401 would make a browser think that it is signed out here.
    expect(await there.client.say(fresh('case'), question('no-token-401'))).toMatchObject({ status: 503, body: { detail: { error: 'home_refused' } } })
  },
  'prefill-silence-150s': (_there, { stream }) => {
    const phases = stream.frames.flatMap(({ event }) => (event.type === 'turn.phase' ? [event.phase] : []))
    expect(phases.slice(-2)).toEqual(['reading', 'generating'])
  },
  'hang-forever': async (there, { records: [asked] }) => {
    // It is told that nobody waits any more.
    await eventually(
      () => there.sim.records().find(({ id }) => id === asked?.id),
      (record) => expect(record).toMatchObject({ aborted: true, written: 'One and' }),
    )
  },
  'model-swapped': (_there, { answer }) => expect(answer.model_asked).toBe(SIM_MODEL),
  'cf-524/always': (_there, { stream }) => {
    expect(stream.frames.some(({ event }) => event.type === 'turn.phase' && event.reason === 'edge_cut')).toBe(true)
  },
  'access-302': (there) => expect(there.sim.requests().some(({ path }) => path.startsWith('/cdn-cgi'))).toBe(false),
  'ngrok-6024': (there) => {
    const chats = there.sim.requests().filter(({ method }) => method === 'POST')
    expect(chats.every(({ headers }) => headers['ngrok-skip-browser-warning'] !== undefined && headers['accept-encoding'] === 'identity')).toBe(true)
  },
  'ollama-403-host': (_there, { answer }) => {
    expect(answer.state.status === 'failed' && answer.state.problem.troubleshooting.join()).toContain('as Host')
  },
}

/** Stops the turn once `ready` says so; how long the model server took to see it. */
async function stopped(there: Stage, name: string, ready: (stream: Stream, record: SimRecord | undefined) => void): Promise<SimRecord | undefined> {
  const said = question(name)
  const chat = fresh('case')
  const stream = await there.client.ask(chat, said)
  const record = (): SimRecord | undefined => there.asked(said)[0]
  await eventually(record, (now) => ready(stream, now))
  const at = Date.now()
  expect((await there.client.post(`/agent/sessions/${chat}/stop`)).status).toBe(200)
  await eventually(record, (now) => expect(now?.aborted).toBe(true))
  expect((record()?.abortedAt ?? 0) - at).toBeLessThan(STOP_MS)
  await stream.closed
  expect(lastAnswer(stream.view(chat)).state).toEqual({ status: 'stopped' })
  return record()
}

const health = (there: Stage, holds: object, ms: number): Promise<void> =>
  eventually(
    async () => (await there.client.get('/health')).body,
    (told) => expect(told).toMatchObject(holds),
    ms + SLACK_MS,
  )

const CHAT_MODELS = [SIM_MODEL, 'google/gemma-4-e4b', RACED_MODEL]
/** How the list of home is told; null: it does not tell what is loaded. */
const models = (loaded: readonly (boolean | null)[]): object => ({
  home: { state: 'online', models: CHAT_MODELS.map((id, at) => ({ id, loaded: loaded[at] })) },
})

export const SCENES: readonly Scene[] = [
  {
    name: 'huge-nonstream',
    alone: false,
    play: async (there) => {
      const { answer } = await ask(there, question('huge-nonstream'))
      expect(answer.state).toEqual({ status: 'done', finish_reason: 'length' })
      expect(textOf(answer)).toBe('porchlit '.repeat(8_192).slice(0, 65_536).repeat(5).slice(0, ANSWER_MAX))
    },
  },
  {
    name: 'abort-before-first',
    alone: true,
    play: async (there) => {
      const record = await stopped(there, 'abort-before-first', (stream, record) => {
        expect(stream.frames.length).toBeGreaterThan(0)
        expect(record?.status).toBe(200)
      })
      expect(record).toMatchObject({ bytes: 0, written: '' })
      // The place is taken for a while: the next one waits, and is answered.
      const { answer, records } = await ask(there, question('abort-before-first'))
      expect([answer.state.status, textOf(answer), records.length]).toEqual(['done', 'One two three four.', 1])
    },
  },
  {
    name: 'abort-mid-stream',
    alone: true,
    play: async (there) => {
      const record = await stopped(there, 'abort-mid-stream', (stream) => {
        expect(stream.frames.some(({ event }) => event.type === 'text')).toBe(true)
      })
      expect(record?.written.startsWith('One two three')).toBe(true)
      expect(record?.finished).toBe(false)
    },
  },
  {
    name: 'queue-wait',
    alone: false,
    play: async (there) => {
      const played = await Promise.all(Array.from({ length: 5 }, () => ask(there, question('queue-wait'))))
      expect(played.map(({ answer }) => [answer.state.status, textOf(answer)])).toEqual(Array.from({ length: 5 }, () => ['done', 'One two three four.']))
      // Who came last has its first byte when the first of the four is done: 30 s later, as they go by here.
      const begun = played.flatMap(({ records }) => records.map(({ firstByteAt }) => firstByteAt ?? 0))
      expect(Math.max(...begun) - Math.min(...begun)).toBeGreaterThan(30_000 / there.sim.world().speed - TIMER_MS)
    },
  },
  {
    name: 'parallel-crash',
    alone: false,
    play: async (there) => {
      const played = await Promise.all(Array.from({ length: 4 }, () => ask(there, question('parallel-crash'))))
      const ends = played.map(({ answer }) => [answer.state.status === 'failed' ? answer.state.problem.error : answer.state.status, textOf(answer)])
      expect(ends.sort()).toEqual([
        ...Array.from({ length: 2 }, () => ['done', 'One two three four.']),
        ...Array.from({ length: 2 }, () => ['model_crashed', 'One']),
      ])
    },
  },
  {
    name: 'models-empty',
    alone: true,
    play: async (there) => {
      await health(there, { home: { state: 'no_model', models: [] }, llm_available: false }, PROBE_FAST_MS)
      expect(await there.client.say(fresh('case'), 'case 15, is anybody there?')).toMatchObject({ status: 503, body: { detail: { error: 'no_model' } } })
    },
  },
  {
    name: 'tcp-refused/refused',
    alone: true,
    play: async (there) => {
      await there.sim.set({ down: 'refuse' })
      const { status, body } = await there.client.say(fresh('case'), 'case 75, is anybody there?')
      expect([status, body]).toMatchObject([503, { detail: { error: 'home_off', troubleshooting: expect.arrayContaining([expect.any(String)]) } }])
      await health(there, { home: { state: 'off' } }, PROBE_FAST_MS)
    },
  },
  {
    name: 'jit-race',
    alone: true,
    play: async (there) => {
      for (const model of CHAT_MODELS) await there.sim.set({ load: model })
      for (const model of CHAT_MODELS.slice(1)) await there.sim.set({ unload: model })
      const { races = true, load_ms = 0 } = caseNamed('jit-race')?.row.world ?? {}
      await there.sim.set({ down: 'no', version: '0.4.20', jit: true, races, load_ms })
      await health(there, models([true, false, false]), PROBE_SLOW_MS)
      const told = await Promise.all([0, 1].map(() => there.client.say(fresh('case'), `case 35 ${fresh('q')} [[tokens=5]]`, { model: RACED_MODEL })))
      expect(told.map(({ status, body }) => [status, textIn(body, 'status'), textIn(body, 'metadata', 'model')])).toEqual(
        [0, 1].map(() => [200, 'done', RACED_MODEL]),
      )
      expect(there.sim.world().loaded.filter(({ key }) => key === RACED_MODEL).length).toBe(1)
      await there.sim.set({ unload: RACED_MODEL })
    },
  },
  {
    name: 'models-merge',
    alone: true,
    play: async (there) => {
      // What only embeds is not there to chat with: by its type in the one list, by its name in the other.
      expect(there.sim.world().downloaded).toContain(EMBEDDING_MODEL)
      await health(there, { ...models([true, false, false]), model_loaded: true }, PROBE_SLOW_MS)
      await there.sim.set({ version: '0.3.5' })
      await health(there, models([null, null, null]), PROBE_SLOW_MS)
    },
  },
]

/** As the table of cases finds it: `case 14 models-merge`, a variant after a slash. */
export const titleOf = (name: string): string => `case ${caseNamed(name)?.row.number} ${name}`
