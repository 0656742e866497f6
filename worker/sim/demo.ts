// The model that is built in: an honest demo that speaks the OpenAI wire. It opens no connection and keeps nothing between requests.
import { Hono } from 'hono'
import { decide, type Told } from './demo-rules.ts'
import { play, type Script, type SimClock } from './play.ts'
import {
  type Ask,
  begunBy,
  completion,
  type Count,
  DONE,
  errorFrame,
  finishFrame,
  type Finish,
  jsonResponse,
  lastFromPerson,
  type Meta,
  readAsk,
  reasoningFrame,
  restOf,
  SSE,
  textFrame,
  usageFrame,
} from './wire.ts'

export const DEMO_MODEL = 'porchlight-demo'
/** Words a second. */
export const DEMO_RATE = 40
/** Words a second of the slow answer. */
export const DEMO_SLOW_RATE = 4
/** Silence before the first word, in milliseconds. */
export const DEMO_FIRST_WORD_MS = 80

const REFUSAL = `Failed to load model "${DEMO_MODEL}". Error: Model loading aborted due to insufficient system resources. (This error was asked for.)`
const CRASH = 'The model has crashed without additional information. (Exit code: null)'

/** An answer as it will be told: its words, which are the demo's tokens, within the limit that was asked for. */
interface Telling {
  readonly reasoning: readonly string[]
  readonly words: readonly string[]
  readonly end: Told['end']
  readonly count: Count
  readonly msPerWord: number
}

/** The demo as a model server: `fetch` answers GET /v1/models and POST /v1/chat/completions. */
export function createDemo(clock: SimClock): { fetch(request: Request): Promise<Response> } {
  let answers = 0
  const app = new Hono()
    .get('/v1/models', () => jsonResponse(200, JSON.stringify({ data: [{ id: DEMO_MODEL, object: 'model', owned_by: 'porchlight' }], object: 'list' })))
    .post('/v1/chat/completions', async (c) => {
      const asked = readAsk(await c.req.text())
      if (asked.kind === 'wrong') return jsonResponse(400, JSON.stringify({ error: asked.message }))
      const { ask } = asked
      const decided = decide(lastFromPerson(ask.messages))
      const { signal } = c.req.raw
      if (decided.kind === 'refusal') return jsonResponse(404, JSON.stringify({ error: { message: REFUSAL } }))

      answers += 1
      const meta: Meta = { id: `chatcmpl-demo${answers}`, created: Math.floor(clock.now() / 1000), model: DEMO_MODEL }
      const telling = tellingOf(decided, ask)
      if (ask.stream) {
        return new Response(play(streamed(telling, ask, meta), { clock, signal }).body, { headers: { 'content-type': SSE, 'cache-control': 'no-cache' } })
      }
      await clock.sleep(DEMO_FIRST_WORD_MS, signal)
      if (telling.end === 'error') return jsonResponse(400, JSON.stringify({ error: CRASH }))
      return jsonResponse(200, completion(meta, telling.words.join(''), telling.reasoning.join(''), finishOf(telling), telling.count))
    })
    .notFound((c) => jsonResponse(404, JSON.stringify({ error: { message: `The demo does not know ${c.req.method} ${c.req.path}.` } })))
    .onError((error) => {
      throw error
    })
  return { fetch: async (request) => app.fetch(request) }
}

function tellingOf(told: Told, ask: Ask): Telling {
  const limit = ask.maxTokens ?? Number.POSITIVE_INFINITY
  const begun = begunBy(ask.messages)
  const left = begun === null ? null : restOf(told.text, begun)
  // Who asks it to go on from its length limit gets to the end.
  const beyond = left === '' && told.end === 'length'
  const thoughts = left === null ? wordsOf(told.reasoning) : []
  const all = wordsOf(beyond ? told.rest : (left ?? told.text))
  const reasoning = thoughts.slice(0, limit)
  const words = all.slice(0, Math.max(0, limit - thoughts.length))
  const prompt = ask.messages.reduce((sum, { content }) => sum + wordsOf(content).length, 0)
  return {
    reasoning,
    words,
    end: thoughts.length + all.length > limit ? 'length' : beyond ? 'stop' : told.end,
    count: { prompt, completion: reasoning.length + words.length, reasoning: reasoning.length },
    msPerWord: 1000 / (told.slow ? DEMO_SLOW_RATE : DEMO_RATE),
  }
}

function* streamed(telling: Telling, ask: Ask, meta: Meta): Script {
  const pause = { kind: 'wait', ms: telling.msPerWord } as const
  yield { kind: 'wait', ms: DEMO_FIRST_WORD_MS }
  for (const word of telling.reasoning) {
    yield { kind: 'send', bytes: reasoningFrame(meta, word) }
    yield pause
  }
  for (const word of telling.words) {
    yield { kind: 'send', bytes: textFrame(meta, word) }
    yield pause
  }
  if (telling.end === 'error') {
    yield { kind: 'send', bytes: errorFrame(CRASH) }
    return 'end'
  }
  yield { kind: 'send', bytes: finishFrame(meta, finishOf(telling)) }
  if (ask.includeUsage) yield { kind: 'send', bytes: usageFrame(meta, telling.count) }
  yield { kind: 'send', bytes: DONE }
  return 'end'
}

const finishOf = ({ end }: Telling): Finish => (end === 'length' ? 'length' : 'stop')

/** Words with the space that follows them: joined they are the text again. */
const wordsOf = (text: string): string[] => text.match(/^\s+|\S+\s*/g) ?? []
